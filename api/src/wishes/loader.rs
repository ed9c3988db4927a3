//! What happened to wishes, one statement for all that a request needs at once. Only asked of wishes that the viewer sees.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use domain::Ports;
use domain::failure::Failure;
use domain::ids::WishId;
use domain::wishes::timeline::History;

/// Loads histories.
pub struct HistoryLoader(pub Ports);

impl Loader<WishId> for HistoryLoader {
    type Value = History;
    type Error = Arc<Failure>;

    async fn load(&self, ids: &[WishId]) -> Result<HashMap<WishId, History>, Self::Error> {
        let histories = self.0.store.histories(ids, self.0.now()).await?;
        Ok(histories.into_iter().map(|history| (history.wish, history)).collect())
    }
}
