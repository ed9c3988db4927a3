//! What a store must guarantee of proposals.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::ids::{MemberId, ProposalId};
use crate::page::{Page, PageRequest};
use crate::proposals::plan::{Moved, Plan};
use crate::proposals::proposal::{Decision, Proposal};

/// A proposal that is to be kept.
#[derive(Debug)]
pub struct NewProposal<'p> {
    /// Its id.
    pub id: ProposalId,
    /// What.
    pub plan: &'p Plan,
    /// How much that moves.
    pub moved: Moved,
    /// The person who proposes it.
    pub by: MemberId,
    /// When.
    pub at: DateTime<Utc>,
    /// Until when it can be decided.
    pub expires: DateTime<Utc>,
}

/// Inside a transaction.
#[async_trait]
pub trait ProposalRepo {
    /// Adds a proposal, if the one whom it concerns has an account; says whether.
    async fn add_proposal(&mut self, new: &NewProposal<'_>) -> Outcome<bool>;
    /// Decides a proposal that is open and has not expired; carrying it out makes `made`. Only its maker withdraws it,
    /// only others do anything else, and never the one whom it concerns. Says whether; one conditional statement
    /// decides among all who try, with a CHECK under it.
    async fn decide_proposal(
        &mut self,
        proposal: ProposalId,
        decision: Decision,
        by: MemberId,
        reason: &str,
        made: Option<Uuid>,
        now: DateTime<Utc>,
    ) -> Outcome<bool>;
}

/// Outside one.
#[async_trait]
pub trait ProposalReader: Send + Sync {
    /// The proposals of these ids that the viewer may see ([`Proposal::seen_by`]), in no order.
    async fn proposals(&self, viewer: &Viewer, ids: &[ProposalId]) -> Outcome<Vec<Proposal>>;
    /// Those who hold a role at the place of a proposal or above it.
    async fn in_office_for(&self, proposal: ProposalId) -> Outcome<Vec<MemberId>>;
    /// The open ones that the viewer may see, oldest first.
    async fn open_proposals(
        &self,
        viewer: &Viewer,
        page: &PageRequest<ProposalId>,
        now: DateTime<Utc>,
    ) -> Outcome<Page<Proposal>>;
}
