//! What clients see of proposals.

use crate::graphql::by_id::ById;
use crate::graphql::context::ports;
use crate::graphql::scalars::{Date, DateTime};
use crate::listed;
use crate::members::person::Person;
use crate::members::role::{Role, RoleNode};
use crate::places::area::Area;
use async_graphql::{Context, Enum, ID, Object, SimpleObject, Union};
use domain::Ports;
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{self, Id};
use domain::ids::{EntryId, GrantId, HoursId};
use domain::proposals::proposal::{self, Decision, Served, State, What};

/// A role that a member is to get (任命).
#[derive(SimpleObject)]
pub struct ProposedRole {
    /// Which role.
    role: Role,
    /// On which node.
    node: RoleNode,
}

/// An entry of granted time that is to be voided (时长作废).
#[derive(SimpleObject)]
pub struct ProposedVoiding {
    /// The entry.
    hours_id: ID,
    /// The title of the activity that it was served at.
    title: String,
    /// The day of the shift (UTC+8).
    day: Date,
    /// How many minutes are voided.
    minutes: i32,
}

/// A voided entry of granted time that is to be entered again (时长更正).
#[derive(SimpleObject)]
pub struct ProposedEntering {
    /// The voided entry.
    hours_id: ID,
    /// The title of the activity that it was served at.
    title: String,
    /// The day of the shift (UTC+8).
    day: Date,
    /// How many minutes are entered.
    minutes: i32,
    /// How many points they earn at most: as the rule and its caps were when it was proposed.
    points: i64,
}

/// Points that a member is to get for a deed (积分奖励).
#[derive(SimpleObject)]
pub struct ProposedAward {
    /// The name of the deed.
    deed: String,
    /// How many points at most: as the rule and its caps were when it was proposed.
    points: i64,
}

/// What is proposed.
#[derive(Union)]
pub enum ProposedAct {
    /// A role.
    Role(ProposedRole),
    /// Granted time is voided.
    Voiding(ProposedVoiding),
    /// Voided time is entered again.
    Entering(ProposedEntering),
    /// Points for a deed.
    Award(ProposedAward),
}

impl From<What> for ProposedAct {
    fn from(what: What) -> Self {
        match what {
            What::Role(role, node) => Self::Role(ProposedRole { role: role.into(), node: node.into() }),
            What::VoidHours(Served { hours, title, day, minutes }) => {
                Self::Voiding(ProposedVoiding { hours_id: hours.to_string().into(), title, day: Date(day), minutes })
            }
            What::EnterHours(Served { hours, title, day, minutes }, points) => {
                let (hours_id, day) = (hours.to_string().into(), Date(day));
                Self::Entering(ProposedEntering { hours_id, title, day, minutes, points: points.0 })
            }
            What::AwardPoints(deed, points) => {
                Self::Award(ProposedAward { deed: deed.as_str().to_owned(), points: points.0 })
            }
        }
    }
}

/// Where a proposal stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum ProposalState {
    /// 待复核: it waits for a second person.
    Open,
    /// 已执行: a second person carried it out.
    CarriedOut,
    /// 未通过: a second person declined it.
    Declined,
    /// 已撤回: the person who made it took it back.
    Withdrawn,
    /// 已过期: nobody decided within seven days.
    Expired,
    /// 已终止: the account of the person who made it, or of the one it concerns, was erased.
    Ended,
}

/// An act of staff that waits for a second person (双人复核), or did. Seen by staff who could do the same themselves,
/// among them the one who made it; not by the member it concerns, except in the copy of their data.
pub struct Proposal(pub proposal::Proposal);

listed!(Proposal);

impl ById for Proposal {
    type Kind = ids::ProposalKind;

    async fn by_id(ports: &Ports, by: &Viewer, id: Id<ids::ProposalKind>) -> Outcome<Option<Self>> {
        Ok(ports.store.proposals(by, &[id]).await?.pop().map(Self))
    }
}

/// An act of staff that waits for a second person (双人复核), or did. Seen by staff who could do the same themselves,
/// among them the one who made it; not by the member it concerns, except in the copy of their data.
#[Object]
impl Proposal {
    /// The id of this proposal.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What is proposed.
    async fn what(&self) -> ProposedAct {
        self.0.what.clone().into()
    }

    /// Where it stands.
    async fn state(&self, ctx: &Context<'_>) -> ProposalState {
        match self.0.state(ports(ctx).now()) {
            State::Open => ProposalState::Open,
            State::Expired => ProposalState::Expired,
            State::Decided(Decision::CarriedOut) => ProposalState::CarriedOut,
            State::Decided(Decision::Declined) => ProposalState::Declined,
            State::Decided(Decision::Withdrawn) => ProposalState::Withdrawn,
            State::Decided(Decision::Ended) => ProposalState::Ended,
        }
    }

    /// The member it concerns: the one who gets the role or the points, or whose time it is.
    async fn member(&self) -> Person {
        Person(self.0.subject.clone())
    }

    /// The place whose staff decide.
    async fn area(&self) -> Area {
        Area(self.0.area.clone())
    }

    /// Why, in the words of the person who proposes it; null for a role.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Who proposes it. Somebody else has to carry it out.
    async fn proposed_by(&self) -> Person {
        Person(self.0.by.clone())
    }

    /// When.
    async fn proposed_at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// Until when it can be decided: for seven days.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires)
    }

    /// Who decided; null while it waits, and if it ended by itself.
    async fn decided_by(&self) -> Option<Person> {
        self.0.decided.as_ref().and_then(|decided| decided.by.clone()).map(Person)
    }

    /// When it was decided or ended; null while it waits.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided.as_ref().map(|decided| DateTime(decided.at))
    }

    /// Why, in the words of the person who decided; null while it waits, and if it ended by itself.
    async fn decision_reason(&self) -> Option<&str> {
        self.0.decided.as_ref().and_then(|decided| decided.reason.as_deref())
    }

    /// The id of what carrying it out made or changed: the held role, the hours, or the entry in the member's passbook;
    /// null if it was not carried out.
    async fn result_id(&self) -> Option<ID> {
        let made = self.0.decided.as_ref()?.made?;
        let id = match self.0.what {
            What::Role(..) => GrantId::from_uuid(made).to_string(),
            What::VoidHours(_) | What::EnterHours(..) => HoursId::from_uuid(made).to_string(),
            What::AwardPoints(..) => EntryId::from_uuid(made).to_string(),
        };
        Some(id.into())
    }
}
