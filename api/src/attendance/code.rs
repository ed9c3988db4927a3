//! The check-in code on a screen.

use async_graphql::SimpleObject;
use domain::attendance::code::{Code, qr_text};

use crate::graphql::scalars::DateTime;

/// The check-in code that a screen shows now. It changes every 30 seconds.
#[derive(SimpleObject)]
pub struct CheckInCode {
    /// Six digits, to be read out.
    digits: String,
    /// The content of the QR code. Check-ins accept it as it is.
    qr_text: String,
    /// When the next one replaces it. It is still accepted for 30 seconds after that.
    until: DateTime,
}

impl CheckInCode {
    /// The code of a place.
    pub fn of(place: impl std::fmt::Display, code: Code) -> Self {
        Self { qr_text: qr_text(place, &code), until: DateTime(code.until), digits: code.digits }
    }
}
