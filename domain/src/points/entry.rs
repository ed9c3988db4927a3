//! An entry of the ledger: a transfer of points between two accounts of a community, and why.

use chrono::{DateTime, Utc};

use crate::ids::{AreaId, EntryId, HoursId, MemberId, RedemptionId, RuleId, WishId};
use crate::members::member::Person;
use crate::points::goods::Quantity;
use crate::points::rule::{Amount, Behaviour, Points, Rule};

/// From which account to which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Movement {
    /// 获得: from what the community issues to the member.
    Earned,
    /// 冲正: from the member back to what the community issues, because what earned it was void.
    Reversed,
    /// 冻结: from the member to what they have on hold.
    Held,
    /// 核销: from hold to what was redeemed.
    HandedOut,
    /// 退回: from hold back to the member.
    Returned,
    /// 过期: from the member to what has expired.
    Expired,
}

impl Movement {
    /// What this many points change in what the member can spend.
    pub fn change(self, points: Points) -> i64 {
        match self {
            Self::Earned | Self::Returned => points.0,
            Self::Reversed | Self::Held | Self::Expired => -points.0,
            Self::HandedOut => 0,
        }
    }

    /// What this many points change in what the member has on hold.
    pub fn change_held(self, points: Points) -> i64 {
        match self {
            Self::Held => points.0,
            Self::HandedOut | Self::Returned => -points.0,
            Self::Earned | Self::Reversed | Self::Expired => 0,
        }
    }
}

/// What an entry comes from. Booking is idempotent: a source is booked once for each movement, however often it is
/// delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A confirmed wish.
    Wish(WishId),
    /// Granted time.
    Hours(HoursId),
    /// A deed that staff vouched for, or points that expired: the entry is its own source.
    Deed(EntryId),
    /// A redemption.
    Redemption(RedemptionId),
}

/// An entry to be booked.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// Its id.
    pub id: EntryId,
    /// In which community's bank.
    pub community: AreaId,
    /// The member.
    pub member: MemberId,
    /// From where to where.
    pub movement: Movement,
    /// How many; more than none.
    pub points: Points,
    /// What it comes from.
    pub source: Source,
    /// By which version of which rule.
    pub rule: Option<RuleId>,
    /// The person who vouches for it: the one who confirmed the wish or the time, staff at the counter, or the member.
    pub confirmer: MemberId,
    /// What was said about it.
    pub note: Option<String>,
    /// When it was booked.
    pub at: DateTime<Utc>,
}

/// An entry as the passbook shows it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id.
    pub id: EntryId,
    /// Its number in the passbook: 1, 2, 3 …
    pub number: i64,
    /// From where to where.
    pub movement: Movement,
    /// How many.
    pub points: Points,
    /// What the member could spend right after it.
    pub balance_after: Points,
    /// What it comes from.
    pub source: Source,
    /// The title of that: the wish, the activity, the deed, the goods.
    pub title: String,
    /// For granted time: how many minutes.
    pub minutes: Option<i64>,
    /// For goods: how many pieces.
    pub quantity: Option<Quantity>,
    /// By which version of which rule.
    pub rule: Option<Rule>,
    /// The person who vouches for it.
    pub confirmer: Person,
    /// What was said about it.
    pub note: Option<String>,
    /// When it was booked.
    pub at: DateTime<Utc>,
}

/// What a member has in a community's bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// What they can spend.
    pub balance: Points,
    /// What is on hold for goods that wait for them.
    pub held: Points,
}

/// Something that may earn points.
#[derive(Debug, Clone)]
pub struct Earning {
    /// In which community's bank.
    pub community: AreaId,
    /// The member.
    pub member: MemberId,
    /// By what.
    pub behaviour: Behaviour,
    /// How much of it.
    pub amount: Amount,
    /// What the member has for it already, from an entry that was voided and whose points they had spent.
    pub kept: Points,
    /// Where it comes from.
    pub source: Source,
    /// The person who vouches for it.
    pub confirmer: MemberId,
    /// What was said about it.
    pub note: Option<String>,
    /// When it came about; decides which version of the rule counts.
    pub at: DateTime<Utc>,
}
