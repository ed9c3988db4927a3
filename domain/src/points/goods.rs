//! What points are redeemed for.

use crate::access::Viewer;
use crate::failure::{Failure, Outcome, Reason};
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

    /// Decides it as far as the member tells: by whom it can be paid, and who has not redeemed as many as a person may.
    pub fn must_be_in_reach(&self, purse: Purse) -> Outcome<()> {
        if purse.balance < self.price {
            return Err(Reason::BalanceTooLow.at("goodsId").into());
        }
        if self.limit.is_some_and(|limit| purse.redeemed >= limit.into()) {
            return Err(Reason::LimitReached.at("goodsId").into());
        }
        Ok(())
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
