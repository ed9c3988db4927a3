//! Showing the contact of an author.

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::ids::WishId;
use crate::ports::Ports;
use crate::wishes::REVEAL_CONTACT;
use crate::wishes::contact::Contact;
use crate::wishes::read::find;

/// Shows the author's contact to the viewer who holds the claim, while it holds. Written down before it is shown.
pub async fn reveal(ports: &Ports, by: &Viewer, wish: WishId) -> Outcome<Contact> {
    let wish = find(ports, by, "wishId", wish).await?;
    wish.must_be_held_by(by)?;
    let now = ports.now();
    let mut tx = ports.store.begin().await?;
    tx.log_reveal(ports.id(now), &wish, by.member(), now).await?;
    ports.commit(tx, by.did(REVEAL_CONTACT, wish.community.id, wish.id)).await?;
    ports.store.contact(&wish).await
}
