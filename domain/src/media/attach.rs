//! Letting a thing show photos.

use crate::access::Viewer;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::{AreaId, PhotoId};
use crate::jobs::job::Work;
use crate::media::clean::drop_files_later;
use crate::media::photo::{PhotoState, ShownBy};
use crate::media::repo::NewUse;
use crate::places::path::Path;
use crate::ports::Ports;
use crate::store::Tx;

/// Lets a thing of this area, which is made in the same transaction, show unused photos of the viewer. Those of members
/// are checked before others see them; what staff who administer the area put there is theirs to answer for.
pub async fn attach(
    ports: &Ports,
    tx: &mut dyn Tx,
    by: &Viewer,
    photos: &[PhotoId],
    shown_by: ShownBy,
    (area, path): (AreaId, &Path),
) -> Outcome<()> {
    if photos.is_empty() {
        return Ok(());
    }
    let new = NewUse { by: shown_by, area, state: state(by, path), at: ports.now() };
    if !tx.show_photos(by.member(), photos, &new).await? {
        return Err(why_not(ports, by, photos, "photoIds").await);
    }
    check_later(ports, tx, new.state, photos).await
}

/// As [`attach`], of a thing of staff that may show others already: those that are not named go.
pub async fn attach_instead(
    ports: &Ports,
    tx: &mut dyn Tx,
    by: &Viewer,
    photos: &[PhotoId],
    shown_by: ShownBy,
    area: (AreaId, &Path),
) -> Outcome<()> {
    let dropped = tx.drop_other_photos(shown_by, photos).await?;
    drop_files_later(ports, tx, &dropped).await?;
    attach(ports, tx, by, photos, shown_by, area).await
}

/// Where a photo stands when something begins to show it.
pub(super) fn state(by: &Viewer, area: &Path) -> PhotoState {
    if by.administers(area) { PhotoState::Official } else { PhotoState::Checking }
}

/// Has the platform asked about photos, if they are to be checked.
pub(super) async fn check_later(ports: &Ports, tx: &mut dyn Tx, state: PhotoState, photos: &[PhotoId]) -> Outcome<()> {
    if state != PhotoState::Checking {
        return Ok(());
    }
    let jobs: Vec<_> = photos.iter().map(|photo| ports.job(Work::CheckPhoto { photo: *photo })).collect();
    tx.add_jobs(&jobs).await
}

/// Why photos could not be shown: one of them is shown already; or there is none, or it is somebody else's, which looks
/// the same.
pub(super) async fn why_not(ports: &Ports, by: &Viewer, photos: &[PhotoId], field: &'static str) -> Failure {
    match ports.store.photos(photos).await {
        Err(failure) => failure,
        Ok(found) if found.len() == photos.len() && found.iter().all(|photo| photo.uploader == by.member()) => {
            Reason::PhotoInUse.at(field).into()
        }
        Ok(_) => Failure::NotFound(field),
    }
}
