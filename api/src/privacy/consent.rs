//! What clients see of their consent.

use crate::graphql::scalars::DateTime;
use async_graphql::Object;
use domain::privacy::consent;

/// Your consent to a version of the privacy text. Nobody else sees it.
pub struct Consent(pub consent::Consent);

/// Your consent to a version of the privacy text. Nobody else sees it.
#[Object]
impl Consent {
    /// To which version.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When you gave it.
    async fn given_at(&self) -> DateTime {
        DateTime(self.0.given)
    }

    /// Whether that version is the one in force. If not, ask for consent again: until then no personal data is taken.
    async fn current(&self) -> bool {
        self.0.current
    }
}
