//! A phone refuses a page.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::pairing::REFUSE_PAIRING;
use crate::pairing::code::PairingCode;
use crate::pairing::look::find;
use crate::ports::Ports;

/// Ends a pairing that is open, or takes back what the viewer allowed, as long as nothing has come of it. Refusing again
/// changes nothing.
pub async fn refuse(ports: &Ports, by: &Viewer, code: PairingCode) -> Outcome<()> {
    let pairing = find(ports, code).await?;
    let mut tx = ports.store.begin().await?;
    if tx.refuse_pairing(pairing.id, by.member(), ports.now()).await? {
        return ports.commit(tx, by.did(REFUSE_PAIRING, None, pairing.id)).await;
    }
    drop(tx);
    match find(ports, code).await? {
        over if over.taken.is_none() && over.is_over(ports.now()) => Ok(()),
        taken if taken.taken.is_some() => Err(Reason::PairingEnded.at("code").into()),
        _ => Err(Reason::PairingAlreadyAllowed.at("code").into()),
    }
}
