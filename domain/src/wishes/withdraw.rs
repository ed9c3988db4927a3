//! The author takes a wish back that nobody has taken on.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::ids::WishId;
use crate::inbox::news::News;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::wishes::WITHDRAW;
use crate::wishes::read::find;
use crate::wishes::wish::Wish;

/// Withdraws the viewer's own wish. Against a claim at the same moment, the first counts.
pub async fn withdraw(ports: &Ports, by: &Viewer, wish: WishId, request: &Request) -> Outcome<Wish> {
    let wish = once(ports, request, async {
        let wish = find(ports, by, "wishId", wish).await?;
        wish.must_be_withdrawable(by)?;
        let mut tx = begin(ports, request, wish.id).await?;
        let lapsed = wish.lapsed();
        if !tx.withdraw_wish(wish.id, lapsed.map(|claim| claim.id), ports.now()).await? {
            drop(tx);
            // Somebody was faster: what they did says why.
            find(ports, by, "wishId", wish.id).await?.must_be_withdrawable(by)?;
            return Err(Reason::WishAlreadyClaimed.at("wishId").into());
        }
        if let Some(claim) = lapsed {
            tx.tell(&[ports.told(claim.claimer, News::ClaimLapsed).about(wish.id)]).await?;
        }
        ports.commit(tx, by.did(WITHDRAW, wish.community.id, wish.id)).await?;
        Ok(wish.id)
    })
    .await?;
    find(ports, by, "wishId", wish).await
}
