//! Keeping what the platform tells, and for how long.

use chrono::Duration;

use crate::Ports;
use crate::failure::Outcome;
use crate::pushes::event::Event;

/// How long an event counts. A message that was agreed to a quarter of a year ago is not expected any more, a picture
/// that was checked then was shown or taken away; and the platform sends again within the minute.
pub const KEPT: Duration = Duration::days(90);

/// Keeps an event, once however often it comes. Says whether it is new.
pub async fn receive(ports: &Ports, event: &Event) -> Outcome<bool> {
    ports.store.keep_push(event, ports.now()).await
}

/// Forgets what happened longer ago than [`KEPT`]. Says how much it was.
pub async fn forget(ports: &Ports) -> Outcome<u64> {
    ports.store.forget_pushes(ports.now() - KEPT).await
}
