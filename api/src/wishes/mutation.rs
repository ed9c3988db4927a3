//! What people do with wishes.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::ids::WishId;
use domain::text::{Line, Paragraphs};
use domain::together::Asking;
use domain::wishes::confirm::confirm;
use domain::wishes::fulfil::fulfil;
use domain::wishes::give_back::give_back;
use domain::wishes::review::{Review, review};
use domain::wishes::wish::{Fen, Rating, WishText};
use domain::wishes::withdraw::withdraw;
use domain::wishes::{claim, post, reveal};

use super::contact::Contact;
use super::wish::{Urgency, Wish, WishCategory, WishKind};
use crate::graphql::answer::settle;
use crate::graphql::context::{once, ports, rushes, viewer};
use crate::graphql::scalars::{Date, Uuid};
use crate::media::photo::photo_ids;
use crate::result;

/// A wish to be posted.
#[derive(InputObject)]
pub struct PostWishInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// What is wished for.
    kind: WishKind,
    /// In which part of life.
    category: WishCategory,
    /// How urgent; `NORMAL` by default.
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
    /// Photos of the thing that it is about, in their order: ids that `POST /media` gave you and that nothing shows yet, 9 at most; none by
    /// default. Each is checked by itself before others see it.
    photo_ids: Option<Vec<ID>>,
}

result! {
    /// The wish after the change, or why not.
    WishResult(Wish)
}

/// A wish to be approved.
#[derive(InputObject)]
pub struct ApproveWishInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The wish.
    wish_id: ID,
}

/// A wish to be rejected.
#[derive(InputObject)]
pub struct RejectWishInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The wish.
    wish_id: ID,
    /// What the author is told: 1 to 200 characters.
    reason: String,
}

/// A wish to be claimed.
#[derive(InputObject)]
pub struct ClaimWishInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The wish.
    wish_id: ID,
    /// Whether you claim it on behalf of the unit whose party member you are.
    #[graphql(default)]
    for_my_unit: bool,
}

/// A claim to be given back.
#[derive(InputObject)]
pub struct GiveBackWishInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The wish.
    wish_id: ID,
    /// Why, for the author and staff: 1 to 200 characters.
    reason: String,
}

/// A wish to be reported as fulfilled.
#[derive(InputObject)]
pub struct FulfilWishInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The wish.
    wish_id: ID,
    /// What was done: 1 to 500 characters, line breaks allowed. About the thing, not about the person.
    text: String,
    /// Photos of the work, in their order: ids that `POST /media` gave you and that nothing shows yet, 9 at most; none by
    /// default. Each is checked by itself before others see it.
    photo_ids: Option<Vec<ID>>,
}

/// A fulfilment to be confirmed.
#[derive(InputObject)]
pub struct ConfirmWishInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The wish.
    wish_id: ID,
    /// How well it was done: 1 to 5.
    rating: i32,
}

/// A wish to be withdrawn.
#[derive(InputObject)]
pub struct WithdrawWishInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The wish.
    wish_id: ID,
}

/// A contact to be shown.
#[derive(InputObject)]
pub struct RevealContactInput {
    /// The wish that you hold.
    wish_id: ID,
}

result! {
    /// The contact, or why not.
    ContactResult(Contact)
}

/// Mutations of wishes.
#[derive(Default)]
pub struct WishMutation;

#[Object]
impl WishMutation {
    /// Posts a wish to your home community. Only you and staff see it until staff approve it. Its text is checked
    /// first: what is risky is refused with `TEXT_RISKY`; a check that is not available stops nobody. For members with
    /// a home community.
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
            let photos = photo_ids(input.photo_ids.as_deref())?;
            post::post(ports(ctx), by, content, &photos, &request).await.map(Wish)
        })
        .await
    }

    /// Puts a wish that waits for review on the feed. For staff who administer its community and did not post it. If
    /// several people decide at once, the first decision counts.
    async fn approve_wish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The wish.")] input: ApproveWishInput,
    ) -> Result<WishResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let wish = WishId::parse("wishId", &input.wish_id)?;
            review(ports(ctx), by, wish, Review::Approve, &request).await.map(Wish)
        })
        .await
    }

    /// Keeps a wish that waits for review off the feed, and tells its author why. For staff who administer its
    /// community and did not post it. If several people decide at once, the first decision counts.
    async fn reject_wish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The wish and the reason.")] input: RejectWishInput,
    ) -> Result<WishResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let wish = WishId::parse("wishId", &input.wish_id)?;
            let reason = Line::parse("reason", &input.reason)?;
            review(ports(ctx), by, wish, Review::Reject(reason), &request).await.map(Wish)
        })
        .await
    }

    /// Claims an open wish of your community for yourself, or for the unit whose party member you are. Won by exactly
    /// one, however many tap at once. It is yours until `claim.dueAt`. For volunteers and confirmed party members.
    async fn claim_wish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The wish.")] input: ClaimWishInput,
    ) -> Result<WishResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let wish = WishId::parse("wishId", &input.wish_id)?;
            let asking = Asking { by: by.clone(), request, wants: input.for_my_unit };
            let (rushes, until) = rushes(ctx);
            let decide = async |all: Vec<_>| claim::claim(ports(ctx), wish, &all).await;
            rushes.claims.join(wish.uuid(), asking, until, decide).await.map(Wish)
        })
        .await
    }

    /// Gives a wish back that you hold. It is open again, and keeps its place on the feed. The reason is checked first:
    /// what is risky is refused with `TEXT_RISKY`, what cannot be checked is held until staff look.
    async fn give_back_wish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The wish and the reason.")] input: GiveBackWishInput,
    ) -> Result<WishResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let wish = WishId::parse("wishId", &input.wish_id)?;
            let reason = Line::parse("reason", &input.reason)?;
            give_back(ports(ctx), by, wish, &reason, &request).await.map(Wish)
        })
        .await
    }

    /// Reports a wish that you hold as fulfilled. Its author is to confirm it. The text is checked as a reason for
    /// giving back is.
    async fn fulfil_wish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The wish and what was done.")] input: FulfilWishInput,
    ) -> Result<WishResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let wish = WishId::parse("wishId", &input.wish_id)?;
            let text = Paragraphs::parse("text", &input.text)?;
            let photos = photo_ids(input.photo_ids.as_deref())?;
            fulfil(ports(ctx), by, wish, &text, &photos, &request).await.map(Wish)
        })
        .await
    }

    /// Confirms that your wish was fulfilled, and rates it. The claimer earns points, if the community has a rule for
    /// that.
    async fn confirm_wish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The wish and the rating.")] input: ConfirmWishInput,
    ) -> Result<WishResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let wish = WishId::parse("wishId", &input.wish_id)?;
            confirm(ports(ctx), by, wish, Rating::parse("rating", input.rating)?, &request).await.map(Wish)
        })
        .await
    }

    /// Withdraws your wish, as long as nobody holds it.
    async fn withdraw_wish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The wish.")] input: WithdrawWishInput,
    ) -> Result<WishResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let wish = WishId::parse("wishId", &input.wish_id)?;
            withdraw(ports(ctx), by, wish, &request).await.map(Wish)
        })
        .await
    }

    /// Shows the name and number of the author of a wish that you hold. Each showing is recorded, and the author can
    /// read it in `viewer.dataAccessLog`.
    async fn reveal_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The wish.")] input: RevealContactInput,
    ) -> Result<ContactResult> {
        settle(ctx, async {
            let wish = WishId::parse("wishId", &input.wish_id)?;
            reveal::reveal(ports(ctx), viewer(ctx)?, wish).await.map(Contact::from)
        })
        .await
    }
}
