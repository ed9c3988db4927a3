//! An act of staff that was checked and not yet done. It is done at once, or waits for a second person.
//!
//! The use cases make plans: [`granting`](crate::members::roles::granting),
//! [`voiding`](crate::attendance::correct::voiding), [`entering`](crate::attendance::correct::entering),
//! [`awarding`](crate::points::award::awarding). The person who proposes and the one who decides are both checked by
//! making the plan.

use uuid::Uuid;

use crate::access::Viewer;
use crate::attendance::hours::{Hours, NewHours};
use crate::attendance::{ENTER_HOURS, VOID_HOURS};
use crate::audit::entry::Deed;
use crate::ids::{AreaId, EntryId, MemberId};
use crate::members::GRANT_ROLE;
use crate::members::member::HeldRole;
use crate::points::AWARD_POINTS;
use crate::points::entry::Earning;
use crate::points::rule::Points;
use crate::proposals::proposal::{Proposal, ProposalKind};
use crate::text::Line;

/// What is about to be done.
#[derive(Debug)]
pub enum Plan {
    /// A role is given.
    Role(HeldRole),
    /// An entry of time is voided, and why.
    VoidHours(Box<Hours>, Line<200>),
    /// A voided entry is entered again.
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

    /// The member whom it concerns.
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
            Self::Role(held) => by.did(GRANT_ROLE, self.area(), held.id),
            Self::VoidHours(hours, _) => by.did(VOID_HOURS, self.area(), hours.id),
            Self::EnterHours(new) => by.did(ENTER_HOURS, self.area(), new.id),
            Self::AwardPoints(id, _) => by.did(AWARD_POINTS, self.area(), *id),
        }
    }
}
