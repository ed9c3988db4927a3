//! Goods by id, one statement for all that a request needs at once, filtered by what the viewer may see.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use domain::failure::Failure;
use domain::ids::GoodsId;
use domain::points::goods::Goods;

use crate::graphql::batch::Batch;

impl Loader<GoodsId> for Batch {
    type Value = Goods;
    type Error = Arc<Failure>;

    async fn load(&self, ids: &[GoodsId]) -> Result<HashMap<GoodsId, Goods>, Self::Error> {
        let found = self.ports.store.goods(self.viewer()?, ids).await?;
        Ok(found.into_iter().map(|goods| (goods.id, goods)).collect())
    }
}
