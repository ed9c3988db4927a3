//! A proposal (待复核事项): an act of staff that waits for a second person.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use uuid::Uuid;

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::ids::{HoursId, ProposalId};
use crate::members::member::{Person, RoleNode};
use crate::places::area::Area;
use crate::places::path::Path;
use crate::points::rule::Points;
use crate::standing::{Node, Role, Standing};
use crate::text::Line;

/// From this many minutes on a correction of time is large: half of what a day can have
/// ([`DAY_AT_MOST`](crate::attendance::hours::DAY_AT_MOST)). Below it are everyday slips: a check-out forgotten, a
/// shift that ended early.
pub const LARGE_MINUTES: i32 = 240;
/// From this many points on an award or a correction is large: where an hour earns ten points, ten hours of work.
pub const LARGE_POINTS: Points = Points(100);
/// For how long a proposal can be decided: a week, so that somebody is in office meanwhile, and what was checked is not
/// forgotten.
pub const OPEN_FOR: Duration = Duration::days(7);

/// What kind of act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalKind {
    /// 任命
    Role,
    /// 时长作废
    VoidHours,
    /// 时长更正
    EnterHours,
    /// 积分奖励
    AwardPoints,
}

/// Granted time that is to be corrected.
#[derive(Debug, Clone)]
pub struct Served {
    /// The entry that is voided or entered again.
    pub hours: HoursId,
    /// The title of its activity.
    pub title: String,
    /// The day of the shift.
    pub day: NaiveDate,
    /// How much is voided or entered.
    pub minutes: i32,
}

/// What is proposed.
#[derive(Debug, Clone)]
pub enum What {
    /// A role.
    Role(Role, RoleNode),
    /// An entry of time is voided.
    VoidHours(Served),
    /// A voided entry is entered again, and earns this many points.
    EnterHours(Served, Points),
    /// This many points for a deed.
    AwardPoints(Line<40>, Points),
}

/// How a proposal ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// A second person carried it out.
    CarriedOut,
    /// A second person declined it.
    Declined,
    /// Its maker took it back.
    Withdrawn,
    /// Its maker, or the member whom it concerned, erased their account.
    Ended,
}

/// Where a proposal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It waits for a second person.
    Open,
    /// Nobody decided within [`OPEN_FOR`].
    Expired,
    /// It ended.
    Decided(Decision),
}

/// That a proposal ended.
#[derive(Debug, Clone)]
pub struct Decided {
    /// How.
    pub decision: Decision,
    /// The person who decided, unless it ended by itself.
    pub by: Option<Person>,
    /// When.
    pub at: DateTime<Utc>,
    /// Why, in the decider's words.
    pub reason: Option<String>,
    /// What carrying it out made or changed: the role, the hours, the entry of the ledger.
    pub made: Option<Uuid>,
}

/// A proposal.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// Its id.
    pub id: ProposalId,
    /// What.
    pub what: What,
    /// The member whom it concerns.
    pub subject: Person,
    /// The place whose staff decide.
    pub area: Area,
    /// Why, in the words of the person who proposes it; a role needs none.
    pub reason: Option<String>,
    /// The person who proposes it.
    pub by: Person,
    /// When.
    pub at: DateTime<Utc>,
    /// Until when it can be decided.
    pub expires: DateTime<Utc>,
    /// That it ended.
    pub decided: Option<Decided>,
}

impl Proposal {
    /// What kind of act.
    pub fn kind(&self) -> ProposalKind {
        match self.what {
            What::Role(..) => ProposalKind::Role,
            What::VoidHours(..) => ProposalKind::VoidHours,
            What::EnterHours(..) => ProposalKind::EnterHours,
            What::AwardPoints(..) => ProposalKind::AwardPoints,
        }
    }

    /// Where it stands.
    pub fn state(&self, now: DateTime<Utc>) -> State {
        match &self.decided {
            Some(decided) => State::Decided(decided.decision),
            None if self.expires <= now => State::Expired,
            None => State::Open,
        }
    }

    /// Who may see it: those who could do the same themselves, so that its maker sees it for as long as they are in
    /// office; never the one whom it concerns.
    pub fn seen_by(&self, viewer: &Viewer) -> bool {
        let entitled = match &self.what {
            What::Role(role, node) => viewer.must_grant(*role, node.administered_at()),
            _ => viewer.must_administer(&self.area.path),
        };
        self.subject.id != viewer.member() && entitled.is_ok()
    }

    /// Decides a decision of somebody who sees it: once, in time, and by a person other than its maker, who can only
    /// take it back.
    pub fn decision(&self, by: &Viewer, carry_out: bool, now: DateTime<Utc>) -> Outcome<Decision> {
        match self.state(now) {
            State::Decided(_) => return Err(Reason::ProposalAlreadyDecided.at("proposalId").into()),
            State::Expired => return Err(Reason::ProposalExpired.at("proposalId").into()),
            State::Open => {}
        }
        match (self.by.id == by.member(), carry_out) {
            (true, true) => Err(Reason::OwnProposal.at("proposalId").into()),
            (true, false) => Ok(Decision::Withdrawn),
            (false, true) => Ok(Decision::CarriedOut),
            (false, false) => Ok(Decision::Declined),
        }
    }
}

