//! Looking at wishes.

use crate::access::{Scope, Viewer};
use crate::failure::{Failure, Outcome};
use crate::ids::{ClaimId, ContactRevealId, WishId};
use crate::page::{Page, PageRequest};
use crate::ports::Ports;
use crate::wishes::contact::ContactReveal;
use crate::wishes::repo::WishFilter;
use crate::wishes::stage::Stage;
use crate::wishes::wish::{Claim, Wish};

/// The wish that `field` names, if the viewer may see it.
pub async fn find(ports: &Ports, by: &Viewer, field: &'static str, id: WishId) -> Outcome<Wish> {
    ports.store.wishes(by, &[id], ports.now()).await?.pop().ok_or(Failure::NotFound(field))
}

/// What the viewer claimed, the latest first; each with its wish, if they see it still: one who moved to another
/// community and holds it no longer does not.
pub async fn my_claims(
    ports: &Ports,
    me: &Viewer,
    page: &PageRequest<ClaimId>,
) -> Outcome<Page<(Claim, Option<Wish>)>> {
    let now = ports.now();
    let Page { items, has_previous, has_next } = ports.store.claims_by(me, page, now).await?;
    let ids: Vec<_> = items.iter().map(|(_, wish)| *wish).collect();
    let wishes = ports.store.wishes(me, &ids, now).await?;
    let found = items.into_iter().map(|(claim, id)| (claim, wishes.iter().find(|wish| wish.id == id).cloned()));
    Ok(Page { items: found.collect(), has_previous, has_next })
}

/// What waits for review in a community. For those who may review.
pub async fn review_queue(
    ports: &Ports,
    by: &Viewer,
    scope: &Scope,
    page: &PageRequest<WishId>,
) -> Outcome<Page<Wish>> {
    by.must_administer(scope.path())?;
    ports.store.review_queue(scope, page).await
}

/// The wishes of a community that stand so, the latest first. For those who may review.
pub async fn of_community(
    ports: &Ports,
    by: &Viewer,
    scope: &Scope,
    stage: Stage,
    page: &PageRequest<WishId>,
) -> Outcome<Page<Wish>> {
    by.must_administer(scope.path())?;
    ports.store.latest_wishes_at(scope, stage, page, ports.now()).await
}

/// To whom the viewer's contact was shown.
pub async fn my_reveals(
    ports: &Ports,
    me: &Viewer,
    page: &PageRequest<ContactRevealId>,
) -> Outcome<Page<ContactReveal>> {
    ports.store.reveals_of(me, page).await
}

/// The open wishes of a community as a screen shows them to many: to people of whatever grid.
pub async fn on_screen(ports: &Ports, scope: &Scope, first: i64) -> Outcome<Vec<Wish>> {
    let page = ports.store.feed(scope, None, &WishFilter::default(), &PageRequest::first(first)?).await?;
    Ok(page.items.into_iter().map(|(_, wish)| wish).collect())
}
