//! What a good deed is worth: rules are data with versions, made by the community.

use chrono::{DateTime, Duration, Utc};

use crate::access::Viewer;
use crate::audit::act::Act;
use crate::failure::{Failure, Invalid, Outcome};
use crate::ids::{AreaId, RuleId};
use crate::once::{Request, begin, once};
use crate::places;
use crate::ports::Ports;
use crate::text::Line;

/// What a rule can give at most, and what a cap can be at most.
pub const POINTS_AT_MOST: i64 = 10_000;
/// How far ahead a rule can begin.
const BEGINS_WITHIN: Duration = Duration::days(366);

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
    /// So many minutes.
    Minutes(i64),
}

impl Rule {
    /// What an amount is worth when the member has `kept` so much for it already, and earned so much by this rule's
    /// behaviour on that day and in that month. Parts of a point are dropped.
    pub fn worth(&self, amount: Amount, kept: Points, that_day: Points, that_month: Points) -> Points {
        let full = match amount {
            Amount::Once => self.points.0,
            Amount::Minutes(minutes) => self.points.0 * minutes.max(0) / 60,
        };
        let left = |cap: Option<Points>, earned: Points| cap.map_or(i64::MAX, |cap| (cap.0 - earned.0).max(0));
        Points((full - kept.0).max(0).min(left(self.day_cap, that_day)).min(left(self.month_cap, that_month)))
    }
}

/// A rule to be made.
#[derive(Debug)]
pub struct NewRule {
    /// Of which community.
    pub community: AreaId,
    /// What earns the points.
    pub behaviour: Behaviour,
    /// How many; 0 ends the rule.
    pub points: Points,
    /// How many on a day at most.
    pub day_cap: Option<Points>,
    /// How many in a month at most.
    pub month_cap: Option<Points>,
    /// From when on; now, if not said.
    pub valid_from: Option<DateTime<Utc>>,
}

/// Makes the next version of a community's rule about a behaviour. For staff who administer the community. Entries that
/// were booked before keep the version that they were booked by.
pub async fn set_rule(ports: &Ports, by: &Viewer, new: NewRule, request: &Request) -> Outcome<Rule> {
    let made = once(ports, request, async {
        let community = places::create::find(ports, "communityId", new.community).await?;
        by.scope("communityId", &community)?;
        by.must_administer(&community.path)?;
        for (field, points, least) in
            [("points", Some(new.points), 0), ("dayCap", new.day_cap, 1), ("monthCap", new.month_cap, 1)]
        {
            if points.is_some_and(|points| !(least..=POINTS_AT_MOST).contains(&points.0)) {
                let zh = format!("须在{least}到{POINTS_AT_MOST}之间");
                return Err(Invalid::new(field, (zh, format!("must be from {least} to {POINTS_AT_MOST}"))).into());
            }
        }
        let now = ports.now();
        let valid_from = new.valid_from.unwrap_or(now);
        if valid_from < now || valid_from > now + BEGINS_WITHIN {
            let fault = ("须在今后一年内", "must lie within the next year: no rule reaches back");
            return Err(Invalid::new("validFrom", fault).into());
        }
        let rule = Rule {
            id: ports.id(now),
            behaviour: new.behaviour,
            version: 0,
            points: new.points,
            day_cap: new.day_cap,
            month_cap: new.month_cap,
            valid_from,
        };
        let mut tx = begin(ports, request, rule.id).await?;
        tx.add_rule(community.id, &rule, by.member(), now).await?;
        ports.commit(tx, by.did(Act::SetPointRule, community.id, rule.id)).await?;
        Ok(rule.id)
    })
    .await?;
    ports.store.rule(made).await?.ok_or(Failure::NotFound("requestId"))
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
