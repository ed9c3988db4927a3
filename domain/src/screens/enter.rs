//! A screen gets a login by its key.

use crate::failure::{Failure, Outcome, Reason};
use crate::ids::{ScreenId, SessionId};
use crate::members::session::Session;
use crate::ports::Ports;
use crate::screens::key::ScreenKey;
use crate::screens::screen::{Screen, login_of};

/// A login of a screen.
#[derive(Debug)]
pub struct Entered {
    /// The screen.
    pub screen: Screen,
    /// Under what the session is kept.
    pub login: SessionId,
    /// The session.
    pub session: Session,
}

/// Begins a login of the screen that has this key, in the place of the one before. Its right stands in the database, so
/// it works whatever the session store has lost. *Refused* once the screen has ended; who guesses is told the same.
pub async fn enter(ports: &Ports, key: &str) -> Outcome<Entered> {
    let ended = || Failure::from(Reason::ScreenEnded.at("key"));
    let key = ScreenKey::parse(key).ok_or_else(ended)?;
    let now = ports.now();
    let id: ScreenId = ports.store.enter_screen(&key, now).await?.ok_or_else(ended)?;
    let screen = ports.store.own_screen(id).await?.ok_or_else(ended)?;
    let (member, login) = login_of(id);
    let (mut session, _) =
        Session::begin(member, login, screen.name.as_str().to_owned(), now, ports.chance.bytes(), ports.chance.bytes());
    session.screen = true;
    let before = ports.sessions.look(member, login).await?.session;
    // Lost to another entry of the same screen: its session is as good.
    ports.sessions.swap(member, login, before.as_ref(), Some(&session)).await?;
    Ok(Entered { screen, login, session })
}
