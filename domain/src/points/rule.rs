//! What a good deed is worth: rules are data with versions, made by the community.

use chrono::{DateTime, Utc};

use crate::ids::RuleId;
use crate::text::Line;

/// What a rule can give at most, and what a cap can be at most.
pub const POINTS_AT_MOST: i64 = 10_000;

/// Points, never negative. They are no money and cannot be bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Points(pub i64);

/// What earns points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Behaviour {
    /// A wish that was fulfilled and confirmed: points for each.
    WishConfirmed,
    /// Granted time: points for each hour, and in proportion for a part of it.
    Hour,
    /// A deed of this name that staff vouch for: points for each.
    Deed(Line<40>),
}

/// A version of a rule. It is never changed; the next version takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: RuleId,
    /// What earns the points.
    pub behaviour: Behaviour,
    /// 1 for the first rule about this behaviour, and so on.
    pub version: i32,
    /// How many, for each deed or hour.
    pub points: Points,
    /// How many a member can earn by it on a calendar day (UTC+8).
    pub day_cap: Option<Points>,
    /// How many a member can earn by it in a calendar month (UTC+8).
    pub month_cap: Option<Points>,
    /// From when on it counts.
    pub valid_from: DateTime<Utc>,
}

/// How much of what a rule counts there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// One deed.
    Once,
    /// This many minutes.
    Minutes(i64),
}

impl Rule {
    /// What an amount is worth when the member has `kept` this much for it already, and earned this much by this rule's
    /// behaviour on that day and in that month. Fractions of a point are dropped.
    pub fn worth(&self, amount: Amount, kept: Points, that_day: Points, that_month: Points) -> Points {
        let full = match amount {
            Amount::Once => self.points.0,
            Amount::Minutes(minutes) => self.points.0 * minutes.max(0) / 60,
        };
        let left = |cap: Option<Points>, earned: Points| cap.map_or(i64::MAX, |cap| (cap.0 - earned.0).max(0));
        Points((full - kept.0).max(0).min(left(self.day_cap, that_day)).min(left(self.month_cap, that_month)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn rule(points: i64, day: Option<i64>, month: Option<i64>) -> Rule {
        Rule {
            id: RuleId::from_uuid(Uuid::nil()),
            behaviour: Behaviour::Hour,
            version: 1,
            points: Points(points),
            day_cap: day.map(Points),
            month_cap: month.map(Points),
            valid_from: DateTime::UNIX_EPOCH,
        }
    }

    proptest! {
        #[test]
        fn nobody_earns_more_than_a_cap_leaves(points in 0i64..10_000, minutes in -10i64..1_000, cap in 1i64..10_000, earned in 0i64..20_000) {
            let amount = Amount::Minutes(minutes);
            let worth = rule(points, Some(cap), None).worth(amount, Points(0), Points(earned), Points(earned)).0;
            prop_assert!(worth >= 0 && worth <= (cap - earned).max(0));
            let full = rule(points, None, None).worth(amount, Points(0), Points(0), Points(0)).0;
            prop_assert!(worth <= full);
            let rest = rule(points, None, None).worth(amount, Points(earned), Points(0), Points(0)).0;
            prop_assert_eq!(rest, (full - earned).max(0), "what is kept counts");
        }
    }

    #[test]
    fn an_hour_counts_in_proportion() {
        for (minutes, points) in [(0, 0), (5, 0), (6, 1), (59, 9), (60, 10), (90, 15), (480, 80)] {
            assert_eq!(
                rule(10, None, None).worth(Amount::Minutes(minutes), Points(0), Points(0), Points(0)),
                Points(points)
            );
        }
        assert_eq!(rule(10, Some(25), Some(30)).worth(Amount::Once, Points(0), Points(20), Points(28)), Points(2));
    }
}
