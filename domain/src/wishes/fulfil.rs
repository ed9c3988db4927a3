//! The claimer says that a wish is fulfilled.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::ids::{PhotoId, WishId};
use crate::inbox::news::News;
use crate::media::attach::attach;
use crate::media::photo::{ShownBy, must_fit};
use crate::moderation::case::{NewCase, Target};
use crate::moderation::check::check_of_member;
use crate::moderation::hold::hold;
use crate::moderation::verdict::Scene;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::text::Paragraphs;
use crate::wishes::FULFIL;
use crate::wishes::read::find;
use crate::wishes::wish::Wish;

/// Reports the wish that the viewer holds as fulfilled, in their words and with photos of the work. Its author is to confirm it.
pub async fn fulfil(
    ports: &Ports,
    by: &Viewer,
    wish: WishId,
    text: &Paragraphs<500>,
    photos: &[PhotoId],
    request: &Request,
) -> Outcome<Wish> {
    let wish = once(ports, request, async {
        let wish = find(ports, by, "wishId", wish).await?;
        let claim = wish.must_be_held_by(by)?;
        must_fit(photos, ShownBy::Fulfilment(claim.id))?;
        let (community, written) = (&wish.community, [("text", text.as_str())]);
        let check = check_of_member(ports, by, &community.path, Scene::Comment, &written).await?;
        let (now, target) = (ports.now(), Target::Fulfilment(claim.id));
        let case = NewCase { id: ports.id(now), community: community.id, target, author: by.member(), check, at: now };
        let mut tx = begin(ports, request, wish.id).await?;
        if !tx.fulfil_wish(wish.id, claim.id, text.as_str(), case.text_state(), now).await? {
            drop(tx);
            // Something else came first, and says why.
            find(ports, by, "wishId", wish.id).await?.must_be_held_by(by)?;
            return Err(Reason::ClaimNotHeld.at("wishId").into());
        }
        hold(&mut *tx, &case).await?;
        let area = (community.id, &community.path);
        attach(ports, &mut *tx, by, photos, ShownBy::Fulfilment(claim.id), area).await?;
        tx.tell(&[ports.told(wish.author.id, News::WishFulfilled).about(wish.id)]).await?;
        ports.commit(tx, by.did(FULFIL, wish.community.id, wish.id)).await?;
        Ok(wish.id)
    })
    .await?;
    find(ports, by, "wishId", wish).await
}
