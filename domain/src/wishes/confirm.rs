//! The author confirms that their wish is fulfilled, and rates it.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::ids::WishId;
use crate::inbox::news::News;
use crate::once::{begin, once};
use crate::points::earn::earn;
use crate::points::entry::{Earning, Source};
use crate::points::rule::{Amount, Behaviour, Points};
use crate::ports::Ports;
use crate::request::Request;
use crate::wishes::CONFIRM;
use crate::wishes::read::find;
use crate::wishes::wish::{Confirmation, Rating, Wish};

/// Confirms what the claimer reported, who earns what the community's rule gives for it.
pub async fn confirm(ports: &Ports, by: &Viewer, wish: WishId, rating: Rating, request: &Request) -> Outcome<Wish> {
    let wish = once(ports, request, async {
        let wish = find(ports, by, "wishId", wish).await?;
        let claim = wish.must_be_confirmable(by)?;
        let now = ports.now();
        let mut tx = begin(ports, request, wish.id).await?;
        // Who earns comes first, as everywhere: an erasure of their account waits, or is seen.
        tx.hold_member(claim.claimer.id).await?;
        if !tx.confirm_wish(wish.id, claim.id, Confirmation { at: now, rating }).await? {
            return Err(Reason::WishAlreadyConfirmed.at("wishId").into());
        }
        let earning = Earning {
            community: wish.community.id,
            member: claim.claimer.id,
            behaviour: Behaviour::WishConfirmed,
            amount: Amount::Once,
            kept: Points(0),
            source: Source::Wish(wish.id),
            confirmer: by.member(),
            note: None,
            at: now,
        };
        tx.tell(&[ports.told(claim.claimer.id, News::WishConfirmed).about(wish.id)]).await?;
        earn(ports, &mut *tx, ports.id(now), earning).await?;
        ports.commit(tx, by.did(CONFIRM, wish.community.id, wish.id)).await?;
        Ok(wish.id)
    })
    .await?;
    find(ports, by, "wishId", wish).await
}
