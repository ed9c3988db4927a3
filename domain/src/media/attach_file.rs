//! Uploading an attachment, and giving it to a notice.

use crate::access::Viewer;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::{AttachmentId, NoticeId};
use crate::jobs::job::{NewJob, Work};
use crate::media::UPLOAD_ATTACHMENT;
use crate::media::attachment::{Attachment, AttachmentKind, FileName, NewAttachment};
use crate::media::clean::{attachment_file, drop_attachment_files_later};
use crate::media::photo::UNUSED_AT_MOST;
use crate::media::upload::{WRITTEN_WITHIN, files};
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::store::Tx;

/// Whether the viewer may upload attachments: for staff who administer an area. Asked before a file is read.
pub fn may_attach(ports: &Ports, by: &Viewer) -> Outcome<()> {
    by.must_administer_anything()?;
    files(ports).map(|_| ())
}

/// The attachment that the same request made before, if it did.
pub async fn attached_before(ports: &Ports, request: &Request) -> Outcome<Option<Attachment>> {
    let Some(earlier) = ports.store.earlier(request).await? else { return Ok(None) };
    found(ports, AttachmentId::from_uuid(earlier.answer()?)).await.map(Some)
}

/// Keeps an attachment, as [`super::upload::upload`] keeps a photo.
pub async fn upload_attachment(
    ports: &Ports,
    by: &Viewer,
    kind: AttachmentKind,
    name: FileName,
    file: Vec<u8>,
    request: &Request,
) -> Outcome<Attachment> {
    let made = once(ports, request, async {
        let files = files(ports)?;
        let now = ports.now();
        let bytes = i64::try_from(file.len()).map_err(|fault| Failure::Broken(fault.into()))?;
        let new = NewAttachment { id: ports.id(now), uploader: by.member(), kind, name, bytes, uploaded: now };
        let job = ports.job(Work::DropAttachment { attachment: new.id });
        let mut tx = ports.store.begin().await?;
        tx.add_jobs(&[NewJob { due: now + WRITTEN_WITHIN, ..job }]).await?;
        ports.commit_all(tx, []).await?;
        files.put(&attachment_file(new.id), file).await?;
        let mut tx = begin(ports, request, new.id).await?;
        tx.hold_member(by.member()).await?;
        if !tx.add_attachment(&new, UNUSED_AT_MOST).await? {
            return Err(Reason::TooManyUnusedAttachments.at("file").into());
        }
        ports.commit(tx, by.did(UPLOAD_ATTACHMENT, None, new.id)).await?;
        Ok(new.id)
    })
    .await?;
    found(ports, made).await
}

async fn found(ports: &Ports, attachment: AttachmentId) -> Outcome<Attachment> {
    ports.store.attachments(&[attachment]).await?.pop().ok_or(Failure::NotFound("requestId"))
}

/// Gives these attachments to a notice, in the place of those that it has: unused ones of the viewer, and its own.
pub async fn give_attachments(
    ports: &Ports,
    tx: &mut dyn Tx,
    by: &Viewer,
    attachments: &[AttachmentId],
    notice: NoticeId,
) -> Outcome<()> {
    let dropped = tx.drop_other_attachments(notice, attachments).await?;
    drop_attachment_files_later(ports, tx, &dropped).await?;
    if attachments.is_empty() || tx.give_attachments(by.member(), attachments, notice).await? {
        return Ok(());
    }
    let found = ports.store.attachments(attachments).await?;
    if found.len() == attachments.len() && found.iter().all(|it| it.uploader == by.member()) {
        return Err(Reason::AttachmentInUse.at("attachmentIds").into());
    }
    Err(Failure::NotFound("attachmentIds"))
}

/// The attachment of this id, if the viewer sees it: one of a notice whose text they read, or their own unused one.
pub async fn find_attachment(ports: &Ports, by: &Viewer, id: AttachmentId) -> Outcome<Option<Attachment>> {
    let Some(attachment) = ports.store.attachments(&[id]).await?.pop() else { return Ok(None) };
    let seen = match attachment.notice {
        None => attachment.uploader == by.member(),
        Some(notice) => {
            let notices = ports.store.notices(by, &[notice], ports.now()).await?;
            notices.iter().any(|notice| notice.text_for(by).is_some())
        }
    };
    Ok(seen.then_some(attachment))
}