/// Where the viewer can be the second person: below each of these places for corrections and awards, and for these
/// roles. What [`Proposal::seen_by`] says, for a store to select by.
pub fn reach(viewer: &Viewer) -> Vec<(Path, Vec<Role>)> {
    let of_grant = |grant: &crate::standing::Grant| {
        let Node::Area(_, at) = &grant.node else { return None };
        let standing = Standing { grants: vec![grant.clone()], ..viewer.standing.clone() };
        let alone = Viewer { standing, ..viewer.clone() };
        let roles = Role::ALL.into_iter().filter(|role| alone.must_grant(*role, at).is_ok()).collect();
        alone.administers(at).then(|| (at.clone(), roles))
    };
    viewer.standing.grants.iter().filter_map(of_grant).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Failure;
    use crate::ids::{AreaId, MemberId, SessionId};
    use crate::places::area::AreaKind;
    use crate::standing::Grant;
    use proptest::prelude::*;

    const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn path(steps: &[u8]) -> Path {
        steps
            .iter()
            .fold(None, |above: Option<Path>, &step| Some(Path::below(above.as_ref(), Uuid::from_u128(step.into()))))
            .expect("a step")
    }

    fn person(n: u128) -> Person {
        Person { id: MemberId::from_uuid(Uuid::from_u128(n)), shown_name: String::new() }
    }

    fn viewer(n: u128, grants: Vec<Grant>) -> Viewer {
        let standing = Standing {
            member: person(n).id,
            home: None,
            volunteer: false,
            party_unit: None,
            grants,
            withheld: Vec::new(),
            blocked: false,
            unblocked: None,
            screen: None,
        };
        Viewer { standing, session: SessionId::from_uuid(Uuid::nil()), asked_in: None }
    }

    /// Somebody's (1) proposal about another (2).
    fn proposal(role: Option<Role>, at: &Path) -> Proposal {
        let id = AreaId::from_uuid(*at.steps().last().expect("a step"));
        let area = Area { id, kind: AreaKind::Community, name: String::new(), path: at.clone() };
        let what = match role {
            Some(role) => What::Role(role, RoleNode::Area(area.clone())),
            None => What::AwardPoints(Line::stored(String::new()), LARGE_POINTS),
        };
        let (id, subject, by) = (ProposalId::from_uuid(Uuid::nil()), person(2), person(1));
        Proposal { id, what, subject, area, reason: None, by, at: AT, expires: AT + OPEN_FOR, decided: None }
    }

    proptest! {
        #[test]
        fn a_store_selects_what_is_seen(
            held in prop::collection::vec((0usize..5, prop::collection::vec(0u8..2, 1..4)), 0..3),
            role in prop::option::of(0usize..5),
            at in prop::collection::vec(0u8..2, 1..4),
            who in 1u128..4,
        ) {
            let grant = |(role, at): (usize, Vec<u8>)| {
                let at = path(&at);
                Grant { role: Role::ALL[role], node: Node::Area(AreaId::from_uuid(Uuid::nil()), at) }
            };
            let viewer = viewer(who, held.into_iter().map(grant).collect());
            let (role, at) = (role.map(|role| Role::ALL[role]), path(&at));
            let within = reach(&viewer).iter().any(|(place, roles)| {
                place.covers(&at) && role.is_none_or(|role| roles.contains(&role))
            });
            prop_assert_eq!(proposal(role, &at).seen_by(&viewer), within && who != 2);
        }
    }

    #[test]
    fn it_is_decided_once_in_time_and_by_another() {
        let open = proposal(None, &path(&[1]));
        let by = |n, carry_out, now| match open.decision(&viewer(n, Vec::new()), carry_out, now) {
            Ok(decision) => Ok(decision),
            Err(Failure::Refused(refusal)) => Err(refusal.reason),
            Err(other) => panic!("{other}"),
        };
        let last = open.expires - Duration::microseconds(1);
        assert_eq!(by(1, true, AT), Err(Reason::OwnProposal));
        assert_eq!(by(1, false, AT), Ok(Decision::Withdrawn));
        assert_eq!(by(3, true, last), Ok(Decision::CarriedOut));
        assert_eq!(by(3, false, last), Ok(Decision::Declined));
        assert_eq!(by(3, true, open.expires), Err(Reason::ProposalExpired));
        let decided = Decided { decision: Decision::Declined, by: None, at: AT, reason: None, made: None };
        let closed = Proposal { decided: Some(decided), ..open.clone() };
        assert_eq!(closed.state(open.expires), State::Decided(Decision::Declined));
    }
}
