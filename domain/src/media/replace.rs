//! Putting another photo in the place of one that others will not see.

use crate::access::Viewer;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::PhotoId;
use crate::media::REPLACE;
use crate::media::attach::{check_later, state, why_not};
use crate::media::clean::drop_files_later;
use crate::media::photo::{Photo, PhotoState};
use crate::media::read::find;
use crate::media::repo::NewUse;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;

/// Puts an unused photo of the viewer in the place of another of theirs, which did not pass the check or was removed by
/// staff. The other one goes.
pub async fn replace(ports: &Ports, by: &Viewer, old: PhotoId, new: PhotoId, request: &Request) -> Outcome<Photo> {
    let made = once(ports, request, async {
        let missing = || Failure::NotFound("photoId");
        let photo = find(ports, by, old).await?.ok_or_else(missing)?;
        if photo.uploader != by.member() {
            return Err(missing());
        }
        let used = photo.used.filter(|used| matches!(used.state, PhotoState::Failed | PhotoState::Removed));
        let used = used.ok_or(Reason::PhotoNotReplaceable.at("photoId"))?;
        let mut tx = begin(ports, request, new).await?;
        let Some((shown_by, area, place)) = tx.take_photo_out(by.member(), old).await? else {
            return Err(Reason::PhotoNotReplaceable.at("photoId").into());
        };
        let use_of_it = NewUse { by: shown_by, area, state: state(by, &used.area), at: ports.now() };
        if !tx.show_photo_at(by.member(), new, place, &use_of_it).await? {
            return Err(why_not(ports, by, &[new], "newPhotoId").await);
        }
        check_later(ports, &mut *tx, use_of_it.state, &[new]).await?;
        drop_files_later(ports, &mut *tx, &[old]).await?;
        ports.commit(tx, by.did(REPLACE, area, new)).await?;
        Ok(new)
    })
    .await?;
    find(ports, by, made).await?.ok_or(Failure::NotFound("requestId"))
}
