//! What clients see of points: rules, entries, an account, the balance sheet.

use async_graphql::{Enum, ID, SimpleObject};
use domain::points::{entry, goods, rule, sheet};

use crate::graphql::scalars::DateTime;
use crate::listed;
use crate::members::types::Person;

/// What earns points.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    /// A wish that was fulfilled and confirmed: points for each.
    WishConfirmed,
    /// Granted time: points for each hour, and in proportion for a part of it.
    Hour,
    /// A deed that staff vouch for: points for each.
    Deed,
}

/// A version of a rule of the moral bank. Seen by the people of the community and staff.
#[derive(SimpleObject)]
pub struct PointRule {
    /// The id of this version.
    id: ID,
    /// What earns the points.
    behaviour: Behaviour,
    /// The name of the deed; null for all else.
    deed: Option<String>,
    /// 1 for the first rule about this behaviour, and so on.
    version: i32,
    /// How many points, for each deed or hour. 0: it earns nothing any more.
    points: i64,
    /// How many points a member can earn by it on a day (UTC+8); null if there is no cap.
    day_cap: Option<i64>,
    /// How many points a member can earn by it in a calendar month (UTC+8); null if there is no cap.
    month_cap: Option<i64>,
    /// From when on it counts.
    valid_from: DateTime,
}

impl From<rule::Rule> for PointRule {
    fn from(rule: rule::Rule) -> Self {
        let (behaviour, deed) = match rule.behaviour {
            rule::Behaviour::WishConfirmed => (Behaviour::WishConfirmed, None),
            rule::Behaviour::Hour => (Behaviour::Hour, None),
            rule::Behaviour::Deed(name) => (Behaviour::Deed, Some(name.as_str().to_owned())),
        };
        Self {
            id: rule.id.to_string().into(),
            behaviour,
            deed,
            version: rule.version,
            points: rule.points.0,
            day_cap: rule.day_cap.map(|cap| cap.0),
            month_cap: rule.month_cap.map(|cap| cap.0),
            valid_from: DateTime(rule.valid_from),
        }
    }
}

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
                rule: entry.rule.map(PointRule::from),
                confirmer: Person(entry.confirmer),
                note: entry.note,
            },
        }
    }
}

/// Points awarded to a member.
#[derive(SimpleObject)]
pub struct Award {
    /// To whom.
    pub member: Person,
    /// The id of the entry in the member's passbook.
    pub entry_id: ID,
    /// How many points.
    pub points: i64,
    /// By which version of which rule.
    pub rule: Option<PointRule>,
    /// When it was booked.
    pub booked_at: DateTime,
}

/// The pieces of goods: received = on the shelf + on hold + handed out.
#[derive(SimpleObject)]
pub struct Stock {
    /// All that ever came.
    received: i64,
    /// What can be redeemed.
    on_shelf: i64,
    /// What waits for members who redeemed it.
    on_hold: i64,
    /// What was handed out.
    handed_out: i64,
}

impl From<goods::Stock> for Stock {
    fn from(stock: goods::Stock) -> Self {
        let goods::Stock { received, on_shelf, on_hold, handed_out } = stock;
        Self { received, on_shelf, on_hold, handed_out }
    }
}

/// The public balance sheet of a bank, in points: issued = held by members + on hold + redeemed + expired. All figures
/// are of one moment.
#[derive(SimpleObject)]
pub struct BalanceSheet {
    /// What members earned, less what was reversed.
    issued: i64,
    /// What members can spend.
    with_members: i64,
    /// What is on hold for goods that wait to be fetched.
    on_hold: i64,
    /// What was spent on goods that were handed out.
    redeemed: i64,
    /// What has expired.
    expired: i64,
    /// The pieces of all goods.
    goods: Stock,
    /// Whether it adds up.
    adds_up: bool,
}

impl From<sheet::BalanceSheet> for BalanceSheet {
    fn from(sheet: sheet::BalanceSheet) -> Self {
        Self {
            adds_up: sheet.adds_up(),
            issued: sheet.issued.0,
            with_members: sheet.with_members.0,
            on_hold: sheet.on_hold.0,
            redeemed: sheet.redeemed.0,
            expired: sheet.expired.0,
            goods: sheet.goods.into(),
        }
    }
}
