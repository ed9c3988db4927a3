//! Editing a notice: won by one of those who saw the same version.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::ids::NoticeId;
use crate::notices::EDIT;
use crate::notices::files::NoticeFiles;
use crate::notices::notice::{Notice, NoticeText};
use crate::notices::read::find;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;

/// Puts `content` in the place of the version that the editor saw, which stays readable; and, where they are named, other photos and attachments in the place of those it had, which
/// go. For those who administer the
/// area. Of two who saw the same version, the first counts.
pub async fn edit(
    ports: &Ports,
    by: &Viewer,
    notice: NoticeId,
    seen: i32,
    content: NoticeText,
    files: NoticeFiles<'_>,
    request: &Request,
) -> Outcome<Notice> {
    let made = once(ports, request, async {
        let now = ports.now();
        let notice = find(ports, by, "noticeId", notice).await?;
        notice.must_be_editable(by, seen, now)?;
        let content = content.check(notice.published, now)?;
        files.must_fit(notice.id)?;
        let mut tx = begin(ports, request, notice.id).await?;
        if tx.edit_notice(notice.id, seen, &content, by.member(), now).await? {
            files.attach(ports, &mut *tx, by, notice.id, (notice.area.id, &notice.area.path)).await?;
            ports.commit(tx, by.did(EDIT, notice.area.id, notice.id)).await?;
            return Ok(notice.id);
        }
        drop(tx);
        // Somebody was faster: what they did says why.
        find(ports, by, "noticeId", notice.id).await?.must_be_editable(by, seen, now)?;
        Err(Reason::NoticeChanged.at("version").into())
    })
    .await?;
    find(ports, by, "noticeId", made).await
}
