//! Queries about employers.

use async_graphql::{Context, ID, Object, Result};
use domain::ids::UnitId;

use super::unit::Unit;
use crate::graphql::answer::answer;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::{ports, viewer};
use crate::graphql::cursor::List;

/// Queries about employers.
#[derive(Default)]
pub struct UnitQuery;

#[Object]
impl UnitQuery {
    /// The units right below one, or the roots of the tree; oldest first. For everybody who is logged in: a party
    /// member looks for the employer here.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn units(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Below which unit; the roots by default.")] parent_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Unit>> {
        answer(ctx, async {
            viewer(ctx)?;
            let parent = parent_id.map(|id| UnitId::parse("parentId", &id)).transpose()?;
            let list = List::new("units", parent);
            let page = list.page(first, after, last, before)?;
            let page = ports(ctx).store.units_below(parent, &page).await?;
            Ok(Connection::of(page, &list, |unit| unit.id, Unit))
        })
        .await
    }
}
