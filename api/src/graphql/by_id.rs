//! What each type with an id says in its own file: how it is found.

use domain::Ports;
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{Id, Kind};

/// What is found by its id: each type says how, in its own file.
pub trait ById: Sized {
    /// The kind of its ids.
    type Kind: Kind;

    /// The object of this id, if the viewer may see it.
    fn by_id(ports: &Ports, by: &Viewer, id: Id<Self::Kind>) -> impl Future<Output = Outcome<Option<Self>>> + Send;
}
