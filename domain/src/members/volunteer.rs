//! Registering as a volunteer.

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::members::REGISTER_VOLUNTEER;
use crate::ports::Ports;

/// Makes the viewer a volunteer of their home community. Idempotent.
pub async fn register(ports: &Ports, by: &Viewer) -> Outcome<()> {
    by.home()?;
    let now = ports.now();
    ports.sessions.forget_standing(by.member()).await?;
    let mut tx = ports.store.begin().await?;
    tx.register_volunteer(by.member(), now).await?;
    ports.commit(tx, by.did(REGISTER_VOLUNTEER, None, by.member())).await
}
