//! What is left to deal with when an account is closed.

use crate::ids::{AreaId, GoodsId, RedemptionId};
use crate::points::goods::Quantity;
use crate::points::rule::Points;
use crate::text::{Phone, RealName};

/// What was known of a member when their account was closed.
#[derive(Debug)]
pub struct Known {
    /// Their name.
    pub name: Option<RealName>,
    /// Their number.
    pub phone: Option<Phone>,
}

/// Goods on hold for a member.
#[derive(Debug, Clone, Copy)]
pub struct OnHold {
    /// The redemption.
    pub id: RedemptionId,
    /// In which community's bank.
    pub community: AreaId,
    /// What is on hold.
    pub goods: GoodsId,
    /// How many pieces.
    pub quantity: Quantity,
    /// What they cost together.
    pub points: Points,
}
