//! What a store must guarantee of places.

use async_trait::async_trait;

use crate::failure::Outcome;
use crate::ids::AreaId;
use crate::page::{Page, PageRequest};
use crate::places::area::Area;

/// Inside a transaction.
#[async_trait]
pub trait PlaceRepo {
    /// Adds a node. *Refused* if a sibling bears the name.
    async fn add_area(&mut self, area: &Area) -> Outcome<()>;
}

/// Outside one. Places are public to all who are logged in, so these readers take no scope.
#[async_trait]
pub trait PlaceReader: Send + Sync {
    /// The areas of these ids that exist, in no order.
    async fn areas(&self, ids: &[AreaId]) -> Outcome<Vec<Area>>;
    /// The nodes right below one, or the roots; oldest first.
    async fn areas_below(&self, parent: Option<AreaId>, page: &PageRequest<AreaId>) -> Outcome<Page<Area>>;
    /// The same page of the nodes right below each of these; nothing of those that have none there.
    async fn areas_below_each(
        &self,
        parents: &[AreaId],
        page: &PageRequest<AreaId>,
    ) -> Outcome<Vec<(AreaId, Page<Area>)>>;
}
