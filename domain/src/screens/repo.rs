//! What a store must guarantee of screens.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::access::{Scope, Viewer};
use crate::failure::Outcome;
use crate::ids::{MemberId, ScreenId};
use crate::page::{Page, PageRequest};
use crate::screens::key::ScreenKey;
use crate::screens::screen::{NewScreen, Screen};
use crate::standing::Standing;

/// Inside a transaction.
#[async_trait]
pub trait ScreenRepo {
    /// Adds a screen; of its key only a digest is kept.
    async fn add_screen(&mut self, new: &NewScreen<'_>) -> Outcome<()>;
    /// Ends a screen; says whether it had not ended before. One conditional statement.
    async fn end_screen(&mut self, screen: ScreenId, by: MemberId, now: DateTime<Utc>) -> Outcome<bool>;
}

/// Outside one.
#[async_trait]
pub trait ScreenReader: Send + Sync {
    /// The screen of this key, which is seen now; `None` if there is none, or it has ended. One conditional statement.
    async fn enter_screen(&self, key: &ScreenKey, now: DateTime<Utc>) -> Outcome<Option<ScreenId>>;
    /// The screen of this id, for itself.
    async fn own_screen(&self, screen: ScreenId) -> Outcome<Option<Screen>>;
    /// What a screen may do that has not ended: see [`Standing::screen`].
    async fn standing_of_screen(&self, screen: ScreenId) -> Outcome<Option<Standing>>;
    /// The screens of these ids that the viewer may see ([`Screen::seen_by`]), in no order.
    async fn screens(&self, viewer: &Viewer, ids: &[ScreenId]) -> Outcome<Vec<Screen>>;
    /// The screens of a community that have not ended, the latest first. For those who administer it.
    async fn screens_of(&self, scope: &Scope, page: &PageRequest<ScreenId>) -> Outcome<Page<Screen>>;
}
