//! Logging out, and what is logged in.

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::ids::MemberId;
use crate::members::{LOGOUT, LOGOUT_EVERYWHERE};
use crate::ports::Ports;

/// Ends the login in use. From then on its tokens are worth nothing, in every process.
pub async fn logout(ports: &Ports, by: &Viewer) -> Outcome<()> {
    // Lost only to a refresh or an arrival on another request; then there is a newer state to end.
    loop {
        let Some(session) = ports.sessions.look(by.member(), by.session).await?.session else { return Ok(()) };
        if ports.sessions.swap(by.member(), by.session, Some(&session), None).await? {
            return ports.write_down(by.did(LOGOUT, None, by.session)).await;
        }
    }
}

/// Ends all logins of the member.
pub async fn logout_everywhere(ports: &Ports, by: &Viewer) -> Outcome<()> {
    // A page that they allowed and that has not begun its session yet begins none.
    ports.store.end_pairings_of(by.member(), ports.now()).await?;
    ports.sessions.end_all(by.member()).await?;
    ports.write_down(by.did(LOGOUT_EVERYWHERE, None, by.session)).await
}

/// Ends the logins of somebody who is blocked or has erased their account. Does nothing if the block is over by now: the
/// logins from before it do not live, and those that began since may go on.
pub async fn end_logins(ports: &Ports, member: MemberId) -> Outcome<()> {
    match ports.store.standing(member).await? {
        Some(standing) if !standing.blocked => Ok(()),
        _ => ports.sessions.end_all(member).await,
    }
}
