//! A member's inbox. A part of `viewer`.

use async_graphql::{Context, Object, Result};
use domain::access;
use domain::ids::InboxEntryId;

use super::entry::{InboxEntry, InboxTopic};
use crate::graphql::answer::answer;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::ports;
use crate::graphql::cursor::List;

/// A member's inbox.
pub struct MyInbox<'v>(pub &'v access::Viewer);

/// A member's inbox.
#[Object]
impl MyInbox<'_> {
    /// What you were told in the last 400 days, the latest first.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn inbox(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only about this.")] topic: Option<InboxTopic>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<InboxEntry>> {
        answer(ctx, async {
            let topic = topic.map(Into::into);
            let list = List::new("viewer.inbox", (self.0.member(), topic));
            let page = list.page::<InboxEntryId>(first, after, last, before)?;
            let page = ports(ctx).store.inbox(self.0, topic, &page).await?;
            Ok(Connection::of(page, &list, |entry| entry.id, InboxEntry))
        })
        .await
    }

    /// How much of that you have not marked as read: up to 100, for 100 and more.
    async fn inbox_unread_count(&self, ctx: &Context<'_>) -> Result<i64> {
        answer(ctx, async { ports(ctx).store.unread_inbox(self.0).await }).await
    }
}
