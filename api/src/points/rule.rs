//! What clients see of the rules of a bank.

use crate::graphql::scalars::DateTime;
use async_graphql::{Enum, ID, SimpleObject};
use domain::points::rule;

use crate::listed;

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

listed!(PointRule);

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
