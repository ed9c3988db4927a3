//! A page fetches what was allowed.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::failure::{Failure, Outcome, Reason};
use crate::members::login::{LoggedIn, login_page};
use crate::pairing::TAKE_PAIRING;
use crate::pairing::code::{PageSecret, PairingCode};
use crate::pairing::page::PairingPurpose;
use crate::ports::Ports;
use crate::screens::key::ScreenKey;
use crate::screens::pair::pair;
use crate::screens::screen::Screen;

/// What came of a pairing so far.
#[derive(Debug)]
pub enum Taken {
    /// Nobody has allowed it yet.
    Waits {
        /// Until when somebody can.
        until: DateTime<Utc>,
        /// Whether somebody looks at it.
        seen: bool,
    },
    /// The page is logged in.
    LoggedIn(Box<LoggedIn>),
    /// It is a screen of a hall, with this key.
    Screen(Box<(ScreenKey, Screen)>),
}

/// Gives the page that asked what was allowed to it, once. *Refused* when it is over, whatever the reason: who has not
/// the secret is told no more. A member who is blocked, who was blocked or logged out everywhere since they allowed it,
/// or who is gone, lets nobody in.
pub async fn take(
    ports: &Ports,
    code: PairingCode,
    secret: Option<PageSecret>,
    asked_in: Option<Uuid>,
) -> Outcome<Taken> {
    let over = || Failure::from(Reason::PairingEnded.at("code"));
    let secret = secret.ok_or_else(over)?;
    let pairing = ports.store.own_pairing(code, &secret).await?.ok_or_else(over)?;
    let now = ports.now();
    if pairing.is_over(now) {
        return Err(over());
    }
    let Some((member, allowed)) = pairing.allowed else {
        return Ok(Taken::Waits { until: pairing.until, seen: pairing.seen.is_some() });
    };
    let mut tx = ports.store.begin().await?;
    if !tx.take_pairing(pairing.id, now).await? {
        return Err(over());
    }
    ports.commit_all(tx, []).await?;
    let standing = ports.store.standing(member).await?.ok_or_else(over)?;
    if standing.blocked || standing.unblocked.is_some_and(|lifted| lifted >= allowed) {
        ports.write_down_refusal(member, asked_in, TAKE_PAIRING.name).await?;
        return Err(over());
    }
    match pairing.purpose {
        PairingPurpose::Login => {
            let device = pairing.login_name();
            let logged_in = login_page(ports, pairing.id, standing, device, asked_in).await?;
            logged_in.map(|it| Taken::LoggedIn(Box::new(it))).ok_or_else(over)
        }
        PairingPurpose::Screen => {
            let wanted = pairing.screen.as_ref().ok_or_else(over)?;
            let paired = pair(ports, pairing.id, &standing, wanted, asked_in).await?;
            paired.map(|it| Taken::Screen(Box::new(it))).ok_or_else(over)
        }
    }
}
