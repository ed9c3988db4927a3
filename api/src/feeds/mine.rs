//! The feeds of a member. A part of `viewer`.

use async_graphql::{Context, Object, Result};
use domain::access;
use domain::feeds::read;

use super::feed::Feed;
use crate::graphql::answer::answer;
use crate::graphql::context::ports;

/// The feeds of a member.
pub struct MyFeeds<'v>(pub &'v access::Viewer);

/// The feeds of a member.
#[Object]
impl MyFeeds<'_> {
    /// Your feeds that have an address: `renewFeedAddress` gives one.
    #[graphql(complexity = "2 * child_complexity + 1")]
    async fn feeds(&self, ctx: &Context<'_>) -> Result<Vec<Feed>> {
        answer(ctx, async { Ok(read::mine(ports(ctx), self.0).await?.into_iter().map(Feed).collect()) }).await
    }
}
