//! Areas by id, one statement for all that a request needs at once. Places are public to all who are logged in.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use domain::failure::Failure;
use domain::ids::AreaId;
use domain::places::area::Area;
use domain::store::Store;

/// Loads areas.
pub struct AreaLoader(pub Arc<dyn Store>);

impl Loader<AreaId> for AreaLoader {
    type Value = Area;
    type Error = Arc<Failure>;

    async fn load(&self, ids: &[AreaId]) -> Result<HashMap<AreaId, Area>, Self::Error> {
        Ok(self.0.areas(ids).await?.into_iter().map(|area| (area.id, area)).collect())
    }
}
