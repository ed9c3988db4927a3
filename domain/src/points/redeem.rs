//! Redeeming points: points and a piece of the goods are held together, against a pick-up code.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::ids::{GoodsId, RedemptionId};
use crate::once::{begin, once};
use crate::points::REDEEM_GOODS;
use crate::points::entry::{Movement, NewEntry, Source};
use crate::points::read::{self, find_redemption};
use crate::points::redemption::{PickUpCode, Redemption};
use crate::ports::Ports;
use crate::request::Request;

/// Redeems points for a piece of goods of the home community.
///
/// The member's account comes first: it holds off his own other redemptions, so that the limit for a person holds. The
/// goods come last, because everybody waits for their row.
pub async fn redeem(ports: &Ports, by: &Viewer, goods: GoodsId, request: &Request) -> Outcome<Redemption> {
    let made = once(ports, request, async {
        let goods = read::find_goods(ports, by, "goodsId", goods).await?;
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
        if !tx.add_redemption(id, &goods, member, &PickUpCode::new(ports.chance.bytes()), now).await? {
            return Err(Reason::LimitReached.at("goodsId").into());
        }
        if !tx.hold_goods(goods.id, goods.price).await? {
            drop(tx);
            // Somebody was faster: what he did says why.
            read::find_goods(ports, by, "goodsId", goods.id).await?.must_be_redeemable(by)?;
            return Err(Reason::GoodsOutOfStock.at("goodsId").into());
        }
        ports.commit(tx, by.did(REDEEM_GOODS, community, id)).await?;
        Ok(id)
    })
    .await?;
    find_redemption(ports, by, "requestId", made).await
}
