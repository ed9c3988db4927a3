//! Goods by id, and how many pieces of them the viewer redeemed: one statement each for all that a request needs at once,
//! filtered by what the viewer may see.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use domain::failure::Failure;
use domain::ids::GoodsId;
use domain::points::goods::Goods;

use crate::graphql::batch::Batch;

/// How many pieces of these goods the viewer redeemed and did not give back.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RedeemedOf(pub GoodsId);

impl Loader<RedeemedOf> for Batch {
    type Value = i64;
    type Error = Arc<Failure>;

    async fn load(&self, wanted: &[RedeemedOf]) -> Result<HashMap<RedeemedOf, i64>, Self::Error> {
        let ids: Vec<_> = wanted.iter().map(|of| of.0).collect();
        let found = self.ports.store.redeemed_by(self.viewer()?, &ids).await?;
        Ok(found.into_iter().map(|(goods, pieces)| (RedeemedOf(goods), pieces)).collect())
    }
}

impl Loader<GoodsId> for Batch {
    type Value = Goods;
    type Error = Arc<Failure>;

    async fn load(&self, ids: &[GoodsId]) -> Result<HashMap<GoodsId, Goods>, Self::Error> {
        let found = self.ports.store.goods(self.viewer()?, ids).await?;
        Ok(found.into_iter().map(|goods| (goods.id, goods)).collect())
    }
}
