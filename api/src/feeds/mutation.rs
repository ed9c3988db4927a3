//! Renewing and ending the addresses of feeds.

use async_graphql::{Context, InputObject, Object, Result};
use domain::feeds::end::end;
use domain::feeds::renew::renew;

use super::feed::{Feed, FeedKind};
use crate::graphql::answer::settle;
use crate::graphql::context::{once, ports, viewer};
use crate::graphql::scalars::Uuid;
use crate::members::viewer::{ViewerResult, changed};
use crate::result;

/// A feed that is to have a new address.
#[derive(InputObject)]
pub struct RenewFeedAddressInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// Which feed.
    kind: FeedKind,
}

/// A feed that is to end.
#[derive(InputObject)]
pub struct EndFeedInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// Which feed.
    kind: FeedKind,
}

result! {
    /// The feed with its new address, or why not.
    FeedResult(Feed)
}

/// Mutations of feeds.
#[derive(Default)]
pub struct FeedMutation;

#[Object]
impl FeedMutation {
    /// Gives a feed of yours a new address; the one before is worth nothing from then on. For everybody who is logged in.
    async fn renew_feed_address(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which feed.")] input: RenewFeedAddressInput,
    ) -> Result<FeedResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            renew(ports(ctx), by, input.kind.into(), &request).await.map(Feed)
        })
        .await
    }

    /// Ends a feed of yours: its address is worth nothing from then on. For everybody who is logged in.
    async fn end_feed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which feed.")] input: EndFeedInput,
    ) -> Result<ViewerResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            end(ports(ctx), by, input.kind.into(), &request).await?;
            changed(ctx, by).await
        })
        .await
    }
}
