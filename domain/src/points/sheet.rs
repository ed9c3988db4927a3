//! The public balance sheet of a bank, and the proof that the books are right.

use uuid::Uuid;

use crate::points::goods::Stock;
use crate::points::rule::Points;

/// The balance sheet of a community's bank: issued = held by members + on hold + redeemed + expired.
/// Issued, redeemed and expired are summed from the entries; the others from the accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BalanceSheet {
    /// What members earned, less what was reversed.
    pub issued: Points,
    /// What members can spend.
    pub with_members: Points,
    /// What is on hold for goods that wait to be fetched.
    pub on_hold: Points,
    /// What was spent on goods that were handed out.
    pub redeemed: Points,
    /// What has expired.
    pub expired: Points,
    /// The pieces of all goods.
    pub goods: Stock,
}

impl BalanceSheet {
    /// Whether it adds up.
    pub fn adds_up(&self) -> bool {
        let Stock { received, on_shelf, on_hold, handed_out } = self.goods;
        self.issued.0 == self.with_members.0 + self.on_hold.0 + self.redeemed.0 + self.expired.0
            && received == on_shelf + on_hold + handed_out
    }
}

/// Something in the books that is not as the entries say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discrepancy {
    /// What is wrong.
    pub what: Wrong,
    /// In which community.
    pub community: Uuid,
    /// The member or goods concerned.
    pub at: Uuid,
    /// What the entries or redemptions say.
    pub expected: i64,
    /// What stands there.
    pub found: i64,
}

/// What can be wrong with the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// A member's balance is not the sum of their entries.
    Balance,
    /// What a member has on hold is not the sum of their entries.
    Hold,
    /// What a member has on hold is not the sum of their open redemptions.
    OpenRedemptions,
    /// The pieces of some goods on hold are not those of the open redemptions.
    GoodsOnHold,
    /// The pieces of some goods handed out are not those of the redemptions handed out.
    GoodsHandedOut,
    /// An entry's balance does not follow from the one before.
    Passbook,
}
