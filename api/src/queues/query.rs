//! Queries about what waits.

use async_graphql::{Context, ID, Object, Result};
use domain::queues::read;

use super::queue::Queue;
use crate::graphql::answer::answer;
use crate::graphql::context::{ports, scope, viewer};

/// Queries about what waits.
#[derive(Default)]
pub struct QueueQuery;

#[Object]
impl QueueQuery {
    /// How much waits for the staff of a community, one of each kind, also of those of which nothing does. The queues
    /// themselves are lists of their own. For staff who administer the community.
    #[graphql(complexity = "5 * child_complexity + 1")]
    async fn queues(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
    ) -> Result<Vec<Queue>> {
        answer(ctx, async {
            let scope = scope(ctx, community_id.as_ref().map(|id| id.as_str())).await?;
            let queues = read::queues(ports(ctx), viewer(ctx)?, &scope).await?;
            Ok(queues.into_iter().map(Queue).collect())
        })
        .await
    }
}
