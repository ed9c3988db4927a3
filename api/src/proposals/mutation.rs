//! Deciding about what waits for a second person.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::ids::ProposalId;
use domain::proposals::decide;
use domain::text::Line;

use super::proposal::Proposal;
use crate::graphql::answer::settle;
use crate::graphql::context::{once, ports, viewer};
use crate::graphql::scalars::Uuid;
use crate::result;

/// A decision about a proposal.
#[derive(InputObject)]
pub struct DecideProposalInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The proposal, from `proposals`.
    proposal_id: ID,
    /// Whether it is carried out. If not, it is declined, or taken back if it is your own.
    carry_out: bool,
    /// Why: 1 to 200 characters. The person who made it reads this.
    reason: String,
}

result! {
    /// The proposal after the change, or why not.
    ProposalResult(Proposal)
}

/// Mutations of proposals.
#[derive(Default)]
pub struct ProposalMutation;

#[Object]
impl ProposalMutation {
    /// Carries a proposal out, or declines it; your own you can only take back. You must be entitled to the act
    /// yourself, and the person who made it must still be. If a rule now refuses the act, you are told which, and the
    /// proposal stays open. If several people decide at once, the first decision counts. For staff, about another
    /// member.
    async fn decide_proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The proposal and the decision.")] input: DecideProposalInput,
    ) -> Result<ProposalResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let proposal = ProposalId::parse("proposalId", &input.proposal_id)?;
            let reason = Line::parse("reason", &input.reason)?;
            decide::decide(ports(ctx), by, proposal, input.carry_out, &reason, &request).await.map(Proposal)
        })
        .await
    }
}
