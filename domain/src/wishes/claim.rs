//! Claiming a wish: won by exactly one. And what a helper has claimed.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::ids::WishId;
use crate::once::once;
use crate::ports::Ports;
use crate::request::Request;
use crate::wishes::CLAIM;
use crate::wishes::read::find;
use crate::wishes::wish::Wish;

/// Claims an open wish for the viewer, or for the unit whose party member he is.
///
/// What was read first can only refuse; to win takes the one conditional statement. So most losers of a rush cost one
/// read, and none of them waits for the winner's lock.
pub async fn claim(ports: &Ports, by: &Viewer, wish: WishId, for_unit: bool, request: &Request) -> Outcome<Wish> {
    let wish = once(ports, request, async {
        let wish = find(ports, by, "wishId", wish).await?;
        let now = ports.now();
        let claim = wish.claim(by, for_unit, ports.id(now), now)?;
        let mut tx = ports.store.begin().await?;
        if !tx.claim_wish(wish.id, &claim, wish.lapsed()).await? {
            // Somebody was faster: with a claim, or with a report that hides the wish. Looked up when the transaction is
            // over, because a reader needs a connection of its own.
            drop(tx);
            find(ports, by, "wishId", wish.id).await?.claim(by, for_unit, claim.id, now)?;
            return Err(Reason::WishAlreadyClaimed.at("wishId").into());
        }
        // After the wish, so that losers, who are many, write nothing.
        tx.remember(request, wish.id.uuid(), now).await?;
        ports.commit(tx, by.did(CLAIM, wish.community.id, wish.id)).await?;
        Ok(wish.id)
    })
    .await?;
    find(ports, by, "wishId", wish).await
}
