//! What staff do in the moral bank: rules, awards, goods.

use async_graphql::{Context, ID, InputObject, Object, Result, Union};
use domain::failure::{Failure, Invalid, Outcome};
use domain::ids::{AreaId, GoodsId, MemberId};
use domain::points::offer::{NewGoods, offer, restock, set_offered};
use domain::points::rule::{self, Points};
use domain::points::set_rule::{NewRule, set_rule};
use domain::points::{award, entry};
use domain::proposals::plan::Effect;
use domain::text::{Line, Paragraphs};

use super::award::Award;
use super::goods::Goods;
use super::rule::{Behaviour, PointRule};
use crate::graphql::answer::settle;
use crate::graphql::context::{once, ports, viewer};
use crate::graphql::refusal::Refusal;
use crate::graphql::scalars::{DateTime, Uuid};
use crate::media::photo::photo_ids;
use crate::members::person::Person;
use crate::proposals::proposal::Proposal;
use crate::result;

/// A rule to be made: the next version about its behaviour.
#[derive(InputObject)]
pub struct SetPointRuleInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// Of which community.
    community_id: ID,
    /// What earns the points.
    behaviour: Behaviour,
    /// For `DEED`, and only for it: the name of the deed, 1 to 40 characters.
    deed: Option<String>,
    /// How many points for each deed or hour: 0 to 10,000. 0 ends the rule.
    points: i64,
    /// How many points a member can earn by it on a day (UTC+8), 1 to 10,000; no cap by default.
    day_cap: Option<i64>,
    /// How many points a member can earn by it in a calendar month (UTC+8), 1 to 10,000; no cap by default.
    month_cap: Option<i64>,
    /// From when on it counts, within a year; from now on by default. No rule reaches back.
    valid_from: Option<DateTime>,
}

result! {
    /// The rule, or why not.
    PointRuleResult(PointRule)
}

/// Points to be awarded.
#[derive(InputObject)]
pub struct AwardPointsInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// Who gets them: a resident of a community that you administer, not yourself.
    member_id: ID,
    /// For which deed: the name of one that the community has a rule about.
    deed: String,
    /// What the member did: 1 to 200 characters. The member reads it in the passbook.
    note: String,
}

/// The award, or the proposal of a large one, or why not.
#[derive(Union)]
pub enum AwardResult {
    /// The award.
    Award(Award),
    /// A large award waits for a second person.
    Proposal(Proposal),
    /// Why not.
    Refusal(Refusal),
}

/// Goods to be offered.
#[derive(InputObject)]
pub struct OfferGoodsInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// By which community.
    community_id: ID,
    /// Their name: 1 to 40 characters.
    name: String,
    /// More about them: 1 to 500 characters, line breaks allowed.
    text: Option<String>,
    /// What one piece costs: 1 to 10,000 points.
    price_points: i64,
    /// How many pieces there are: 0 to 100,000.
    pieces: i64,
    /// How many pieces a person can redeem in all, 1 to 100; no limit by default.
    limit_per_person: Option<i32>,
    /// Where and when to fetch them: 1 to 100 characters.
    pick_up: String,
    /// Photos of them, in their order: ids that `POST /media` gave you and that nothing shows yet, 3 at most; none by
    /// default.
    photo_ids: Option<Vec<ID>>,
}

/// Pieces that came in.
#[derive(InputObject)]
pub struct RestockGoodsInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The goods.
    goods_id: ID,
    /// How many pieces more: 1 to 100,000.
    pieces: i64,
}

/// Goods to be offered again, or no longer.
#[derive(InputObject)]
pub struct SetGoodsOfferedInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The goods.
    goods_id: ID,
    /// Whether they are offered.
    offered: bool,
}

result! {
    /// The goods after the change, or why not.
    GoodsResult(Goods)
}

/// Mutations of the moral bank.
#[derive(Default)]
pub struct PointsMutation;

