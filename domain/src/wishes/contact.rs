//! The author's name and number, for the one who holds the claim: shown on request, and every showing is written down.

use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::audit::act::Act;
use crate::failure::Outcome;
use crate::ids::{ContactRevealId, WishId};
use crate::members::member::Person;
use crate::page::{Page, PageRequest};
use crate::ports::Ports;
use crate::text::{Phone, RealName};
use crate::wishes::post::find;

/// How to reach the author of a wish.
#[derive(Debug, Clone)]
pub struct Contact {
    /// The name, if the author gave one.
    pub real_name: Option<RealName>,
    /// The number, if the author gave one.
    pub phone: Option<Phone>,
}

/// One showing of a member's contact.
#[derive(Debug, Clone)]
pub struct ContactReveal {
    /// Its id.
    pub id: ContactRevealId,
    /// To whom.
    pub to: Person,
    /// On account of which wish: its title.
    pub wish_title: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Shows the author's contact to the viewer who holds the claim, while it holds. Written down before it is shown.
pub async fn reveal(ports: &Ports, by: &Viewer, wish: WishId) -> Outcome<Contact> {
    let wish = find(ports, by, "wishId", wish).await?;
    wish.must_be_held_by(by)?;
    let now = ports.now();
    let mut tx = ports.store.begin().await?;
    tx.log_reveal(ports.id(now), &wish, by.member(), now).await?;
    ports.commit(tx, by.did(Act::RevealContact, wish.community.id, wish.id)).await?;
    ports.store.contact(&wish).await
}

/// Who was shown the viewer's contact.
pub async fn shown_to(ports: &Ports, me: &Viewer, page: &PageRequest<ContactRevealId>) -> Outcome<Page<ContactReveal>> {
    ports.store.reveals_of(me, page).await
}
