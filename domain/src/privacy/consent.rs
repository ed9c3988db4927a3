//! A member's consent to the privacy text.

use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::ports::Ports;

/// A consent that lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consent {
    /// To which version of the text.
    pub version: i32,
    /// When it was given.
    pub given: DateTime<Utc>,
    /// Whether that version is the one in force. If not, nothing more is collected until the member agrees to that one.
    pub current: bool,
}

/// Before personal data is collected: *refused* without a live consent to the text in force. What writes the data holds
/// against it again, in the same statement.
pub async fn must_consent(ports: &Ports, by: &Viewer) -> Outcome<()> {
    match ports.store.consent(by).await? {
        Some(consent) if consent.current => Ok(()),
        _ => Err(Reason::ConsentMissing.into()),
    }
}
