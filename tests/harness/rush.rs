//! Batches as the service makes them in a rush, here of a known make-up.

use domain::access::Viewer;
use domain::failure::{Failure, Outcome};
use domain::ids::MemberId;
use domain::request::Request;
use domain::together::Asking;

use super::world::{Person, World};

/// What somebody asks for under this request id.
pub(crate) async fn asking<W>(world: &World, who: &Person, request: u128, wants: W) -> Asking<W> {
    let member = MemberId::parse("id", &who.id).expect("an id");
    let standing = world.ports.store.standing(member).await.expect("an answer").expect("a member");
    let by = Viewer { standing, session: world.ports.id(world.ports.now()), asked_in: None };
    Asking { by, request: Request { member, id: uuid::Uuid::from_u128(request), input: [0; 32] }, wants }
}

/// The same id with another input.
pub(crate) fn reused<W>(asking: Asking<W>) -> Asking<W> {
    Asking { request: Request { input: [1; 32], ..asking.request }, ..asking }
}

/// What an answer says: the reason of a refusal.
pub(crate) fn told<T>(answer: &Outcome<T>) -> String {
    match answer {
        Ok(_) => "ok".into(),
        Err(Failure::Refused(refusal)) => format!("{:?}", refusal.reason),
        Err(other) => other.to_string(),
    }
}
