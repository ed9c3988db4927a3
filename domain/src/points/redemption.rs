//! A redemption: pieces of goods held against a pick-up code.

use chrono::{DateTime, Utc};

use crate::failure::{Invalid, Outcome};
use crate::ids::{GoodsId, RedemptionId};
use crate::members::member::Person;
use crate::places::area::Area;
use crate::points::goods::Quantity;
use crate::points::rule::Points;
use crate::text::typed;

/// Where a redemption stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RedemptionState {
    /// 待领取: points and pieces are on hold.
    Held,
    /// 已领取
    HandedOut {
        /// When.
        at: DateTime<Utc>,
        /// The member of staff.
        by: Person,
    },
    /// 已取消: points and pieces went back.
    Cancelled {
        /// When.
        at: DateTime<Utc>,
        /// By whom: the member, or staff.
        by: Person,
        /// Why.
        reason: String,
    },
}

/// Pieces of the same goods held for a member, until they are handed out or cancelled together. Seen by the member and by staff.
#[derive(Debug, Clone)]
pub struct Redemption {
    /// Its id.
    pub id: RedemptionId,
    /// In which community's bank.
    pub community: Area,
    /// The member who redeemed.
    pub member: Person,
    /// What.
    pub goods: GoodsId,
    /// The name of that.
    pub goods_name: String,
    /// Where and when to fetch it.
    pub pick_up: String,
    /// How many pieces.
    pub quantity: Quantity,
    /// What they cost together.
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
    /// Reads eight digits as people type them.
    pub fn parse(field: &'static str, text: &str) -> Outcome<Self> {
        let digits = typed(text);
        if digits.len() == 8 && digits.iter().all(char::is_ascii_digit) {
            Ok(Self(digits.into_iter().collect()))
        } else {
            Err(Invalid::new(field, ("须为八位数字", "must be eight digits")).into())
        }
    }

    /// A new one, made of random bytes.
    pub fn new(chance: [u8; 32]) -> Self {
        let number = chance[..8].iter().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
        Self(format!("{:08}", number % 100_000_000))
    }
}
