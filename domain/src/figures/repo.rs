//! What a store must guarantee of figures.

use async_trait::async_trait;

use crate::access::Scope;
use crate::calendar::period::Period;
use crate::failure::Outcome;
use crate::figures::week::{WeekOfHours, WeekOfWishes};

/// Outside a transaction. Each week has its figures, also if nothing happened in it.
#[async_trait]
pub trait FigureReader: Send + Sync {
    /// The wishes that were posted in each of these weeks.
    async fn wishes_by_week(&self, scope: &Scope, weeks: &[Period]) -> Outcome<Vec<WeekOfWishes>>;
    /// The hours that were served in each of these weeks and count.
    async fn hours_by_week(&self, scope: &Scope, weeks: &[Period]) -> Outcome<Vec<WeekOfHours>>;
}
