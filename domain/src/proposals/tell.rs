//! Telling those who can be the second person that a proposal waits.

use uuid::Uuid;

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::ids::{ProposalId, SessionId};
use crate::inbox::news::News;
use crate::ports::Ports;
use crate::store::Tx;

/// Tells whoever may decide it at this time: the same rule says so that lets them.
pub(crate) async fn tell_deciders(ports: &Ports, id: ProposalId) -> Outcome<Box<dyn Tx>> {
    let mut told = Vec::new();
    for member in ports.store.in_office_for(id).await? {
        let Some(standing) = ports.store.standing(member).await?.filter(|standing| !standing.blocked) else { continue };
        let viewer = Viewer { standing, session: SessionId::from_uuid(Uuid::nil()), asked_in: None };
        let seen = ports.store.proposals(&viewer, &[id]).await?;
        if seen.iter().any(|proposal| proposal.decision(&viewer, true, ports.now()).is_ok()) {
            told.push(ports.told(member, News::ProposalWaits).about(id));
        }
    }
    let mut tx = ports.store.begin().await?;
    tx.tell(&told).await?;
    Ok(tx)
}