#[Object]
impl PointsMutation {
    /// Makes the next version of a rule of the moral bank. What was booked before stays as it was. For staff who
    /// administer the community.
    async fn set_point_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rule.")] input: SetPointRuleInput,
    ) -> Result<PointRuleResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let new = NewRule {
                community: AreaId::parse("communityId", &input.community_id)?,
                behaviour: behaviour(input.behaviour, input.deed.as_deref())?,
                points: Points(input.points),
                day_cap: input.day_cap.map(Points),
                month_cap: input.month_cap.map(Points),
                valid_from: input.valid_from.map(|from| from.0),
            };
            set_rule(ports(ctx), by, new, &request).await.map(PointRule::from)
        })
        .await
    }

    /// Awards points for a deed, as the community's rule about it says. For staff who administer the member's
    /// community. From 100 points on, this waits for a second person.
    async fn award_points(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The member and the deed.")] input: AwardPointsInput,
    ) -> Result<AwardResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let member = MemberId::parse("memberId", &input.member_id)?;
            let (deed, note) = (Line::parse("deed", &input.deed)?, Line::parse("note", &input.note)?);
            let (person, entry) = match award::award(ports(ctx), by, member, deed, note, &request).await? {
                Effect::Done(done) => done,
                Effect::Waits(proposal) => return Ok(AwardResult::Proposal(Proposal(*proposal))),
            };
            let entry::Entry { id, points, rule, at, .. } = entry;
            Ok(AwardResult::Award(Award {
                member: Person(person),
                entry_id: id.to_string().into(),
                points: points.0,
                rule: rule.map(PointRule::from),
                booked_at: DateTime(at),
            }))
        })
        .await
    }

    /// Offers goods for points. For staff who administer the community.
    async fn offer_goods(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The goods.")] input: OfferGoodsInput,
    ) -> Result<GoodsResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let new = NewGoods {
                community: AreaId::parse("communityId", &input.community_id)?,
                name: Line::parse("name", &input.name)?,
                text: input.text.as_ref().map(|text| Paragraphs::parse("text", text)).transpose()?,
                price: Points(input.price_points),
                pieces: input.pieces,
                limit: input.limit_per_person,
                pick_up: Line::parse("pickUp", &input.pick_up)?,
                photos: photo_ids(input.photo_ids.as_deref())?,
            };
            offer(ports(ctx), by, new, &request).await.map(Goods)
        })
        .await
    }

    /// Records that pieces came in. For staff who administer the community.
    async fn restock_goods(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The goods and the pieces.")] input: RestockGoodsInput,
    ) -> Result<GoodsResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let goods = GoodsId::parse("goodsId", &input.goods_id)?;
            restock(ports(ctx), by, goods, input.pieces, &request).await.map(Goods)
        })
        .await
    }

    /// Offers goods again, or no longer. What is on hold stays on hold. For staff who administer the community.
    async fn set_goods_offered(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The goods.")] input: SetGoodsOfferedInput,
    ) -> Result<GoodsResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let goods = GoodsId::parse("goodsId", &input.goods_id)?;
            set_offered(ports(ctx), by, goods, input.offered, &request).await.map(Goods)
        })
        .await
    }
}

/// What earns the points, as the two fields say it together.
fn behaviour(kind: Behaviour, deed: Option<&str>) -> Outcome<rule::Behaviour> {
    match (kind, deed) {
        (Behaviour::WishConfirmed, None) => Ok(rule::Behaviour::WishConfirmed),
        (Behaviour::Hour, None) => Ok(rule::Behaviour::Hour),
        (Behaviour::Deed, Some(name)) => Ok(rule::Behaviour::Deed(Line::parse("deed", name)?)),
        (Behaviour::Deed, None) => Err(Failure::from(Invalid::new("deed", ("须填写善行名称", "is needed for a deed")))),
        (_, Some(_)) => Err(Failure::from(Invalid::new("deed", ("仅用于善行规则", "is for deeds only")))),
    }
}
