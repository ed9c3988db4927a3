//! What becomes of photos, attachments and files that nothing needs.

use crate::audit::entry::Deed;
use crate::failure::Outcome;
use crate::ids::{AttachmentId, PhotoId};
use crate::jobs::job::Work;
use crate::media::DROP_UNUSED;
use crate::media::address::Size;
use crate::media::photo::UNUSED_LIVES;
use crate::media::upload::{file, files};
use crate::ports::Ports;
use crate::store::Tx;

/// So many of each go in one transaction.
const AT_ONCE: i64 = 500;

/// Deletes the photos and attachments that nothing has used within a day, and says how many. Their files follow.
pub async fn drop_unused(ports: &Ports) -> Outcome<u64> {
    let mut dropped = 0;
    loop {
        let mut tx = ports.store.begin().await?;
        let then = ports.now() - UNUSED_LIVES;
        let photos = tx.drop_unused_photos(then, AT_ONCE).await?;
        let attachments = tx.drop_unused_attachments(then, AT_ONCE).await?;
        if photos.is_empty() && attachments.is_empty() {
            return Ok(dropped);
        }
        drop_files_later(ports, &mut *tx, &photos).await?;
        drop_attachment_files_later(ports, &mut *tx, &attachments).await?;
        ports.commit(tx, Deed::of_the_program(DROP_UNUSED)).await?;
        dropped += (photos.len() + attachments.len()) as u64;
    }
}

/// Has the files of photos deleted that are deleted in this transaction.
pub async fn drop_files_later(ports: &Ports, tx: &mut dyn Tx, photos: &[PhotoId]) -> Outcome<()> {
    let jobs: Vec<_> = photos.iter().map(|photo| ports.job(Work::DropFiles { photo: *photo })).collect();
    if jobs.is_empty() { Ok(()) } else { tx.add_jobs(&jobs).await }
}

/// Deletes the files of a photo, unless it is there. Idempotent.
pub async fn drop_files(ports: &Ports, photo: PhotoId) -> Outcome<()> {
    if !ports.store.photos(&[photo]).await?.is_empty() {
        return Ok(());
    }
    let files = files(ports)?;
    for size in [Size::Full, Size::Thumbnail] {
        files.delete(&file(photo, size)).await?;
    }
    Ok(())
}

/// Has the files of attachments deleted that are deleted in this transaction.
pub async fn drop_attachment_files_later(ports: &Ports, tx: &mut dyn Tx, some: &[AttachmentId]) -> Outcome<()> {
    let jobs: Vec<_> = some.iter().map(|it| ports.job(Work::DropAttachment { attachment: *it })).collect();
    if jobs.is_empty() { Ok(()) } else { tx.add_jobs(&jobs).await }
}

/// Deletes the file of an attachment, unless it is there. Idempotent.
pub async fn drop_attachment_file(ports: &Ports, attachment: AttachmentId) -> Outcome<()> {
    if !ports.store.attachments(&[attachment]).await?.is_empty() {
        return Ok(());
    }
    files(ports)?.delete(&attachment_file(attachment)).await
}

/// The file of an attachment.
pub fn attachment_file(attachment: AttachmentId) -> String {
    format!("attachments/{attachment}")
}
