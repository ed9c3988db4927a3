//! A feed ends.

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::feeds::END_FEED;
use crate::feeds::feed::FeedOf;
use crate::ids::MemberId;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;

/// Ends a feed of the viewer: its address is worth nothing from then on. It may have ended before.
pub async fn end(ports: &Ports, by: &Viewer, of: FeedOf, request: &Request) -> Outcome<()> {
    once(ports, request, async {
        let mut tx = begin(ports, request, by.member()).await?;
        tx.end_feed(by, of).await?;
        ports.commit(tx, by.did(END_FEED, None, by.member())).await?;
        Ok(by.member())
    })
    .await
    .map(|_: MemberId| ())
}
