//! What clients see of the privacy text.

use crate::graphql::connection::long;
use crate::graphql::scalars::DateTime;
use async_graphql::Object;
use domain::privacy::policy;

/// A version of the text that says which personal data is kept, and what for.
pub struct PrivacyPolicy(pub policy::PrivacyPolicy);

/// A version of the text that says which personal data is kept, and what for.
#[Object]
impl PrivacyPolicy {
    /// 1, 2, 3 … `giveConsent` names it.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// What it says, in Chinese, with line breaks: up to 20,000 characters.
    // Ten times its length: people who are not logged in can ask for it, too, and nobody needs it more than once.
    #[graphql(complexity = "10 * long(20_000)")]
    async fn text(&self) -> &str {
        self.0.text.as_str()
    }

    /// Since when it is in force.
    async fn published_at(&self) -> DateTime {
        DateTime(self.0.published)
    }
}
