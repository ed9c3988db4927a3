//! The privacy text.

use async_graphql::{Context, Object, Result};
use domain::privacy::read;

use super::policy::PrivacyPolicy;
use crate::graphql::answer::answer;
use crate::graphql::context::ports;

/// Queries about personal data.
#[derive(Default)]
pub struct PrivacyQuery;

#[Object]
impl PrivacyQuery {
    /// The privacy text in force. For everybody, whether logged in or not.
    async fn privacy_policy(&self, ctx: &Context<'_>) -> Result<PrivacyPolicy> {
        answer(ctx, async { read::policy_in_force(ports(ctx)).await.map(PrivacyPolicy) }).await
    }
}
