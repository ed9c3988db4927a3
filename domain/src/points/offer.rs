//! Offering goods.

use crate::access::Viewer;
use crate::failure::{Invalid, Outcome};
use crate::ids::{AreaId, GoodsId, PhotoId};
use crate::media::attach::attach;
use crate::media::photo::{ShownBy, must_fit};
use crate::once::{begin, once};
use crate::places;
use crate::points::goods::{Goods, Stock};
use crate::points::read::find_goods;
use crate::points::rule::{POINTS_AT_MOST, Points};
use crate::points::{OFFER_GOODS, RESTOCK_GOODS, SET_GOODS_OFFERED};
use crate::ports::Ports;
use crate::request::Request;
use crate::text::{Line, Paragraphs};

/// How many pieces can come at once.
const PIECES_AT_MOST: i64 = 100_000;

/// What a limit for a person can be at most.
const LIMIT_AT_MOST: i32 = 100;

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
    /// Photos of them.
    pub photos: Vec<PhotoId>,
}

/// Offers goods. For staff who administer the community.
pub async fn offer(ports: &Ports, by: &Viewer, new: NewGoods, request: &Request) -> Outcome<Goods> {
    let made = once(ports, request, async {
        let community = places::read::find(ports, "communityId", new.community).await?;
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
        let id = ports.id(ports.now());
        must_fit(&new.photos, ShownBy::Goods(id))?;
        let goods = Goods {
            id,
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
        let area = (goods.community.id, &goods.community.path);
        attach(ports, &mut *tx, by, &new.photos, ShownBy::Goods(id), area).await?;
        ports.commit(tx, by.did(OFFER_GOODS, goods.community.id, goods.id)).await?;
        Ok(goods.id)
    })
    .await?;
    find_goods(ports, by, "requestId", made).await
}

/// More pieces came. For staff who administer the community.
pub async fn restock(ports: &Ports, by: &Viewer, goods: GoodsId, pieces: i64, request: &Request) -> Outcome<Goods> {
    let made = once(ports, request, async {
        let goods = find_goods(ports, by, "goodsId", goods).await?;
        by.must_administer(&goods.community.path)?;
        must_be_pieces(pieces, 1)?;
        let mut tx = begin(ports, request, goods.id).await?;
        tx.restock_goods(goods.id, pieces).await?;
        ports.commit(tx, by.did(RESTOCK_GOODS, goods.community.id, goods.id)).await?;
        Ok(goods.id)
    })
    .await?;
    find_goods(ports, by, "goodsId", made).await
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
        let goods = find_goods(ports, by, "goodsId", goods).await?;
        by.must_administer(&goods.community.path)?;
        let mut tx = begin(ports, request, goods.id).await?;
        tx.offer_goods(goods.id, offered).await?;
        ports.commit(tx, by.did(SET_GOODS_OFFERED, goods.community.id, goods.id)).await?;
        Ok(goods.id)
    })
    .await?;
    find_goods(ports, by, "goodsId", made).await
}

fn must_be_pieces(pieces: i64, least: i64) -> Outcome<()> {
    if (least..=PIECES_AT_MOST).contains(&pieces) {
        return Ok(());
    }
    let zh = format!("须在{least}到{PIECES_AT_MOST}之间");
    Err(Invalid::new("pieces", (zh, format!("must be from {least} to {PIECES_AT_MOST}"))).into())
}
