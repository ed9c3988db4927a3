//! What clients see of other people.

use crate::graphql::by_id::ById;
use crate::listed;
use async_graphql::{ID, Object};
use domain::Ports;
use domain::access;
use domain::failure::Outcome;
use domain::ids::{self, Id};
use domain::members::member;

/// A member as others see them.
pub struct Person(pub member::Person);

listed!(Person);

impl ById for Person {
    type Kind = ids::MemberKind;

    async fn by_id(ports: &Ports, by: &access::Viewer, id: Id<ids::MemberKind>) -> Outcome<Option<Self>> {
        Ok(ports.store.people(by, &[id]).await?.pop().map(Self))
    }
}

/// A member as others see them.
#[Object]
impl Person {
    /// The id of this person.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The masked name, such as 王**; empty until a real name was given.
    async fn shown_name(&self) -> &str {
        &self.0.shown_name
    }
}
