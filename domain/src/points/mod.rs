//! The moral bank (道德银行): points earned by good deeds, redeemed for goods.
//!
//! Double entry, append-only: a movement is a transfer between two accounts, so the sum of all accounts is always zero.
//! What a member has, and has on hold, also stands in the row of their account, which a CHECK keeps from going below
//! zero; [`verify`] reconciles the two.

pub mod award;
pub mod counter;
pub mod earn;
pub mod entry;
pub mod goods;
pub mod offer;
pub mod read;
pub mod redeem;
pub mod redemption;
pub mod repo;
pub mod rule;
pub mod set_rule;
pub mod sheet;
pub mod verify;

use crate::operation::Operation;
use crate::rates::Limit;
use crate::rule::Rule::{Community, OwnerOrStaff, Resident, Staff};
use crate::screens::purpose::ScreenPurpose;

/// `setPointRule`
pub const SET_POINT_RULE: Operation = Operation::act("setPointRule", Staff);
/// `awardPoints`
pub const AWARD_POINTS: Operation = Operation::act("awardPoints", Staff);
/// `offerGoods`
pub const OFFER_GOODS: Operation = Operation::act("offerGoods", Staff);
/// `restockGoods`
pub const RESTOCK_GOODS: Operation = Operation::act("restockGoods", Staff);
/// `setGoodsOffered`
pub const SET_GOODS_OFFERED: Operation = Operation::act("setGoodsOffered", Staff);
/// `redeemGoods`. Goods are few, and a rush is won by the one who taps first, not by the one who taps most.
pub const REDEEM_GOODS: Operation = Operation::act("redeemGoods", Resident).limited(Limit::new("redeemGoods", 10, 30));
/// `cancelRedemption`
pub const CANCEL_REDEMPTION: Operation = Operation::act("cancelRedemption", OwnerOrStaff);
/// `handOutGoods`. A counter hands out one piece after the other; more is guessing at pick-up codes.
pub const HAND_OUT_GOODS: Operation = Operation::act("handOutGoods", Staff).limited(Limit::new("handOutGoods", 30, 5));

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] = &[
    Operation::query("moralBank", Community).on_screens(&[ScreenPurpose::Board]),
    SET_POINT_RULE,
    AWARD_POINTS,
    OFFER_GOODS,
    RESTOCK_GOODS,
    SET_GOODS_OFFERED,
    REDEEM_GOODS,
    CANCEL_REDEMPTION,
    Operation::query("redemptionByCode", Staff),
    Operation::query("redemptionsWaiting", Staff),
    HAND_OUT_GOODS,
];
