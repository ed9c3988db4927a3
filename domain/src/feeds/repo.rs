//! What a store must guarantee of feeds.

use async_trait::async_trait;

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::feeds::feed::{Feed, FeedOf};
use crate::ids::{FeedId, MemberId};

/// Inside a transaction.
#[async_trait]
pub trait FeedRepo {
    /// Keeps a feed of the member, in the place of an earlier one of the same. One statement.
    async fn put_feed(&mut self, me: &Viewer, feed: &Feed) -> Outcome<()>;
    /// Drops a feed of the member, if there is one.
    async fn end_feed(&mut self, me: &Viewer, of: FeedOf) -> Outcome<()>;
}

/// Outside one.
#[async_trait]
pub trait FeedReader: Send + Sync {
    /// The viewer's own.
    async fn feeds_of(&self, me: &Viewer) -> Outcome<Vec<Feed>>;
    /// Whose feed has this id, for whoever has its address.
    async fn feed_owner(&self, id: FeedId, of: FeedOf) -> Outcome<Option<MemberId>>;
}
