//! A second person looks at a proposal, and decides.

use crate::access::Viewer;
use crate::attendance::correct;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::ProposalId;
use crate::inbox::news::News;
use crate::members::roles;
use crate::once::{begin, once};
use crate::points::award;
use crate::points::rule::Points;
use crate::ports::Ports;
use crate::proposals::DECIDE_PROPOSAL;
use crate::proposals::plan::{Moved, Plan};
use crate::proposals::proposal::{Decision, Proposal, ProposalKind, What};
use crate::proposals::read::find;
use crate::request::Request;
use crate::text::Line;

/// Carries a proposal out or declines it, and says why; its maker can only take it back. Of several who decide at once,
/// the first counts.
///
/// Both persons must be entitled to the act at this time. If a rule refuses it by now, nothing is decided: the proposal
/// stays open, for a better day or to be declined.
pub async fn decide(
    ports: &Ports,
    by: &Viewer,
    proposal: ProposalId,
    carry_out: bool,
    reason: &Line<200>,
    request: &Request,
) -> Outcome<Proposal> {
    let decided = once(ports, request, async {
        let proposal = find(ports, by, "proposalId", proposal).await?;
        match proposal.decision(by, carry_out, ports.now())? {
            Decision::CarriedOut => carried_out(ports, by, &proposal, reason, request).await?,
            decision => {
                let mut tx = begin(ports, request, proposal.id).await?;
                if !tx.decide_proposal(proposal.id, decision, by.member(), reason.as_str(), None, ports.now()).await? {
                    return Err(Reason::ProposalAlreadyDecided.at("proposalId").into());
                }
                if decision == Decision::Declined {
                    tx.tell(&[ports.told(proposal.by.id, News::ProposalDeclined).about(proposal.id)]).await?;
                }
                ports.commit(tx, by.did(DECIDE_PROPOSAL, proposal.area.id, proposal.id)).await?;
            }
        }
        Ok(proposal.id)
    })
    .await?;
    find(ports, by, "proposalId", decided).await
}

async fn carried_out(
    ports: &Ports,
    by: &Viewer,
    proposal: &Proposal,
    reason: &Line<200>,
    request: &Request,
) -> Outcome<()> {
    let outdated = || Failure::from(Reason::ProposalOutdated.at("proposalId"));
    let for_decider = plan(ports, by, proposal).await;
    // The maker of the proposal counts by what they are at this moment.
    let standing = ports.store.standing(proposal.by.id).await?.filter(|standing| !standing.blocked);
    let proposer = standing.map(|standing| Viewer { standing, ..by.clone() });
    let proposer = proposer.filter(|proposer| proposal.seen_by(proposer));
    let proposer = proposer.ok_or_else(|| Failure::from(Reason::ProposerNotEntitled.at("proposalId")))?;
    // They have the power where it was made: what is out of their reach by now has moved, or is no more.
    let plan = plan(ports, &proposer, proposal).await.map_err(|no| match no {
        Failure::Forbidden | Failure::NotFound(_) => outdated(),
        other => other,
    })?;
    if plan.area() != proposal.area.id {
        return Err(outdated());
    }
    // Nothing has moved: to the person who decides, the member was a stranger from the beginning.
    for_decider.map_err(|no| match no {
        Failure::NotFound(_) => Failure::Forbidden,
        other => other,
    })?;
    if proposal.kind() == ProposalKind::Role {
        ports.sessions.forget_standing(proposal.subject.id).await?;
    }
    let mut tx = begin(ports, request, proposal.id).await?;
    // The members before the proposal, in the order of their ids: everyone who decides does the same, and so does a
    // member who erases their account.
    let mut both = [proposal.subject.id, proposal.by.id];
    both.sort();
    for member in both {
        tx.hold_member(member).await?;
    }
    let (now, made) = (ports.now(), Some(plan.made()));
    if !tx.decide_proposal(proposal.id, Decision::CarriedOut, by.member(), reason.as_str(), made, now).await? {
        return Err(Reason::ProposalAlreadyDecided.at("proposalId").into());
    }
    let moved = plan.carry_out(ports, &mut *tx, proposer.member()).await.map_err(of_the_proposal)?;
    if gives_more(proposal, moved) {
        return Err(outdated());
    }
    tx.tell(&[ports.told(proposal.by.id, News::ProposalCarriedOut).about(proposal.id)]).await?;
    ports.commit_all(tx, [plan.done_by(by), by.did(DECIDE_PROPOSAL, proposal.area.id, proposal.id)]).await
}

/// The act that was proposed, checked at this time for somebody who sees the proposal.
async fn plan(ports: &Ports, by: &Viewer, proposal: &Proposal) -> Outcome<Plan> {
    let reason = || Line::stored(proposal.reason.clone().unwrap_or_default());
    let subject = proposal.subject.id;
    let plan = match &proposal.what {
        What::Role(role, node) => roles::granting(ports, by, subject, *role, node.clone()).await,
        What::VoidHours(served) => correct::voiding(ports, by, served.hours, reason()).await,
        What::EnterHours(served, _) => correct::entering(ports, by, served.hours, served.minutes, reason()).await,
        What::AwardPoints(deed, _) => award::awarding(ports, by, subject, deed.clone(), reason()).await,
    };
    plan.map_err(of_the_proposal)
}

/// Whether more points would be given than the second person was shown, because the rule has changed.
fn gives_more(proposal: &Proposal, moved: Moved) -> bool {
    let shown = match proposal.what {
        What::EnterHours(_, points) | What::AwardPoints(_, points) => points,
        What::Role(..) | What::VoidHours(_) => Points(i64::MAX),
    };
    moved.points > shown
}

/// A rule that refuses the act has no other input field here.
fn of_the_proposal(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(refusal) => refusal.reason.at("proposalId").into(),
        other => other,
    }
}
