//! Looking at blocks and logins.

use crate::access::{Scope, Viewer};
use crate::failure::{Failure, Outcome};
use crate::ids::{BlockId, SessionId};
use crate::members::member::Block;
use crate::members::session::Session;
use crate::page::{Page, PageRequest};
use crate::ports::Ports;

/// The blocked members of a community, the latest first. For those who administer it.
pub async fn blocked(ports: &Ports, by: &Viewer, scope: &Scope, page: &PageRequest<BlockId>) -> Outcome<Page<Block>> {
    by.must_administer(scope.path())?;
    ports.store.blocks_in(scope, page).await
}

pub(super) async fn find_block(ports: &Ports, block: BlockId) -> Outcome<Block> {
    ports.store.block(block).await?.ok_or(Failure::NotFound("requestId"))
}

/// The member's live logins, the latest used first.
pub async fn sessions(ports: &Ports, by: &Viewer) -> Outcome<Vec<(SessionId, Session)>> {
    let now = ports.now();
    let mut sessions = ports.sessions.all(by.member()).await?;
    sessions.retain(|(_, session)| session.lives(&by.standing, now));
    sessions.sort_by_key(|(id, session)| std::cmp::Reverse((session.refreshed, *id)));
    Ok(sessions)
}
