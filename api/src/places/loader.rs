//! Areas by id and what lies in them, one statement for all that a request needs at once. Places are public to all who
//! are logged in.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use domain::failure::Failure;
use domain::ids::AreaId;
use domain::page::Page;
use domain::places::area::Area;

use crate::graphql::batch::{Batch, PageOf, by_page};

impl Loader<AreaId> for Batch {
    type Value = Area;
    type Error = Arc<Failure>;

    async fn load(&self, ids: &[AreaId]) -> Result<HashMap<AreaId, Area>, Self::Error> {
        Ok(self.ports.store.areas(ids).await?.into_iter().map(|area| (area.id, area)).collect())
    }
}

impl Loader<PageOf<AreaId, AreaId>> for Batch {
    type Value = Page<Area>;
    type Error = Arc<Failure>;

    async fn load(&self, wanted: &[PageOf<AreaId, AreaId>]) -> Result<Below, Self::Error> {
        let mut found = HashMap::new();
        for (page, ids) in by_page(wanted) {
            let below = self.ports.store.areas_below_each(&ids, &page).await?;
            found.extend(below.into_iter().map(|(of, areas)| (PageOf { of, page: page.clone() }, areas)));
        }
        Ok(found)
    }
}

type Below = HashMap<PageOf<AreaId, AreaId>, Page<Area>>;
