//! Redeeming, and the counter.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::ids::{GoodsId, RedemptionId};
use domain::points::counter::{cancel, hand_out};
use domain::points::goods::Quantity;
use domain::points::redeem::redeem;
use domain::points::redemption::PickUpCode;
use domain::text::Line;
use domain::together::Asking;

use super::redemption::Redemption;
use crate::graphql::answer::settle;
use crate::graphql::context::{once, ports, rushes, scope, viewer};
use crate::graphql::scalars::Uuid;
use crate::result;

/// Goods to be redeemed.
#[derive(InputObject)]
pub struct RedeemGoodsInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The goods, of your home community.
    goods_id: ID,
    /// How many pieces: 1 to 100; 1 by default. All of them are held, or none.
    quantity: Option<i32>,
}

/// Goods to be handed out.
#[derive(InputObject)]
pub struct HandOutGoodsInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// In which community; your home community by default.
    community_id: Option<ID>,
    /// The eight digits that the member shows.
    code: String,
}

/// A redemption to be cancelled.
#[derive(InputObject)]
pub struct CancelRedemptionInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The redemption.
    redemption_id: ID,
    /// Why: 1 to 200 characters.
    reason: String,
}

result! {
    /// The redemption after the change, or why not.
    RedemptionResult(Redemption)
}

/// Mutations of redemptions.
#[derive(Default)]
pub struct CounterMutation;

#[Object]
impl CounterMutation {
    /// Redeems points for pieces of goods: both are held, against one pick-up code for all of them. However many tap at
    /// once, no more pieces are given out than there are. A refusal names `quantity` if fewer pieces could be had. For
    /// residents of the community.
    async fn redeem_goods(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The goods, and how many.")] input: RedeemGoodsInput,
    ) -> Result<RedemptionResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let goods = GoodsId::parse("goodsId", &input.goods_id)?;
            let wants = input.quantity.map_or(Ok(Quantity::ONE), |pieces| Quantity::parse("quantity", pieces))?;
            let (asking, (rushes, until)) = (Asking { by: by.clone(), request, wants }, rushes(ctx));
            let decide = async |all: Vec<_>| redeem(ports(ctx), goods, &all).await;
            rushes.redemptions.join(goods.uuid(), asking, until, decide).await.map(Redemption)
        })
        .await
    }

    /// Hands out what is on hold under a code. For staff who administer the community; not to yourself.
    async fn hand_out_goods(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code.")] input: HandOutGoodsInput,
    ) -> Result<RedemptionResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let scope = scope(ctx, input.community_id.as_ref().map(|id| id.as_str())).await?;
            hand_out(ports(ctx), by, &scope, &PickUpCode::parse("code", &input.code)?, &request).await.map(Redemption)
        })
        .await
    }

    /// Cancels what is on hold: points and pieces go back. For the member, and staff who administer the community.
    async fn cancel_redemption(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The redemption and the reason.")] input: CancelRedemptionInput,
    ) -> Result<RedemptionResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let redemption = RedemptionId::parse("redemptionId", &input.redemption_id)?;
            let reason = Line::parse("reason", &input.reason)?;
            cancel(ports(ctx), by, redemption, &reason, &request).await.map(Redemption)
        })
        .await
    }
}
