//! Reports of cases, and why texts were removed: one statement each for all that a request needs at once.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::Context;
use async_graphql::dataloader::Loader;
use domain::failure::{Failure, Outcome};
use domain::ids::CaseId;
use domain::moderation::case::{Report, Target};
use domain::moderation::text_state::TextState;

use crate::graphql::batch::{Batch, load};

/// How many reports of a case are shown.
pub const REPORTS_SHOWN: usize = 20;

impl Loader<CaseId> for Batch {
    type Value = Vec<Report>;
    type Error = Arc<Failure>;

    async fn load(&self, ids: &[CaseId]) -> Result<HashMap<CaseId, Vec<Report>>, Self::Error> {
        let mut reports: HashMap<_, Vec<_>> = HashMap::new();
        for (case, report) in self.ports.store.reports_of(ids, REPORTS_SHOWN as i64).await? {
            reports.entry(case).or_default().push(report);
        }
        Ok(reports)
    }
}

impl Loader<Target> for Batch {
    type Value = String;
    type Error = Arc<Failure>;

    async fn load(&self, targets: &[Target]) -> Result<HashMap<Target, String>, Self::Error> {
        Ok(self.ports.store.removals(self.viewer()?, targets).await?.into_iter().collect())
    }
}

/// Why staff removed a text, if they did and the viewer may know.
pub async fn removal_reason(ctx: &Context<'_>, state: TextState, target: Target) -> Outcome<Option<String>> {
    if state != TextState::Removed {
        return Ok(None);
    }
    load(ctx, target).await
}
