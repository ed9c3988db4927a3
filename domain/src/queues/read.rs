//! Looking at how much waits.

use crate::access::{Scope, Viewer};
use crate::failure::Outcome;
use crate::ports::Ports;
use crate::queues::queue::Queue;

/// The queues of a community, in their order. For staff who administer it.
pub async fn queues(ports: &Ports, by: &Viewer, scope: &Scope) -> Outcome<Vec<Queue>> {
    by.must_administer(scope.path())?;
    ports.store.queues(by, scope, ports.now()).await
}
