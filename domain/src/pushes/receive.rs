//! Keeping what the platform tells, and for how long.

use chrono::Duration;

use crate::Ports;
use crate::failure::Outcome;
use crate::media::check::tell;
use crate::pushes::event::{Event, What};

/// How long an event counts. A message that was agreed to a quarter of a year ago is not expected any more, a picture
/// that was checked then was shown or taken away; and the platform sends again within the minute.
pub const KEPT: Duration = Duration::days(90);

/// Keeps an event, once however often it comes, and does what follows from it. Says whether it is new.
pub async fn receive(ports: &Ports, event: &Event) -> Outcome<bool> {
    let new = ports.store.keep_push(event, ports.now()).await?;
    if let What::MediaChecked(told) = &event.what {
        // Also when it is not new: then it may have been kept, and not done.
        tell(ports, told).await?;
    }
    Ok(new)
}

/// Forgets what happened longer ago than [`KEPT`]. Says how much it was.
pub async fn forget(ports: &Ports) -> Outcome<u64> {
    ports.store.forget_pushes(ports.now() - KEPT).await
}
