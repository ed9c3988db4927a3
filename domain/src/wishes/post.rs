//! Posting a wish.

use crate::access::Viewer;
use crate::audit::act::Act;
use crate::failure::{Failure, Outcome};
use crate::members::member::Person;
use crate::moderation::check::check;
use crate::moderation::text_state::TextState;
use crate::moderation::verdict::Scene;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::privacy::must_consent::must_consent;
use crate::request::Request;
use crate::wishes::read::find;
use crate::wishes::wish::{Wish, WishState, WishText};

/// Posts a wish to the home community, after consent: a need is personal, too. Nobody but the author and staff sees it until staff approve it; they are told what
/// the check of its text found.
pub async fn post(ports: &Ports, by: &Viewer, content: WishText, request: &Request) -> Outcome<Wish> {
    let made = once(ports, request, async {
        by.home()?;
        must_consent(ports, by).await?;
        content.check(ports.today())?;
        let written = [("title", content.title.as_str()), ("text", content.text.as_str())];
        let check = check(ports, by, Scene::Forum, &written).await?;
        let now = ports.now();
        let me = ports.store.profile(by).await?;
        let community = me.home.ok_or(Failure::Forbidden)?;
        let wish = Wish {
            id: ports.id(now),
            community,
            grid: me.grid,
            author: Person { id: me.id, shown_name: me.real_name.map(|name| name.masked()).unwrap_or_default() },
            content,
            check,
            text_state: TextState::Shown,
            posted: now,
            state: WishState::PendingReview,
            releases: 0,
        };
        let mut tx = begin(ports, request, wish.id).await?;
        tx.add_wish(&wish).await?;
        ports.commit(tx, by.did(Act::PostWish, wish.community.id, wish.id)).await?;
        Ok(wish.id)
    })
    .await?;
    find(ports, by, "requestId", made).await
}
