//! Queries about places.

use async_graphql::{Context, ID, Object, Result};
use domain::ids::AreaId;

use super::area::Area;
use crate::graphql::answer::answer;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::{ports, viewer};
use crate::graphql::cursor::List;

/// Queries about places.
#[derive(Default)]
pub struct PlaceQuery;

#[Object]
impl PlaceQuery {
    /// The areas right within one, or the roots of the tree; oldest first. For everybody who is logged in: people look
    /// for their community here before they join it.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn areas(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Within which area; the roots by default.")] parent_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Area>> {
        answer(ctx, async {
            viewer(ctx)?;
            let parent = parent_id.map(|id| AreaId::parse("parentId", &id)).transpose()?;
            let list = List::new("areas", parent);
            let page = list.page(first, after, last, before)?;
            let page = ports(ctx).store.areas_below(parent, &page).await?;
            Ok(Connection::of(page, &list, |area| area.id, Area))
        })
        .await
    }
}
