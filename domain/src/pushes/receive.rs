//! Keeping what the platform tells.

use crate::Ports;
use crate::failure::Outcome;
use crate::pushes::event::Event;

/// Keeps an event, once however often it comes. Says whether it is new.
pub async fn receive(ports: &Ports, event: &Event) -> Outcome<bool> {
    ports.store.keep_push(event, ports.now()).await
}
