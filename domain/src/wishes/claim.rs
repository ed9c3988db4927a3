//! Claiming a wish: won by exactly one.

use crate::access::Viewer;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::WishId;
use crate::once::Request;
use crate::ports::Ports;
use crate::wishes::post::find;
use crate::wishes::wish::Wish;

/// Claims an open wish for the viewer.
///
/// What was read first can only refuse; to win takes the one conditional statement. So most losers of a rush cost one
/// read, and none of them waits for the winner's lock.
pub async fn claim(ports: &Ports, by: &Viewer, wish: WishId, request: &Request) -> Outcome<Wish> {
    let wish = find(ports, by, "wishId", wish).await?;
    match take(ports, by, &wish, request).await {
        Ok(()) => find(ports, by, "wishId", wish.id).await,
        // The same request may have won a moment ago, and its answer was lost on the way.
        Err(Failure::Refused(refusal)) => match ports.store.earlier(request).await? {
            Some(earlier) => find(ports, by, "requestId", WishId::from_uuid(earlier.answer()?)).await,
            None => Err(refusal.into()),
        },
        Err(other) => Err(other),
    }
}

async fn take(ports: &Ports, by: &Viewer, wish: &Wish, request: &Request) -> Outcome<()> {
    let now = ports.now();
    let claim = wish.claim(by, ports.id(now), now)?;
    let mut tx = ports.store.begin().await?;
    if !tx.claim_wish(wish.id, &claim).await? {
        return Err(Reason::WishAlreadyClaimed.at("wishId").into());
    }
    if tx.remember(request, wish.id.uuid(), now).await?.is_some() {
        return Err(Reason::RequestIdReused.at("requestId").into());
    }
    tx.commit().await
}
