//! The time that a member served. A part of `viewer`.

use crate::attendance::hours::HoursAccount;
use crate::graphql::answer::answer;
use crate::graphql::context::ports;
use async_graphql::{Context, Object, Result};
use domain::access;
use domain::attendance::read;

/// The time that a member served.
pub struct MyHours<'v>(pub &'v access::Viewer);

/// The time that a member served.
#[Object]
impl MyHours<'_> {
    /// The time that you were granted, and your star.
    async fn hours(&self, ctx: &Context<'_>) -> Result<HoursAccount> {
        answer(ctx, async { read::mine(ports(ctx), self.0).await.map(HoursAccount) }).await
    }
}
