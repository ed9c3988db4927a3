//! What a member has read of their inbox.

use crate::access::Viewer;
use crate::failure::{Failure, Invalid, Outcome};
use crate::ids::InboxEntryId;
use crate::inbox::MARK_READ;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;

/// How many entries are marked one by one at most.
pub const MARKED_AT_ONCE: usize = 100;

/// Marks entries of the viewer's inbox as read, those that are theirs, or all that they were told so far. Says how many
/// are unread afterwards, as [`unread_inbox`](crate::inbox::repo::InboxReader::unread_inbox) counts them.
pub async fn mark_read(
    ports: &Ports,
    by: &Viewer,
    entries: Option<&[InboxEntryId]>,
    request: &Request,
) -> Outcome<i64> {
    once(ports, request, async {
        if entries.is_some_and(|entries| !(1..=MARKED_AT_ONCE).contains(&entries.len())) {
            let zh = format!("须为1到{MARKED_AT_ONCE}条");
            return Err(Invalid::new("entryIds", (zh, format!("must be 1 to {MARKED_AT_ONCE} ids"))).into());
        }
        let now = ports.now();
        let mut tx = begin(ports, request, by.member()).await?;
        let marked = tx.mark_inbox_read(by, entries, now).await?;
        if entries.is_some() && marked == 0 {
            return Err(Failure::NotFound("entryIds"));
        }
        ports.commit(tx, by.did(MARK_READ, None, by.member())).await?;
        Ok(by.member())
    })
    .await?;
    ports.store.unread_inbox(by).await
}
