//! Checking an act against the consent to the privacy text.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::ports::Ports;

/// Before personal data is collected: *refused* without a live consent to the text in force. What writes the data
/// checks it again, in the same statement.
pub async fn must_consent(ports: &Ports, by: &Viewer) -> Outcome<()> {
    match ports.store.consent(by).await? {
        Some(consent) if consent.current => Ok(()),
        _ => Err(Reason::ConsentMissing.into()),
    }
}
