//! Posting a wish.

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::ids::PhotoId;
use crate::media::attach::attach;
use crate::media::photo::{ShownBy, must_fit};
use crate::moderation::check::check;
use crate::moderation::verdict::Scene;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::privacy::must_consent::must_consent;
use crate::request::Request;
use crate::wishes::POST;
use crate::wishes::read::find;
use crate::wishes::repo::NewWish;
use crate::wishes::wish::{Wish, WishText};

/// Posts a wish to the home community, after consent: a need is personal, too. Nobody but the author and staff sees it
/// until staff approve it; they are told what the check of its text found.
///
/// The photos are of the thing that it is about, and are checked likewise, each by itself.
pub async fn post(
    ports: &Ports,
    by: &Viewer,
    content: WishText,
    photos: &[PhotoId],
    request: &Request,
) -> Outcome<Wish> {
    let made = once(ports, request, async {
        let home = by.home()?;
        must_consent(ports, by).await?;
        content.check(ports.today())?;
        let now = ports.now();
        let (id, community) = (ports.id(now), home.community);
        must_fit(photos, ShownBy::Wish(id))?;
        let written = [("title", content.title.as_str()), ("text", content.text.as_str())];
        let check = check(ports, by, Scene::Forum, &written).await?;
        let (grid, author) = (home.grid, by.member());
        let new = NewWish { id, community, grid, author, content, check, posted: now };
        let mut tx = begin(ports, request, new.id).await?;
        tx.add_wish(&new).await?;
        attach(ports, &mut *tx, by, photos, ShownBy::Wish(id), (community, &home.path)).await?;
        ports.commit(tx, by.did(POST, community, new.id)).await?;
        Ok(new.id)
    })
    .await?;
    find(ports, by, "requestId", made).await
}
