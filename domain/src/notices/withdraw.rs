//! Taking a notice back.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::ids::NoticeId;
use crate::notices::WITHDRAW;
use crate::notices::notice::Notice;
use crate::notices::read::find;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::text::Line;

/// Withdraws a notice: its title and the reason stay where it hung, its text is shown no more. For those who administer
/// the area. Of several who withdraw at once, the first counts.
pub async fn withdraw(
    ports: &Ports,
    by: &Viewer,
    notice: NoticeId,
    reason: Line<200>,
    request: &Request,
) -> Outcome<Notice> {
    let made = once(ports, request, async {
        let notice = find(ports, by, "noticeId", notice).await?;
        notice.must_be_withdrawable(by)?;
        let mut tx = begin(ports, request, notice.id).await?;
        if !tx.withdraw_notice(notice.id, by.member(), reason.as_str(), ports.now()).await? {
            return Err(Reason::NoticeWithdrawn.at("noticeId").into());
        }
        ports.commit(tx, by.did(WITHDRAW, notice.area.id, notice.id)).await?;
        Ok(notice.id)
    })
    .await?;
    find(ports, by, "noticeId", made).await
}
