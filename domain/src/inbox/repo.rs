//! What a store must guarantee of inboxes.

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::ids::InboxEntryId;
use crate::inbox::entry::{InboxEntry, Told};
use crate::inbox::news::Topic;
use crate::page::{Page, PageRequest};

/// For how long an entry is kept, read or not.
pub const KEPT: Duration = Duration::days(400);

/// Up to here what is unread is counted.
pub const COUNTED: i64 = 100;

/// Inside a transaction.
#[async_trait]
pub trait InboxRepo {
    /// Tells all of this, but nothing to a member who has erased their account.
    async fn tell(&mut self, told: &[Told]) -> Outcome<()>;
    /// Marks these entries of the viewer's as read, or all of them; the first time counts. Says how many they are, read
    /// before or not.
    async fn mark_inbox_read(
        &mut self,
        me: &Viewer,
        entries: Option<&[InboxEntryId]>,
        now: DateTime<Utc>,
    ) -> Outcome<u64>;
}

/// Outside one.
#[async_trait]
pub trait InboxReader: Send + Sync {
    /// The viewer's inbox, the latest first; all of it, or of one topic.
    async fn inbox(
        &self,
        me: &Viewer,
        topic: Option<Topic>,
        page: &PageRequest<InboxEntryId>,
    ) -> Outcome<Page<InboxEntry>>;
    /// How many entries of the viewer's inbox are unread, up to [`COUNTED`].
    async fn unread_inbox(&self, me: &Viewer) -> Outcome<i64>;
    /// Forgets what was told before this moment. Says how much it was.
    async fn forget_told(&self, then: DateTime<Utc>) -> Outcome<u64>;
}
