//! What a member has read.

use crate::access::Viewer;
use crate::failure::{Failure, Invalid, Outcome};
use crate::ids::NoticeId;
use crate::notices::MARK_READ;
use crate::notices::notice::Notice;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;

/// How many notices are marked at once at most.
pub const MARKED_AT_ONCE: usize = 100;

/// Of how many notices of a board, the latest, those that are unread are counted, and come first.
pub const UNREAD_FIRST: i64 = 100;

/// Marks notices as read by the viewer, those of them that they see; what they do not see, or no longer, is left out.
/// Idempotent: the first time counts.
pub async fn mark_read(ports: &Ports, by: &Viewer, ids: &[NoticeId], request: &Request) -> Outcome<Vec<Notice>> {
    once(ports, request, async {
        if !(1..=MARKED_AT_ONCE).contains(&ids.len()) {
            let zh = format!("须为1到{MARKED_AT_ONCE}条");
            return Err(Invalid::new("noticeIds", (zh, format!("must be 1 to {MARKED_AT_ONCE} ids"))).into());
        }
        let now = ports.now();
        let seen: Vec<_> = ports.store.notices(by, ids, now).await?.iter().map(|notice| notice.id).collect();
        let first = *seen.first().ok_or(Failure::NotFound("noticeIds"))?;
        let mut tx = begin(ports, request, first).await?;
        tx.mark_read(by.member(), &seen, now).await?;
        ports.commit(tx, by.did(MARK_READ, None, first)).await?;
        Ok(first)
    })
    .await?;
    ports.store.notices(by, ids, ports.now()).await
}
