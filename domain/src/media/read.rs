//! Looking at photos.

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::ids::PhotoId;
use crate::media::photo::{Photo, ShownBy};
use crate::ports::Ports;
use crate::wishes::wish::WishState;

/// The photo of this id, if the viewer sees it: their own, or one of a thing that they see.
pub async fn find(ports: &Ports, by: &Viewer, id: PhotoId) -> Outcome<Option<Photo>> {
    let photo = ports.store.photos(&[id]).await?.pop().filter(|photo| photo.seen_by(by));
    let Some(photo) = photo else { return Ok(None) };
    let seen = match &photo.used {
        _ if photo.uploader == by.member() => true,
        None => false,
        Some(used) => shows(ports, by, used.by).await?,
    };
    Ok(seen.then_some(photo))
}

/// Whether a thing shows its photos to the viewer.
async fn shows(ports: &Ports, by: &Viewer, thing: ShownBy) -> Outcome<bool> {
    let now = ports.now();
    Ok(match thing {
        ShownBy::Wish(id) => ports.store.wishes(by, &[id], now).await?.iter().any(|wish| wish.shows_photos_to(by)),
        ShownBy::Fulfilment(id) => {
            let Some(wish) = ports.store.wish_of(id).await? else { return Ok(false) };
            let seen = ports.store.wishes(by, &[wish], now).await?;
            seen.iter().any(|wish| match &wish.state {
                WishState::Taken { claim, .. } => claim.id == id && claim.shows_photos(),
                _ => false,
            })
        }
        ShownBy::Goods(id) => !ports.store.goods(by, &[id]).await?.is_empty(),
        ShownBy::Activity(id) => {
            ports.store.activities(by, &[id]).await?.iter().any(|activity| activity.shows_photos_to(by))
        }
        ShownBy::Notice(id) => {
            let notices = ports.store.notices(by, &[id], now).await?;
            notices.iter().any(|notice| notice.text_for(by).is_some())
        }
    })
}
