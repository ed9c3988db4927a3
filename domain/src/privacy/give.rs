//! Giving consent.

use crate::access::Viewer;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::ConsentId;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::privacy::GIVE_CONSENT;
use crate::request::Request;

/// Agrees to a version of the privacy text: the one in force, which the member has read. Idempotent.
pub async fn give(ports: &Ports, by: &Viewer, version: i32, request: &Request) -> Outcome<()> {
    let given = once(ports, request, async {
        let now = ports.now();
        let id: ConsentId = ports.id(now);
        let mut tx = begin(ports, request, id).await?;
        if !tx.give_consent(id, by.member(), version, now).await? {
            return Err(Reason::PolicyChanged.at("version").into());
        }
        ports.commit(tx, by.did(GIVE_CONSENT, None, id)).await?;
        Ok(id)
    })
    .await;
    match given {
        Err(Failure::Refused(no)) if no.reason == Reason::PolicyChanged => {
            let live = ports.store.consent(by).await?;
            let again = live.is_some_and(|consent| consent.current && consent.version == version);
            if again { Ok(()) } else { Err(no.into()) }
        }
        given => given.map(|_| ()),
    }
}
