//! What points are redeemed for.

use crate::access::Viewer;
use crate::audit::act::Act;
use crate::failure::{Failure, Invalid, Outcome, Reason};
use crate::ids::{AreaId, GoodsId};
use crate::once::{Request, begin, once};
use crate::places;
use crate::places::area::Area;
use crate::points::rule::{POINTS_AT_MOST, Points};
use crate::ports::Ports;
use crate::text::{Line, Paragraphs};

/// How many pieces can come at once.
const PIECES_AT_MOST: i64 = 100_000;
/// What a limit for a person can be at most.
const LIMIT_AT_MOST: i32 = 100;

/// Goods of a community's bank. Seen by the people of the community and by staff.
#[derive(Debug, Clone)]
pub struct Goods {
    /// Their id.
    pub id: GoodsId,
    /// Whose they are.
    pub community: Area,
    /// Their name, such as 大米5公斤.
    pub name: Line<40>,
    /// More about them.
    pub text: Option<Paragraphs<500>>,
    /// What one piece costs.
    pub price: Points,
    /// How many pieces a person can redeem in all, if there is a limit.
    pub limit: Option<i32>,
    /// Where and when to fetch them.
    pub pick_up: Line<100>,
    /// Whether they can be redeemed now.
    pub offered: bool,
    /// What is there.
    pub stock: Stock,
}

/// The pieces of some goods: received = on the shelf + on hold + handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stock {
    /// All that ever came.
    pub received: i64,
    /// What can be redeemed.
    pub on_shelf: i64,
    /// What waits for members who redeemed it.
    pub on_hold: i64,
    /// What was handed out.
    pub handed_out: i64,
}

impl Goods {
    /// Decides a redemption, as far as can be seen beforehand: by a resident, of what is offered and there.
    pub fn must_be_redeemable(&self, by: &Viewer) -> Outcome<()> {
        if by.home()?.community != self.community.id {
            return Err(Failure::Forbidden);
        }
        if !self.offered {
            return Err(Reason::GoodsNotOffered.at("goodsId").into());
        }
        if self.stock.on_shelf == 0 {
            return Err(Reason::GoodsOutOfStock.at("goodsId").into());
        }
        Ok(())
    }
}

/// Goods to be offered.
#[derive(Debug)]
pub struct NewGoods {
    /// By which community.
    pub community: AreaId,
    /// Their name.
    pub name: Line<40>,
    /// More about them.
    pub text: Option<Paragraphs<500>>,
    /// What one piece costs.
    pub price: Points,
    /// How many pieces are there.
    pub pieces: i64,
    /// How many pieces a person can redeem.
    pub limit: Option<i32>,
    /// Where and when to fetch them.
    pub pick_up: Line<100>,
}

/// Offers goods. For staff who administer the community.
pub async fn offer(ports: &Ports, by: &Viewer, new: NewGoods, request: &Request) -> Outcome<Goods> {
    let made = once(ports, request, async {
        let community = places::create::find(ports, "communityId", new.community).await?;
        by.scope("communityId", &community)?;
        by.must_administer(&community.path)?;
        if !(1..=POINTS_AT_MOST).contains(&new.price.0) {
            let zh = format!("须在1到{POINTS_AT_MOST}之间");
            return Err(Invalid::new("pricePoints", (zh, format!("must be from 1 to {POINTS_AT_MOST}"))).into());
        }
        must_be_pieces(new.pieces, 0)?;
        if new.limit.is_some_and(|limit| !(1..=LIMIT_AT_MOST).contains(&limit)) {
            let zh = format!("须在1到{LIMIT_AT_MOST}之间");
            return Err(Invalid::new("limitPerPerson", (zh, format!("must be from 1 to {LIMIT_AT_MOST}"))).into());
        }
        let goods = Goods {
            id: ports.id(ports.now()),
            community,
            name: new.name,
            text: new.text,
            price: new.price,
            limit: new.limit,
            pick_up: new.pick_up,
            offered: true,
            stock: Stock { received: new.pieces, on_shelf: new.pieces, on_hold: 0, handed_out: 0 },
        };
        let mut tx = begin(ports, request, goods.id).await?;
        tx.add_goods(&goods, by.member(), ports.now()).await?;
        ports.commit(tx, by.did(Act::OfferGoods, goods.community.id, goods.id)).await?;
        Ok(goods.id)
    })
    .await?;
    find(ports, by, "requestId", made).await
}

/// More pieces came. For staff who administer the community.
pub async fn restock(ports: &Ports, by: &Viewer, goods: GoodsId, pieces: i64, request: &Request) -> Outcome<Goods> {
    let made = once(ports, request, async {
        let goods = find(ports, by, "goodsId", goods).await?;
        by.must_administer(&goods.community.path)?;
        must_be_pieces(pieces, 1)?;
        let mut tx = begin(ports, request, goods.id).await?;
        tx.restock_goods(goods.id, pieces).await?;
        ports.commit(tx, by.did(Act::RestockGoods, goods.community.id, goods.id)).await?;
        Ok(goods.id)
    })
    .await?;
    find(ports, by, "goodsId", made).await
}

/// Offers goods again, or no longer; what is on hold waits on. For staff who administer the community.
pub async fn set_offered(
    ports: &Ports,
    by: &Viewer,
    goods: GoodsId,
    offered: bool,
    request: &Request,
) -> Outcome<Goods> {
    let made = once(ports, request, async {
        let goods = find(ports, by, "goodsId", goods).await?;
        by.must_administer(&goods.community.path)?;
        let mut tx = begin(ports, request, goods.id).await?;
        tx.offer_goods(goods.id, offered).await?;
        ports.commit(tx, by.did(Act::SetGoodsOffered, goods.community.id, goods.id)).await?;
        Ok(goods.id)
    })
    .await?;
    find(ports, by, "goodsId", made).await
}

/// The goods that `field` names, if the viewer may see them.
pub async fn find(ports: &Ports, by: &Viewer, field: &'static str, id: GoodsId) -> Outcome<Goods> {
    ports.store.goods(by, &[id]).await?.pop().ok_or(Failure::NotFound(field))
}

fn must_be_pieces(pieces: i64, least: i64) -> Outcome<()> {
    if (least..=PIECES_AT_MOST).contains(&pieces) {
        return Ok(());
    }
    let zh = format!("须在{least}到{PIECES_AT_MOST}之间");
    Err(Invalid::new("pieces", (zh, format!("must be from {least} to {PIECES_AT_MOST}"))).into())
}
