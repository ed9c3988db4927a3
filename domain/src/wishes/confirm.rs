//! The author confirms that his wish is fulfilled, and rates it.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::ids::WishId;
use crate::once::{Request, begin, once};
use crate::ports::Ports;
use crate::wishes::post::find;
use crate::wishes::wish::{Confirmation, Rating, Wish};

/// Confirms what the claimer reported.
pub async fn confirm(ports: &Ports, by: &Viewer, wish: WishId, rating: Rating, request: &Request) -> Outcome<Wish> {
    let wish = once(ports, request, async {
        let wish = find(ports, by, "wishId", wish).await?;
        let claim = wish.must_be_confirmable(by)?;
        let mut tx = begin(ports, request, wish.id).await?;
        if !tx.confirm_wish(wish.id, claim.id, Confirmation { at: ports.now(), rating }).await? {
            return Err(Reason::WishAlreadyConfirmed.at("wishId").into());
        }
        tx.commit().await?;
        Ok(wish.id)
    })
    .await?;
    find(ports, by, "wishId", wish).await
}
