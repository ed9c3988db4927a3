//! Looking at proposals.

use crate::access::Viewer;
use crate::failure::{Failure, Outcome};
use crate::ids::ProposalId;
use crate::page::{Page, PageRequest};
use crate::ports::Ports;
use crate::proposals::proposal::Proposal;

/// What waits for a second person and may be decided by the viewer, or was proposed by them in office. For staff.
pub async fn queue(ports: &Ports, by: &Viewer, page: &PageRequest<ProposalId>) -> Outcome<Page<Proposal>> {
    ports.store.open_proposals(by, page, ports.now()).await
}

/// The proposal that `field` names, if the viewer may see it.
pub async fn find(ports: &Ports, by: &Viewer, field: &'static str, id: ProposalId) -> Outcome<Proposal> {
    ports.store.proposals(by, &[id]).await?.pop().ok_or(Failure::NotFound(field))
}
