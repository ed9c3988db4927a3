//! Somebody looks at what they would allow.

use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::failure::{Failure, Outcome, Reason};
use crate::members::session::{IDLE, PAIRED_STAFF_LONGEST};
use crate::pairing::code::PairingCode;
use crate::pairing::page::{Pairing, PairingPurpose};
use crate::ports::Ports;

/// The open pairing of a code; the page is told that somebody looks. *Not found* if there is none, *refused* once it is
/// over or allowed.
pub async fn look(ports: &Ports, code: PairingCode) -> Outcome<Pairing> {
    let now = ports.now();
    let pairing = find(ports, code).await?;
    must_be_open(&pairing, now)?;
    if pairing.seen.is_none() {
        ports.store.see_pairing(pairing.id, now).await?;
    }
    Ok(pairing)
}

/// When the login of the page ends at last, if this member allows it now: with staff however it is used, with others if
/// it is not. `None` for a screen, which stays until staff end it.
pub fn login_ends(by: &Viewer, pairing: &Pairing, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let lasts = if by.standing.staff() { PAIRED_STAFF_LONGEST } else { IDLE };
    match pairing.purpose {
        PairingPurpose::Login => Some(pairing.allowed.map_or(now, |(_, at)| at) + lasts),
        PairingPurpose::Screen => None,
    }
}

pub(super) async fn find(ports: &Ports, code: PairingCode) -> Outcome<Pairing> {
    ports.store.pairing(code).await?.ok_or(Failure::NotFound("code"))
}

/// *Refused* if it is over, or somebody allowed it.
pub(super) fn must_be_open(pairing: &Pairing, now: DateTime<Utc>) -> Outcome<()> {
    if pairing.is_over(now) {
        return Err(Reason::PairingEnded.at("code").into());
    }
    match pairing.allowed {
        Some(_) => Err(Reason::PairingAlreadyAllowed.at("code").into()),
        None => Ok(()),
    }
}
