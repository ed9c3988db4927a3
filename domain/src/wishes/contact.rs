//! The author's name and number, for the one who holds the claim: shown on request, and every showing is written down.

use chrono::{DateTime, Utc};

use crate::ids::ContactRevealId;
use crate::members::member::Person;
use crate::text::{Phone, RealName};

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
    /// The claimer.
    pub to: Person,
    /// On account of which wish: its title.
    pub wish_title: String,
    /// When.
    pub at: DateTime<Utc>,
}
