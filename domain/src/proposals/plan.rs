//! An act of staff that was checked and not yet done. It is done at once, or waits for a second person.
//!
//! The use cases make plans: [`roles::granting`](crate::members::roles::granting),
//! [`correct::voiding`], [`correct::entering`],
//! [`award::awarding`]. Who proposes and who decides are both checked by making the plan.

use uuid::Uuid;

use crate::access::Viewer;
use crate::attendance::correct;
use crate::attendance::grant::NewHours;
use crate::attendance::hours::Hours;
use crate::audit::act::Act;
use crate::audit::entry::Deed;
use crate::failure::{Failure, Outcome};
use crate::ids::{AreaId, EntryId, Id, MemberId, ProposalId};
use crate::members::member::HeldRole;
use crate::once::{Request, begin};
use crate::points::award;
use crate::points::earn::Earning;
use crate::points::rule::Points;
use crate::ports::Ports;
use crate::proposals::proposal::{LARGE_MINUTES, LARGE_POINTS, OPEN_FOR, Proposal, ProposalKind};
use crate::proposals::repo::NewProposal;
use crate::store::Tx;
use crate::text::Line;

/// What is about to be done.
#[derive(Debug)]
pub enum Plan {
    /// A role is given.
    Role(HeldRole),
    /// An entry of time is voided, and why.
    VoidHours(Box<Hours>, Line<200>),
    /// A voided entry is entered anew.
    EnterHours(NewHours),
    /// Points are awarded for a deed.
    AwardPoints(EntryId, Earning),
}

/// How much an act moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// Minutes that are voided or entered.
    pub minutes: i32,
    /// Points that are given or taken back.
    pub points: Points,
}

/// What became of an act that may need a second person.
#[derive(Debug)]
pub enum Effect<T> {
    /// It was done, and made or changed this.
    Done(T),
    /// It waits for a second person.
    Waits(Box<Proposal>),
}

impl Plan {
    /// What kind of act.
    pub fn kind(&self) -> ProposalKind {
        match self {
            Self::Role(_) => ProposalKind::Role,
            Self::VoidHours(..) => ProposalKind::VoidHours,
            Self::EnterHours(_) => ProposalKind::EnterHours,
            Self::AwardPoints(..) => ProposalKind::AwardPoints,
        }
    }

    /// Whom it concerns.
    pub fn subject(&self) -> MemberId {
        match self {
            Self::Role(held) => held.holder,
            Self::VoidHours(hours, _) => hours.member.id,
            Self::EnterHours(new) => new.member,
            Self::AwardPoints(_, earning) => earning.member,
        }
    }

    /// The place whose staff do it.
    pub fn area(&self) -> AreaId {
        match self {
            Self::Role(held) => held.node.area(),
            Self::VoidHours(hours, _) => hours.community.id,
            Self::EnterHours(new) => new.community,
            Self::AwardPoints(_, earning) => earning.community,
        }
    }

    /// What it makes or changes.
    pub fn made(&self) -> Uuid {
        match self {
            Self::Role(held) => held.id.uuid(),
            Self::VoidHours(hours, _) => hours.id.uuid(),
            Self::EnterHours(new) => new.id.uuid(),
            Self::AwardPoints(id, _) => id.uuid(),
        }
    }

    /// That somebody did it.
    pub fn done_by(&self, by: &Viewer) -> Deed {
        match self {
            Self::Role(held) => by.did(Act::GrantRole, self.area(), held.id),
            Self::VoidHours(hours, _) => by.did(Act::VoidHours, self.area(), hours.id),
            Self::EnterHours(new) => by.did(Act::EnterHours, self.area(), new.id),
            Self::AwardPoints(id, _) => by.did(Act::AwardPoints, self.area(), *id),
        }
    }

    /// Does it, in the name of the one who planned it, and says how much it moves. A rule can still refuse it here, where
    /// others who do the same at the same time are known.
    pub async fn carry_out(&self, ports: &Ports, tx: &mut dyn Tx, by: MemberId) -> Outcome<Moved> {
        match self {
            Self::Role(held) => {
                tx.add_role(held, by).await?;
                Ok(Moved { minutes: 0, points: Points(0) })
            }
            Self::VoidHours(hours, reason) => {
                let points = correct::void_in(ports, tx, hours, by, reason).await?;
                Ok(Moved { minutes: hours.minutes, points })
            }
            Self::EnterHours(new) => {
                let points = correct::enter_in(ports, tx, new.clone()).await?;
                Ok(Moved { minutes: new.minutes, points })
            }
            Self::AwardPoints(id, earning) => {
                let points = award::award_in(tx, *id, earning.clone()).await?;
                Ok(Moved { minutes: 0, points })
            }
        }
    }

    /// Whether one person alone must not do it.
    fn needs_a_second(&self, moved: Moved) -> bool {
        let large = moved.minutes >= LARGE_MINUTES || moved.points >= LARGE_POINTS;
        large || self.kind() == ProposalKind::Role
    }

    /// Does it, or makes a proposal of it; gives the id of what it made, or of the proposal.
    ///
    /// To know how much it moves, and whether a rule refuses it, it is done in any case. If it needs a second person, that
    /// transaction is not kept: another keeps the proposal.
    pub async fn settle<K>(&self, ports: &Ports, by: &Viewer, request: &Request) -> Outcome<Id<K>> {
        let made = Id::from_uuid(self.made());
        let mut tx = begin(ports, request, made).await?;
        let moved = self.carry_out(ports, &mut *tx, by.member()).await?;
        if !self.needs_a_second(moved) {
            ports.commit(tx, self.done_by(by)).await?;
            return Ok(made);
        }
        drop(tx);
        let now = ports.now();
        let id: ProposalId = ports.id(now);
        let new = NewProposal { id, plan: self, moved, by: by.member(), at: now, expires: now + OPEN_FOR };
        let mut tx = begin(ports, request, id).await?;
        // Whoever erases his account at this moment is waited for, and then not found.
        tx.hold_member(self.subject()).await?;
        if !tx.add_proposal(&new).await? {
            return Err(Failure::NotFound("memberId"));
        }
        ports.commit(tx, by.did(Act::Propose, self.area(), id)).await?;
        Ok(Id::from_uuid(id.uuid()))
    }
}
