//! What points are redeemed for.

use crate::access::Viewer;
use crate::failure::{Failure, Invalid, Outcome, Reason};
use crate::ids::GoodsId;
use crate::places::area::Area;
use crate::points::rule::Points;
use crate::text::{Line, Paragraphs};

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
    pub fn must_be_redeemable(&self, by: &Viewer, quantity: Quantity) -> Outcome<()> {
        if by.home()?.community != self.community.id {
            return Err(Failure::Forbidden);
        }
        if !self.offered {
            return Err(Reason::GoodsNotOffered.at("goodsId").into());
        }
        if self.stock.on_shelf < quantity.pieces() {
            return Err(Reason::GoodsOutOfStock.at(too_many(self.stock.on_shelf > 0)).into());
        }
        Ok(())
    }

    /// Decides it as far as the member tells: by whom it can be paid, and who has not redeemed as many as a person may.
    pub fn must_be_in_reach(&self, purse: Purse, quantity: Quantity) -> Outcome<()> {
        if purse.balance < self.cost(quantity) {
            return Err(Reason::BalanceTooLow.at(too_many(purse.balance >= self.price)).into());
        }
        if let Some(limit) = self.limit.map(i64::from)
            && purse.redeemed + quantity.pieces() > limit
        {
            return Err(Reason::LimitReached.at(too_many(purse.redeemed < limit)).into());
        }
        Ok(())
    }

    /// What so many pieces cost.
    pub fn cost(&self, quantity: Quantity) -> Points {
        Points(self.price.0 * quantity.pieces())
    }
}

/// The field that a refusal points at: the quantity, if there could be a piece but not so many.
fn too_many(fewer_could_be: bool) -> &'static str {
    if fewer_could_be { "quantity" } else { "goodsId" }
}

/// How many pieces are redeemed at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity(pub i32);

impl Quantity {
    /// One piece.
    pub const ONE: Self = Self(1);
    /// No more at once; as many as a limit for a person can be.
    pub const MOST: i32 = 100;

    /// Reads 1 to [`Self::MOST`] pieces.
    pub fn parse(field: &'static str, pieces: i32) -> Outcome<Self> {
        if (1..=Self::MOST).contains(&pieces) {
            return Ok(Self(pieces));
        }
        let zh = format!("须在1到{}之间", Self::MOST);
        Err(Invalid::new(field, (zh, format!("must be from 1 to {}", Self::MOST))).into())
    }

    /// As a number of pieces of the stock.
    pub fn pieces(self) -> i64 {
        self.0.into()
    }
}

/// What a member has for some goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purse {
    /// What they can spend.
    pub balance: Points,
    /// How many pieces of these goods they have redeemed and not given back.
    pub redeemed: i64,
}
