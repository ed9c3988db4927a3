//! Redeeming points: points and pieces of the goods are held together, against a pick-up code.

use async_trait::async_trait;

use crate::access::Viewer;
use crate::failure::{Failure, Outcome};
use crate::ids::{GoodsId, RedemptionId, RedemptionKind};
use crate::points::REDEEM_GOODS;
use crate::points::entry::{Movement, NewEntry, Source};
use crate::points::goods::{Goods, Purse, Quantity};
use crate::points::redemption::{PickUpCode, Redemption};
use crate::points::repo::NewRedemption;
use crate::ports::Ports;
use crate::store::Tx;
use crate::together::{Asking, Attempt, Looked, Rush, decide};

/// Redeems points for pieces of the goods of the home community, for all of these, in the order in which they came.
///
/// What was read first can only refuse. Then come the members' accounts, which hold off the other redemptions of each, so
/// that the limit for a person holds; the goods come last, because everybody waits for their row.
pub async fn redeem(ports: &Ports, goods: GoodsId, all: &[Asking<Quantity>]) -> Vec<Outcome<Redemption>> {
    decide(ports, &Redemptions(goods), all).await
}

/// Redeeming points for pieces of these goods.
struct Redemptions(GoodsId);

#[async_trait]
impl Rush for Redemptions {
    type Wants = Quantity;
    type Made = RedemptionKind;
    type New = NewRedemption;
    type Answer = Redemption;

    async fn look(&self, ports: &Ports, asking: &[&Asking<Quantity>]) -> Outcome<Vec<Looked<Self>>> {
        let viewers: Vec<_> = asking.iter().map(|asking| &asking.by).collect();
        let found = ports.store.goods_for(&viewers, self.0).await?;
        // More than there are pieces are not tried: what becomes of the first says what is left for the next.
        let mut tried = 0;
        let mut attempt = |asking: &Asking<Quantity>, seen: Option<(Goods, Purse)>| {
            let (by, quantity) = (&asking.by, asking.wants);
            let (goods, purse) = seen.ok_or(Failure::NotFound("goodsId"))?;
            goods.must_be_redeemable(by, quantity)?;
            goods.must_be_in_reach(purse, quantity)?;
            tried += quantity.pieces();
            if tried > goods.stock.on_shelf {
                return Ok(None);
            }
            let now = ports.now();
            let makes = ports.id(now);
            let (community, member) = (goods.community.id, by.member());
            let entry = NewEntry {
                id: ports.id(now),
                community,
                member,
                movement: Movement::Held,
                points: goods.cost(quantity),
                source: Source::Redemption(makes),
                rule: None,
                confirmer: member,
                note: None,
                at: now,
            };
            let code = PickUpCode::new(ports.chance.bytes());
            let new = NewRedemption {
                id: makes,
                goods: goods.id,
                price: goods.price,
                quantity,
                limit: goods.limit,
                code,
                entry,
            };
            Ok(Some(Attempt { makes, deed: by.did(REDEEM_GOODS, community, makes), new }))
        };
        Ok(asking.iter().zip(found).map(|(asking, seen)| attempt(asking, seen)).collect())
    }

    async fn write(&self, tx: &mut dyn Tx, new: &[NewRedemption]) -> Outcome<bool> {
        let Some(NewRedemption { price, .. }) = new.first() else { return Ok(true) };
        let pieces = new.iter().map(|new| new.quantity.pieces()).sum();
        let entries: Vec<_> = new.iter().map(|new| &new.entry).collect();
        Ok(tx.book_all(&entries).await?
            && tx.add_redemptions(new).await?
            && tx.hold_goods(self.0, *price, pieces).await?)
    }

    async fn show(&self, ports: &Ports, made: &[(&Viewer, RedemptionId)]) -> Outcome<Vec<Outcome<Redemption>>> {
        let seen = ports.store.redemptions_of(made).await?;
        Ok(seen.into_iter().map(|seen| seen.ok_or(Failure::NotFound("requestId"))).collect())
    }
}
