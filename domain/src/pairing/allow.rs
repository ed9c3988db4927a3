//! A phone allows a page.

use crate::access::Viewer;
use crate::attendance::code::Digits;
use crate::failure::{Failure, Invalid, Outcome, Reason};
use crate::once::{begin, once};
use crate::pairing::code::PairingCode;
use crate::pairing::look::{find, must_be_open};
use crate::pairing::page::{Pairing, PairingPurpose};
use crate::pairing::{ALLOW_PAIRING, FAIL_PAIRING_DIGITS, TAKEN_WITHIN, TRIES};
use crate::ports::Ports;
use crate::request::Request;
use crate::screens::pair::must_pair;
use crate::screens::screen::Wanted;

/// Allows a page that is before the viewer, which its digits prove: when it asks next, it is logged in as the viewer, or
/// a screen of the hall that they say, if it asked for that. Of many who allow it at once one does. *Refused* for wrong
/// digits, the third of which end the pairing; and in a login that was itself allowed so, which would otherwise prolong
/// itself for ever.
pub async fn allow(
    ports: &Ports,
    by: &Viewer,
    code: PairingCode,
    digits: &Digits,
    screen: Option<&Wanted>,
    request: &Request,
) -> Outcome<Pairing> {
    let made = once(ports, request, async {
        let pairing = find(ports, code).await?;
        must_be_open(&pairing, ports.now())?;
        match (pairing.purpose, screen) {
            (PairingPurpose::Login, None) => {}
            (PairingPurpose::Screen, Some(screen)) => must_pair(ports, by, screen).await?,
            (PairingPurpose::Login, Some(_)) => {
                return Err(Invalid::new("screen", ("该页面不是大厅屏", "is not what this page asks for")).into());
            }
            (PairingPurpose::Screen, None) => {
                return Err(
                    Invalid::new("screen", ("须说明大厅屏的用途", "is missing: the page asks to be one")).into()
                );
            }
        }
        must_be_a_phone(ports, by).await?;
        let now = ports.now();
        let mut tx = begin(ports, request, pairing.id).await?;
        if tx.allow_pairing(pairing.id, digits, by.member(), screen, now, now + TAKEN_WITHIN).await? {
            ports.commit(tx, by.did(ALLOW_PAIRING, None, pairing.id)).await?;
            return Ok(pairing.id);
        }
        drop(tx);
        let mut tx = ports.store.begin().await?;
        if let Some(ended) = tx.fail_pairing(pairing.id, digits, TRIES, now).await? {
            ports.commit(tx, by.did(FAIL_PAIRING_DIGITS, None, pairing.id)).await?;
            let no = if ended { Reason::PairingEnded } else { Reason::PairingDigitsWrong };
            return Err(no.at("digits").into());
        }
        drop(tx);
        // Somebody was faster.
        must_be_open(&find(ports, code).await?, now)?;
        Err(Reason::PairingEnded.at("code").into())
    })
    .await?;
    ports.store.pairing_by_id(made).await?.ok_or(Failure::NotFound("code"))
}

async fn must_be_a_phone(ports: &Ports, by: &Viewer) -> Outcome<()> {
    match ports.sessions.look(by.member(), by.session).await?.session {
        Some(session) if !session.paired => Ok(()),
        Some(_) => Err(Reason::PairingNeedsPhone.into()),
        None => Err(Failure::Unauthenticated),
    }
}
