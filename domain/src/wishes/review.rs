//! Staff approve or reject a wish before the neighbourhood sees it.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::ids::WishId;
use crate::inbox::news::News;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::text::Line;
use crate::wishes::read::find;
use crate::wishes::wish::Wish;
use crate::wishes::{APPROVE, REJECT};

/// What staff decide.
#[derive(Debug)]
pub enum Review {
    /// The wish goes on the feed.
    Approve,
    /// It does not, and the author is told why.
    Reject(Line<200>),
}

/// Decides about a wish that waits. Of two who decide at once, the first counts.
pub async fn review(ports: &Ports, by: &Viewer, wish: WishId, review: Review, request: &Request) -> Outcome<Wish> {
    let wish = once(ports, request, async {
        let wish = find(ports, by, "wishId", wish).await?;
        wish.must_be_reviewable(by)?;
        let now = ports.now();
        let mut tx = begin(ports, request, wish.id).await?;
        let (act, news, first) = match review {
            Review::Approve => (APPROVE, News::WishApproved, tx.approve_wish(wish.id, by.member(), now).await?),
            Review::Reject(reason) => {
                let first = tx.reject_wish(wish.id, by.member(), reason.as_str(), now).await?;
                (REJECT, News::WishRejected, first)
            }
        };
        if !first {
            return Err(Reason::WishAlreadyReviewed.at("wishId").into());
        }
        tx.tell(&[ports.told(wish.author.id, news).about(wish.id)]).await?;
        ports.commit(tx, by.did(act, wish.community.id, wish.id)).await?;
        Ok(wish.id)
    })
    .await?;
    find(ports, by, "wishId", wish).await
}
