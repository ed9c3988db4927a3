//! A member's inbox, live.

use async_graphql::{Context, Object, Result};
use domain::access::Viewer;
use domain::live::change::Screen;
use domain::page::PageRequest;

use super::entry::InboxEntry;
use crate::graphql::answer::answer;
use crate::graphql::context::{ports, viewer};
use crate::live::watch::{Watched, watch};

/// Your inbox now.
pub struct LiveInbox(Viewer);

/// Your inbox now.
#[Object]
impl LiveInbox {
    /// How much of it you have not marked as read: up to 100, for 100 and more.
    async fn unread_count(&self, ctx: &Context<'_>) -> Result<i64> {
        answer(ctx, async { ports(ctx).store.unread_inbox(&self.0).await }).await
    }

    /// What you were told last; null if nothing yet.
    async fn latest(&self, ctx: &Context<'_>) -> Result<Option<InboxEntry>> {
        answer(ctx, async {
            let latest = PageRequest { size: 1, from: None, backwards: false };
            let page = ports(ctx).store.inbox(&self.0, None, &latest).await?;
            Ok(page.items.into_iter().next().map(InboxEntry))
        })
        .await
    }
}

/// A member's inbox, live.
#[derive(Default)]
pub struct InboxSubscription;

#[Object]
impl InboxSubscription {
    /// Your inbox: now, and each time that you are told something or mark something as read. `viewer.inbox` asks for it.
    /// For everybody who is logged in.
    async fn inbox_arrived(&self, ctx: &Context<'_>) -> Result<LiveInbox> {
        answer(ctx, async {
            let by = viewer(ctx)?;
            let topics = vec![(Screen::Inbox, by.member().uuid())];
            watch(ctx, Watched { topics, until: None, rights: None });
            Ok(LiveInbox(by.clone()))
        })
        .await
    }
}
