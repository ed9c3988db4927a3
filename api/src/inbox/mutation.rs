//! Marking what was told as read.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::failure::Outcome;
use domain::ids::InboxEntryId;
use domain::inbox::mark_read;

use crate::graphql::answer::settle;
use crate::graphql::context::{once, ports, viewer};
use crate::graphql::scalars::Uuid;
use crate::result;

/// What was read.
#[derive(InputObject)]
pub struct MarkInboxReadInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The entries: 1 to 100. All that you were told so far by default.
    entry_ids: Option<Vec<ID>>,
}

/// An inbox of which something was read.
#[derive(SimpleObject)]
pub struct ReadInbox {
    /// How much is unread by now: up to 100, for 100 and more.
    unread_count: i64,
}

result! {
    /// How much is unread by now, or why nothing was marked.
    ReadInboxResult(ReadInbox)
}

/// Mutations of the inbox.
#[derive(Default)]
pub struct InboxMutation;

#[Object]
impl InboxMutation {
    /// Marks entries of your inbox as read, for good: the first time counts. Those that are not yours are left out;
    /// `NOT_FOUND` if none is. For everybody who is logged in.
    async fn mark_inbox_read(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The entries.")] input: MarkInboxReadInput,
    ) -> Result<ReadInboxResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let ids = input.entry_ids.as_ref().map(|ids| ids.iter().map(|id| InboxEntryId::parse("entryIds", id)));
            let ids = ids.map(Iterator::collect::<Outcome<Vec<_>>>).transpose()?;
            let unread_count = mark_read::mark_read(ports(ctx), by, ids.as_deref(), &request).await?;
            Ok(ReadInbox { unread_count })
        })
        .await
    }
}
