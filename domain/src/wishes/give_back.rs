//! Giving a claim back: the wish is open again.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::ids::WishId;
use crate::inbox::news::News;
use crate::moderation::case::{NewCase, Target};
use crate::moderation::check::check_of_member;
use crate::moderation::hold::hold;
use crate::moderation::verdict::Scene;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::text::Line;
use crate::wishes::GIVE_BACK;
use crate::wishes::read::find;
use crate::wishes::wish::Wish;

/// Gives the viewer's claim back, and says why. The wish keeps its place on the feed; the release is counted.
pub async fn give_back(
    ports: &Ports,
    by: &Viewer,
    wish: WishId,
    reason: &Line<200>,
    request: &Request,
) -> Outcome<Wish> {
    let wish = once(ports, request, async {
        let wish = find(ports, by, "wishId", wish).await?;
        let claim = wish.must_be_held_by(by)?;
        let (community, written) = (&wish.community, [("reason", reason.as_str())]);
        let check = check_of_member(ports, by, &community.path, Scene::Comment, &written).await?;
        let (now, target) = (ports.now(), Target::GiveBack(claim.id));
        let case = NewCase { id: ports.id(now), community: community.id, target, author: by.member(), check, at: now };
        let mut tx = begin(ports, request, wish.id).await?;
        if !tx.give_back_wish(wish.id, claim.id, reason.as_str(), case.text_state(), now).await? {
            drop(tx);
            // Something else came first, and says why.
            find(ports, by, "wishId", wish.id).await?.must_be_held_by(by)?;
            return Err(Reason::ClaimNotHeld.at("wishId").into());
        }
        hold(&mut *tx, &case).await?;
        tx.tell(&[ports.told(wish.author.id, News::WishGivenBack).about(wish.id)]).await?;
        ports.commit(tx, by.did(GIVE_BACK, wish.community.id, wish.id)).await?;
        Ok(wish.id)
    })
    .await?;
    find(ports, by, "wishId", wish).await
}
