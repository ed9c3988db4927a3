//! Withdrawing consent.

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::privacy::WITHDRAW_CONSENT;
use crate::request::Request;

/// Withdraws the viewer's consent: their name, phone number and building are deleted at once, and with the name
/// the certificates that hold it. What they did stays theirs.
pub async fn withdraw(ports: &Ports, by: &Viewer, request: &Request) -> Outcome<()> {
    once(ports, request, async {
        let mut tx = begin(ports, request, by.member()).await?;
        tx.withdraw_consent(by.member(), ports.now()).await?;
        ports.commit(tx, by.did(WITHDRAW_CONSENT, None, by.member())).await?;
        Ok(by.member())
    })
    .await
    .map(|_| ())
}
