//! A page asks.

use crate::failure::{Failure, Outcome};
use crate::pairing::WAITS;
use crate::pairing::code::{PageSecret, PairingCode, random_digits};
use crate::pairing::page::{NewPairing, Page, PairingPurpose};
use crate::ports::Ports;

/// Begins a pairing, for anybody: nothing comes of it unless a member allows it within two minutes.
pub async fn ask(ports: &Ports, purpose: PairingPurpose, page: Page) -> Outcome<NewPairing> {
    let asked = ports.now();
    let mut pairing = NewPairing {
        id: ports.id(asked),
        code: PairingCode::new(ports.chance.bytes()),
        digits: random_digits(ports.chance.bytes()),
        secret: PageSecret(ports.chance.bytes()),
        purpose,
        page,
        asked,
        until: asked + WAITS,
    };
    // A code that somebody has is as rare as one that somebody guesses.
    for _ in 0..3 {
        if ports.store.begin_pairing(&pairing).await? {
            return Ok(pairing);
        }
        pairing.code = PairingCode::new(ports.chance.bytes());
    }
    Err(Failure::Unavailable("three codes of pairings in a row were taken".into()))
}
