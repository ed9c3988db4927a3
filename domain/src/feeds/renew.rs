//! A feed gets an address, in the place of the one before.

use crate::access::Viewer;
use crate::failure::{Failure, Outcome};
use crate::feeds::RENEW_FEED_ADDRESS;
use crate::feeds::feed::{Feed, FeedOf};
use crate::feeds::read::mine;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;

/// Gives a feed of the viewer a new address: the first, or one in the place of an earlier, which is worth nothing from then
/// on. Of several at once the last counts.
pub async fn renew(ports: &Ports, by: &Viewer, of: FeedOf, request: &Request) -> Outcome<Feed> {
    once(ports, request, async {
        let made = ports.now();
        let feed = Feed { id: ports.id(made), of, made };
        let mut tx = begin(ports, request, feed.id).await?;
        tx.put_feed(by, &feed).await?;
        ports.commit(tx, by.did(RENEW_FEED_ADDRESS, None, by.member())).await?;
        Ok(feed.id)
    })
    .await?;
    mine(ports, by).await?.into_iter().find(|feed| feed.of == of).ok_or(Failure::NotFound("kind"))
}
