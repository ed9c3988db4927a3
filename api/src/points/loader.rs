//! Goods by id, one statement for all that a request needs at once, filtered by what the viewer may see.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use domain::access::Viewer;
use domain::failure::Failure;
use domain::ids::GoodsId;
use domain::points::goods::Goods;
use domain::store::Store;

/// Loads goods.
pub struct GoodsLoader {
    /// Where from.
    pub store: Arc<dyn Store>,
    /// For whom.
    pub viewer: Viewer,
}

impl Loader<GoodsId> for GoodsLoader {
    type Value = Goods;
    type Error = Arc<Failure>;

    async fn load(&self, ids: &[GoodsId]) -> Result<HashMap<GoodsId, Goods>, Self::Error> {
        let found = self.store.goods(&self.viewer, ids).await?;
        Ok(found.into_iter().map(|goods| (goods.id, goods)).collect())
    }
}
