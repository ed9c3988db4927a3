//! Redeeming points: points and a piece of the goods are held together, against a pick-up code.

use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::audit::act::Act;
use crate::failure::{Failure, Invalid, Outcome, Reason};
use crate::ids::{GoodsId, RedemptionId};
use crate::members::member::Person;
use crate::once::{Request, begin, once};
use crate::places::area::Area;
use crate::points::entry::{Movement, NewEntry, Source};
use crate::points::goods;
use crate::points::rule::Points;
use crate::ports::Ports;

/// Where a redemption stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RedemptionState {
    /// 待领取: points and piece are on hold.
    Held,
    /// 已领取
    HandedOut {
        /// When.
        at: DateTime<Utc>,
        /// By whom of the staff.
        by: Person,
    },
    /// 已取消: points and piece went back.
    Cancelled {
        /// When.
        at: DateTime<Utc>,
        /// By whom: the member, or staff.
        by: Person,
        /// Why.
        reason: String,
    },
}

/// A piece of goods held for a member, until it is handed out or cancelled. Seen by him and by staff.
#[derive(Debug, Clone)]
pub struct Redemption {
    /// Its id.
    pub id: RedemptionId,
    /// In which community's bank.
    pub community: Area,
    /// Who redeemed.
    pub member: Person,
    /// What.
    pub goods: GoodsId,
    /// The name of that.
    pub goods_name: String,
    /// Where and when to fetch it.
    pub pick_up: String,
    /// What it cost.
    pub points: Points,
    /// What the member shows at the counter.
    pub code: PickUpCode,
    /// When it was redeemed.
    pub at: DateTime<Utc>,
    /// Where it stands.
    pub state: RedemptionState,
}

/// Eight digits, good while the goods are on hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickUpCode(pub String);

impl PickUpCode {
    /// Reads eight digits.
    pub fn parse(field: &'static str, text: &str) -> Outcome<Self> {
        let digits = text.trim();
        if digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(digits.to_owned()))
        } else {
            Err(Invalid::new(field, ("须为八位数字", "must be eight digits")).into())
        }
    }

    fn new(ports: &Ports) -> Self {
        let bytes = ports.chance.bytes();
        let number = bytes[..8].iter().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
        Self(format!("{:08}", number % 100_000_000))
    }
}

/// Redeems points for a piece of goods of the home community.
///
/// The member's account comes first: it holds off his own other redemptions, so that the limit for a person holds. The
/// goods come last, because everybody waits for their row.
pub async fn redeem(ports: &Ports, by: &Viewer, goods: GoodsId, request: &Request) -> Outcome<Redemption> {
    let made = once(ports, request, async {
        let goods = goods::find(ports, by, "goodsId", goods).await?;
        goods.must_be_redeemable(by)?;
        let now = ports.now();
        let id: RedemptionId = ports.id(now);
        let (community, member) = (goods.community.id, by.member());
        let mut tx = begin(ports, request, id).await?;
        let entry = NewEntry {
            id: ports.id(now),
            community,
            member,
            movement: Movement::Held,
            points: goods.price,
            source: Source::Redemption(id),
            rule: None,
            confirmer: member,
            note: None,
            at: now,
        };
        if !tx.book(&entry).await? {
            return Err(Reason::BalanceTooLow.at("goodsId").into());
        }
        if !tx.add_redemption(id, &goods, member, &PickUpCode::new(ports), now).await? {
            return Err(Reason::LimitReached.at("goodsId").into());
        }
        if !tx.hold_goods(goods.id, goods.price).await? {
            drop(tx);
            // Somebody was faster: what he did says why.
            goods::find(ports, by, "goodsId", goods.id).await?.must_be_redeemable(by)?;
            return Err(Reason::GoodsOutOfStock.at("goodsId").into());
        }
        ports.commit(tx, by.did(Act::RedeemGoods, community, id)).await?;
        Ok(id)
    })
    .await?;
    find(ports, by, "requestId", made).await
}

/// The redemption that `field` names, if the viewer may see it.
pub async fn find(ports: &Ports, by: &Viewer, field: &'static str, id: RedemptionId) -> Outcome<Redemption> {
    ports.store.redemption(by, id).await?.ok_or(Failure::NotFound(field))
}
