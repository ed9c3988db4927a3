//! What clients see of contacts, and of the people who saw them.

use crate::graphql::scalars::DateTime;
use crate::listed;
use crate::members::person::Person;
use async_graphql::{ID, SimpleObject};
use domain::wishes::contact;

/// How to reach the author of a wish. Only for the one who holds the claim; each showing is recorded.
#[derive(SimpleObject)]
pub struct Contact {
    /// The author's name in full; null if none was given.
    real_name: Option<String>,
    /// The author's mobile number; null if none was given, or another member proved it since.
    phone: Option<String>,
}

impl From<contact::Contact> for Contact {
    fn from(contact: contact::Contact) -> Self {
        Self {
            real_name: contact.real_name.map(|name| name.in_full().to_owned()),
            phone: contact.phone.map(|phone| phone.in_full().to_owned()),
        }
    }
}

/// One showing of your personal data to somebody else.
#[derive(SimpleObject)]
pub struct DataAccess {
    /// The id of this showing.
    id: ID,
    /// To whom your name and mobile number were shown.
    shown_to: Person,
    /// On account of which of your wishes: its title.
    wish_title: String,
    /// When.
    at: DateTime,
}

listed!(DataAccess);

impl From<contact::ContactReveal> for DataAccess {
    fn from(reveal: contact::ContactReveal) -> Self {
        Self {
            id: reveal.id.to_string().into(),
            shown_to: Person(reveal.to),
            wish_title: reveal.wish_title,
            at: DateTime(reveal.at),
        }
    }
}
