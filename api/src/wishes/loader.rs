//! What happened to wishes, one statement for all that a request needs at once. Only asked of wishes that the viewer
//! sees.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use domain::failure::Failure;
use domain::ids::WishId;
use domain::wishes::timeline::History;

use crate::graphql::batch::Batch;

impl Loader<WishId> for Batch {
    type Value = History;
    type Error = Arc<Failure>;

    async fn load(&self, ids: &[WishId]) -> Result<HashMap<WishId, History>, Self::Error> {
        let histories = self.ports.store.histories(ids, self.ports.now()).await?;
        Ok(histories.into_iter().map(|history| (history.wish, history)).collect())
    }
}
