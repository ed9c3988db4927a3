//! What clients see of entries.

use super::rule::PointRule;
use crate::graphql::scalars::DateTime;
use crate::listed;
use crate::members::person::Person;
use async_graphql::{Enum, ID, SimpleObject};
use domain::points::entry;

/// From which account to which points moved.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "entry::Movement")]
pub enum Movement {
    /// 获得: from what the community issues to the member.
    Earned,
    /// 冲正: from the member back to what the community issues, because what earned it was void.
    Reversed,
    /// 冻结: from the member to what is on hold for goods.
    Held,
    /// 核销: from hold to what was redeemed, when the goods were handed out. The balance stays.
    HandedOut,
    /// 退回: from hold back to the member.
    Returned,
    /// 过期: from the member to what has expired.
    Expired,
}

/// What an entry comes from.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum PointSource {
    /// A confirmed wish.
    Wish,
    /// Granted time.
    Hours,
    /// A deed that staff vouched for.
    Deed,
    /// A redemption.
    Redemption,
}

/// Why this number: the event, the rule, and who vouches for it.
#[derive(SimpleObject)]
pub struct PointReason {
    /// What kind of event it was.
    source: PointSource,
    /// The id of the wish, hours or redemption; for a deed, of the entry itself.
    source_id: ID,
    /// The title of the wish or activity, the name of the deed or goods.
    title: String,
    /// For granted time: how many minutes; null for all else.
    minutes: Option<i64>,
    /// For redemptions: how many pieces; null for all else.
    quantity: Option<i32>,
    /// The version of the rule that it was booked by; null where no rule gives points.
    rule: Option<PointRule>,
    /// Who confirmed the wish or the time, awarded the deed, or stood at the counter; for a hold, the member.
    confirmer: Person,
    /// What was said about it, if anything was.
    note: Option<String>,
}

/// An entry of a member's passbook. Only the member sees it. Entries are never changed.
#[derive(SimpleObject)]
pub struct PointEntry {
    /// The id of this entry.
    id: ID,
    /// Its number in this passbook: 1, 2, 3 …
    number: i64,
    /// When it was booked.
    booked_at: DateTime,
    /// From which account to which.
    movement: Movement,
    /// How many points moved; always more than none.
    points: i64,
    /// What that changed in the balance: negative if the balance fell, 0 if it stayed.
    balance_change: i64,
    /// The balance right after.
    balance_after: i64,
    /// Why this number.
    why: PointReason,
}

listed!(PointEntry);

impl From<entry::Entry> for PointEntry {
    fn from(entry: entry::Entry) -> Self {
        let (source, source_id) = match entry.source {
            entry::Source::Wish(id) => (PointSource::Wish, id.to_string()),
            entry::Source::Hours(id) => (PointSource::Hours, id.to_string()),
            entry::Source::Deed(id) => (PointSource::Deed, id.to_string()),
            entry::Source::Redemption(id) => (PointSource::Redemption, id.to_string()),
        };
        Self {
            id: entry.id.to_string().into(),
            number: entry.number,
            booked_at: DateTime(entry.at),
            movement: entry.movement.into(),
            points: entry.points.0,
            balance_change: entry.movement.change(entry.points),
            balance_after: entry.balance_after.0,
            why: PointReason {
                source,
                source_id: source_id.into(),
                title: entry.title,
                minutes: entry.minutes,
                quantity: entry.quantity.map(|quantity| quantity.0),
                rule: entry.rule.map(PointRule::from),
                confirmer: Person(entry.confirmer),
                note: entry.note,
            },
        }
    }
}
