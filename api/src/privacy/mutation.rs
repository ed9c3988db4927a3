//! The privacy text, and consent to it.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use domain::privacy::policy::PolicyText;
use domain::privacy::{erase, give, publish, withdraw};

use super::policy::PrivacyPolicy;
use crate::graphql::answer::settle;
use crate::graphql::context::{once, ports, viewer};
use crate::graphql::scalars::{DateTime, Uuid};
use crate::members::viewer::{ViewerResult, changed};
use crate::result;

/// A new privacy text.
#[derive(InputObject)]
pub struct PublishPrivacyPolicyInput {
    /// The version that it replaces: the one in force, which you have read.
    replaces: i32,
    /// What it says: 1 to 20,000 characters, line breaks allowed. Say who answers for the data and where to ask.
    text: String,
}

result! {
    /// The text in force, or why not.
    PrivacyPolicyResult(PrivacyPolicy)
}

/// Your consent.
#[derive(InputObject)]
pub struct GiveConsentInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The version of the privacy text that you have read: the one in force.
    version: i32,
}

/// The end of your consent.
#[derive(InputObject)]
pub struct WithdrawConsentInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
}

/// The end of your account.
#[derive(InputObject)]
pub struct EraseAccountInput {
    /// Made by the client before sending. If no answer came, try anything else: `UNAUTHENTICATED` means that it is
    /// done.
    request_id: Uuid,
}

/// An account that is no more.
#[derive(SimpleObject)]
pub struct AccountErased {
    /// Since when.
    at: DateTime,
    /// How many points you could still spend: they have expired.
    forfeited_points: i64,
}

result! {
    /// The end of the account, or why not.
    EraseAccountResult(AccountErased)
}

/// Mutations about personal data.
#[derive(Default)]
pub struct PrivacyMutation;

#[Object]
impl PrivacyMutation {
    /// Publishes the next version of the privacy text. From then on everybody is asked for consent again. Sending the
    /// same again changes nothing. For administrators of a city.
    async fn publish_privacy_policy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The text.")] input: PublishPrivacyPolicyInput,
    ) -> Result<PrivacyPolicyResult> {
        settle(ctx, async {
            let text = PolicyText::parse("text", &input.text)?;
            publish::publish(ports(ctx), viewer(ctx)?, input.replaces, text).await.map(PrivacyPolicy)
        })
        .await
    }

    /// Agrees to the privacy text in force. Needed before `joinCommunity`, `setRealName`, `bindPhone` and
    /// `askPartyMembership`. Doing it again changes nothing. For everybody who is logged in.
    async fn give_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The consent.")] input: GiveConsentInput,
    ) -> Result<ViewerResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            give::give(ports(ctx), by, input.version, &request).await?;
            changed(ctx, by).await
        })
        .await
    }

    /// Withdraws your consent: your real name, mobile number and building are deleted at once. What still stands is
    /// your community and grid, your roles and party membership, and all that you did (wishes, claims, sign-ups, hours,
    /// points, report-ins). For everybody who is logged in.
    async fn withdraw_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The request.")] input: WithdrawConsentInput,
    ) -> Result<ViewerResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            withdraw::withdraw(ports(ctx), by, &request).await?;
            changed(ctx, by).await
        })
        .await
    }

    /// Erases your account, for good. Everything under way is ended: wishes are withdrawn, claims and seats given back,
    /// goods on hold cancelled, the report-in, roles and teams left. Name, mobile number, address, WeChat openid and
    /// your own words are deleted; points expire; hours and counts stay, but as nobody's. All logins end, and logging
    /// in again makes a new account. Refused to the only administrator of a city. For everybody who is logged in.
    async fn erase_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The request.")] input: EraseAccountInput,
    ) -> Result<EraseAccountResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let erased = erase::erase(ports(ctx), by, &request).await?;
            Ok(AccountErased { at: DateTime(erased.at), forfeited_points: erased.forfeited.0 })
        })
        .await
    }
}
