//! Queries about screens of halls.

use async_graphql::{Context, ID, Object, Result};
use domain::screens::read;

use super::screen::Screen;
use crate::graphql::answer::answer;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::{ports, scope, viewer};
use crate::graphql::cursor::List;

/// Queries about screens of halls.
#[derive(Default)]
pub struct ScreenQuery;

#[Object]
impl ScreenQuery {
    /// The screens of a community that have not been ended, the latest first. For staff who administer the community.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn screens(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Screen>> {
        answer(ctx, async {
            let scope = scope(ctx, community_id.as_ref().map(|id| id.as_str())).await?;
            let list = List::new("screens", scope.community());
            let page = list.page(first, after, last, before)?;
            let page = read::of_community(ports(ctx), viewer(ctx)?, &scope, &page).await?;
            Ok(Connection::of(page, &list, |screen| screen.id, Screen))
        })
        .await
    }
}
