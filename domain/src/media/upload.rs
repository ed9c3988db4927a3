//! Uploading a photo.

use chrono::Duration;

use crate::access::Viewer;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::PhotoId;
use crate::jobs::job::{NewJob, Work};
use crate::media::UPLOAD;
use crate::media::address::Size;
use crate::media::photo::{Photo, UNUSED_AT_MOST};
use crate::media::repo::NewPhoto;
use crate::once::{begin, once};
use crate::ports::{Files, Ports};
use crate::request::Request;

/// After this long, files without a photo go: no upload takes as long.
pub(super) const WRITTEN_WITHIN: Duration = Duration::hours(1);

/// A picture as it is kept: upright, and nothing but its pixels.
#[derive(Debug)]
pub struct Picture {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// The photo, as JPEG.
    pub full: Vec<u8>,
    /// A small one of it, as JPEG.
    pub thumbnail: Vec<u8>,
}

/// The file of a photo in this size.
pub fn file(photo: PhotoId, size: Size) -> String {
    match size {
        Size::Full | Size::Check | Size::Document | Size::Spreadsheet | Size::Certificate => {
            format!("photos/{photo}/full.jpg")
        }
        Size::Thumbnail => format!("photos/{photo}/thumbnail.jpg"),
    }
}

/// Where files are kept. *Refused* if the operator gave no place.
pub fn files(ports: &Ports) -> Outcome<&dyn Files> {
    ports.files.as_deref().ok_or_else(|| Reason::UploadsOff.into())
}

/// Whether the viewer may upload at all: a member of a community, or one of the staff of some area. Asked before a file
/// is read.
pub fn may_upload(ports: &Ports, by: &Viewer) -> Outcome<()> {
    files(ports)?;
    by.home().map(|_| ()).or_else(|no| by.must_administer_anything().map_err(|_| no))
}

/// The photo that the same request made before, if it did.
pub async fn made_before(ports: &Ports, request: &Request) -> Outcome<Option<Photo>> {
    let Some(earlier) = ports.store.earlier(request).await? else { return Ok(None) };
    found(ports, PhotoId::from_uuid(earlier.answer()?)).await.map(Some)
}

/// Keeps a photo: first its files, then that they are there. Should that not come about, a job that was written before
/// takes the files away again.
pub async fn upload(ports: &Ports, by: &Viewer, picture: Picture, request: &Request) -> Outcome<Photo> {
    let made = once(ports, request, async {
        let files = files(ports)?;
        let now = ports.now();
        let side = |side: u32| i32::try_from(side).map_err(|fault| Failure::Broken(fault.into()));
        let (width, height) = (side(picture.width)?, side(picture.height)?);
        let bytes = i64::try_from(picture.full.len()).map_err(|fault| Failure::Broken(fault.into()))?;
        let new = NewPhoto { id: ports.id(now), uploader: by.member(), width, height, bytes, uploaded: now };
        let job = ports.job(Work::DropFiles { photo: new.id });
        let mut tx = ports.store.begin().await?;
        tx.add_jobs(&[NewJob { due: now + WRITTEN_WITHIN, ..job }]).await?;
        ports.commit_all(tx, []).await?;
        files.put(&file(new.id, Size::Full), picture.full).await?;
        files.put(&file(new.id, Size::Thumbnail), picture.thumbnail).await?;
        let mut tx = begin(ports, request, new.id).await?;
        tx.hold_member(by.member()).await?;
        if !tx.add_photo(&new, UNUSED_AT_MOST).await? {
            return Err(Reason::TooManyUnusedPhotos.at("file").into());
        }
        ports.commit(tx, by.did(UPLOAD, None, new.id)).await?;
        Ok(new.id)
    })
    .await?;
    found(ports, made).await
}

async fn found(ports: &Ports, photo: PhotoId) -> Outcome<Photo> {
    ports.store.photos(&[photo]).await?.pop().ok_or(Failure::NotFound("requestId"))
}
