//! Posting, reviewing and claiming wishes.

use async_graphql::{Context, ID, InputObject, Object, Result, Union};
use domain::ids::WishId;
use domain::text::{Line, Paragraphs};
use domain::wishes::review::{Review, review};
use domain::wishes::wish::{Fen, WishText};
use domain::wishes::{claim, post};

use super::types::{Urgency, Wish, WishCategory, WishKind};
use crate::graphql::context::{once, ports, viewer};
use crate::graphql::failure::{Refusal, settle};
use crate::graphql::scalars::{Date, Uuid};

/// A wish to be posted.
#[derive(InputObject)]
pub struct PostWishInput {
    /// Made by the client before sending; the same id with the same input has one effect and one answer.
    request_id: Uuid,
    /// What is wished for.
    kind: WishKind,
    /// In which part of life.
    category: WishCategory,
    /// How urgent; `NORMAL` if not said.
    #[graphql(default_with = "Urgency::Normal")]
    urgency: Urgency,
    /// The wish in one line: 1 to 30 characters.
    title: String,
    /// The wish in full: 1 to 500 characters, line breaks allowed.
    text: String,
    /// For goods, and only for them: what they may cost, 1 to 30,000 fen (100 fen = 1 yuan).
    cost_limit_fen: Option<i64>,
    /// The last day on which it is of use: today or within 366 days (UTC+8).
    needed_by: Option<Date>,
}

/// The wish after the change, or why not.
#[derive(Union)]
pub enum WishResult {
    /// The wish after the change.
    Wish(Wish),
    /// Why not.
    Refusal(Refusal),
}

/// A wish to be approved.
#[derive(InputObject)]
pub struct ApproveWishInput {
    /// The wish.
    wish_id: ID,
}

/// A wish to be rejected.
#[derive(InputObject)]
pub struct RejectWishInput {
    /// The wish.
    wish_id: ID,
    /// What the author is told: 1 to 200 characters.
    reason: String,
}

/// A wish to be claimed.
#[derive(InputObject)]
pub struct ClaimWishInput {
    /// Made by the client before sending; the same id with the same input has one effect and one answer.
    request_id: Uuid,
    /// The wish.
    wish_id: ID,
}

/// Mutations of wishes.
#[derive(Default)]
pub struct WishMutation;

#[Object]
impl WishMutation {
    /// Posts a wish to your home community. Only you and staff see it until staff approve it. For members with a home
    /// community.
    async fn post_wish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The wish.")] input: PostWishInput,
    ) -> Result<WishResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let content = WishText {
                kind: input.kind.into(),
                category: input.category.into(),
                urgency: input.urgency.into(),
                title: Line::parse("title", &input.title)?,
                text: Paragraphs::parse("text", &input.text)?,
                cost_limit: input.cost_limit_fen.map(Fen),
                needed_by: input.needed_by.map(|day| day.0),
            };
            post::post(ports(ctx), by, content, &request).await.map(Wish)
        })
        .await
    }

    /// Puts a wish that waits for review on the feed. For staff who administer its community. Of several who decide at
    /// once, the first counts.
    async fn approve_wish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The wish.")] input: ApproveWishInput,
    ) -> Result<WishResult> {
        settle(ctx, async {
            let wish = WishId::parse("wishId", &input.wish_id)?;
            review(ports(ctx), viewer(ctx)?, wish, Review::Approve).await.map(Wish)
        })
        .await
    }

    /// Keeps a wish that waits for review off the feed, and tells its author why. For staff who administer its
    /// community. Of several who decide at once, the first counts.
    async fn reject_wish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The wish and the reason.")] input: RejectWishInput,
    ) -> Result<WishResult> {
        settle(ctx, async {
            let wish = WishId::parse("wishId", &input.wish_id)?;
            let reason = Line::parse("reason", &input.reason)?;
            review(ports(ctx), viewer(ctx)?, wish, Review::Reject(reason)).await.map(Wish)
        })
        .await
    }

    /// Claims an open wish of your community for yourself. Won by exactly one, however many tap at once. For volunteers
    /// and confirmed party members.
    async fn claim_wish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The wish.")] input: ClaimWishInput,
    ) -> Result<WishResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let wish = WishId::parse("wishId", &input.wish_id)?;
            claim::claim(ports(ctx), by, wish, &request).await.map(Wish)
        })
        .await
    }
}
