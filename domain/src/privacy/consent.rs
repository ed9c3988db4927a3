//! A member's consent to the privacy text.

use chrono::{DateTime, Utc};

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
