//! Carrying a plan out, or proposing it to a second person.

use crate::access::Viewer;
use crate::attendance::correct;
use crate::failure::{Failure, Outcome};
use crate::ids::{Id, MemberId, ProposalId};
use crate::inbox::news::News;
use crate::jobs::job::Work;
use crate::members::roles::told;
use crate::once::begin;
use crate::points::award;
use crate::points::rule::Points;
use crate::ports::Ports;
use crate::proposals::PROPOSE;
use crate::proposals::plan::{Moved, Plan};
use crate::proposals::proposal::{LARGE_MINUTES, LARGE_POINTS, OPEN_FOR, ProposalKind};
use crate::proposals::repo::NewProposal;
use crate::request::Request;
use crate::store::Tx;

impl Plan {
    /// Does it, in the name of the person who planned it, and says how much it moves. A rule can still refuse it here,
    /// where others who do the same at the same time are known.
    pub async fn carry_out(&self, ports: &Ports, tx: &mut dyn Tx, by: MemberId) -> Outcome<Moved> {
        match self {
            Self::Role(held) => {
                tx.add_role(held, by).await?;
                tx.tell(&[told(ports, held, News::RoleGiven)]).await?;
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
                let points = award::award_in(ports, tx, *id, earning.clone()).await?;
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
    /// To know how much it moves, and whether a rule refuses it, it is done in any case. If it needs a second person,
    /// that transaction is not kept: another keeps the proposal.
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
        // A member who erases their account at this moment is waited for, and then not found.
        tx.hold_member(self.subject()).await?;
        if !tx.add_proposal(&new).await? {
            return Err(Failure::NotFound("memberId"));
        }
        tx.add_jobs(&[ports.job(Work::TellDeciders { proposal: id })]).await?;
        ports.commit(tx, by.did(PROPOSE, self.area(), id)).await?;
        Ok(Id::from_uuid(id.uuid()))
    }
}
