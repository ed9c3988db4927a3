//! Queries about what staff have to look at.

use async_graphql::{Context, ID, Object, Result};
use domain::moderation::read;

use super::case::ContentCase;
use crate::graphql::answer::answer;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::{ports, scope, viewer};
use crate::graphql::cursor::List;

/// Queries about what staff have to look at.
#[derive(Default)]
pub struct ModerationQuery;

#[Object]
impl ModerationQuery {
    /// Texts of members that wait for a decision, oldest first: those that the content check held, and those that
    /// somebody reported. Wishes that were never approved wait in `wishReviewQueue` instead. For staff who administer
    /// the community.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn moderation_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<ContentCase>> {
        answer(ctx, async {
            let scope = scope(ctx, community_id.as_ref().map(|id| id.as_str())).await?;
            let list = List::new("moderationQueue", scope.community());
            let page = list.page(first, after, last, before)?;
            let page = read::queue(ports(ctx), viewer(ctx)?, &scope, &page).await?;
            Ok(Connection::of(page, &list, |case| case.id, ContentCase))
        })
        .await
    }
}
