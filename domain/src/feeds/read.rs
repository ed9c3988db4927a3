//! What a feed tells: what its member would see without any role, whoever has the address.

use chrono::Duration;
use uuid::Uuid;

use crate::access::Viewer;
use crate::failure::{Failure, Outcome};
use crate::feeds::feed::{Feed, FeedOf};
use crate::ids::{FeedId, SessionId};
use crate::notices::notice::Notice;
use crate::page::PageRequest;
use crate::places;
use crate::ports::Ports;
use crate::standing::Standing;
use crate::volunteering::repo::StartKey;
use crate::volunteering::shift::{Shift, SignUp, SignUpState};

/// How long what was stays in a calendar.
const LOOKS_BACK: Duration = Duration::days(60);
/// How many sign-ups are looked at.
const AT_MOST: u64 = 200;

/// The viewer's own.
pub async fn mine(ports: &Ports, by: &Viewer) -> Outcome<Vec<Feed>> {
    ports.store.feeds_of(by).await
}

/// Whose feed this is, as somebody without any role: an address is no login. `signature` is what its address holds.
/// *Not found* if it was made up, renewed or ended, and of a member who is blocked.
pub async fn owner(ports: &Ports, id: FeedId, of: FeedOf, signature: &str) -> Outcome<Viewer> {
    let missing = || Failure::NotFound("id");
    if !ports.addresses.is_of_feed(id, of, signature) {
        return Err(missing());
    }
    let member = ports.store.feed_owner(id, of).await?.ok_or_else(missing)?;
    let standing = ports.store.standing(member).await?.filter(|standing| !standing.blocked).ok_or_else(missing)?;
    let standing = Standing { grants: Vec::new(), withheld: Vec::new(), ..standing };
    Ok(Viewer { standing, session: SessionId::from_uuid(Uuid::nil()), asked_in: None })
}

/// The shifts for which a member signed up, from two months ago on, by their start: seats, places in line, and what was
/// called off. What they gave back is gone from it.
pub async fn plan(ports: &Ports, me: &Viewer) -> Outcome<Vec<(SignUp, Shift)>> {
    let now = ports.now();
    let from = StartKey { starts: now - LOOKS_BACK, id: Uuid::nil() };
    let page = PageRequest { size: AT_MOST, from: Some(from), backwards: false };
    let mut sign_ups = ports.store.sign_ups_by(me, true, now, &page).await?.items;
    sign_ups.retain(|sign_up| !matches!(sign_up.state, SignUpState::Withdrawn { .. }));
    let ids: Vec<_> = sign_ups.iter().map(|sign_up| sign_up.shift).collect();
    let shifts = ports.store.shifts(me, &ids).await?;
    let with_shift = |sign_up: SignUp| {
        let shift = shifts.iter().find(|shift| shift.id == sign_up.shift)?.clone();
        Some((sign_up, shift))
    };
    Ok(sign_ups.into_iter().filter_map(with_shift).collect())
}

/// The name of a member's home community, and the latest notices for all residents that hang on its board; nothing if
/// they have no home.
pub async fn board(ports: &Ports, me: &Viewer) -> Outcome<Option<(String, Vec<Notice>)>> {
    let Ok(scope) = me.home_scope() else { return Ok(None) };
    let home = places::read::find(ports, "id", scope.community()).await?;
    Ok(Some((home.name, ports.store.public_notices(&scope, ports.now()).await?)))
}
