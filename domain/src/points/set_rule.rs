//! Making a rule of the bank.

use chrono::{DateTime, Duration, Utc};

use crate::access::Viewer;
use crate::failure::{Failure, Invalid, Outcome};
use crate::ids::AreaId;
use crate::once::{begin, once};
use crate::places;
use crate::points::SET_POINT_RULE;
use crate::points::rule::{Behaviour, POINTS_AT_MOST, Points, Rule};
use crate::ports::Ports;
use crate::request::Request;

/// How far ahead a rule can begin.
const BEGINS_WITHIN: Duration = Duration::days(366);

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
        let community = places::read::find(ports, "communityId", new.community).await?;
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
        ports.commit(tx, by.did(SET_POINT_RULE, community.id, rule.id)).await?;
        Ok(rule.id)
    })
    .await?;
    ports.store.rule(made).await?.ok_or(Failure::NotFound("requestId"))
}
