//! The second factor of administrators.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::attendance::code::Digits;
use domain::ids::MemberId;
use domain::members::prove;

use super::viewer::{ViewerResult, changed};
use crate::graphql::answer::settle;
use crate::graphql::context::{ports, viewer};
use crate::graphql::scalars::DateTime;
use crate::result;

/// What an authenticator app makes codes from. Only for yourself, and shown once: take it over at once.
#[derive(SimpleObject)]
pub struct SecondFactorSecret {
    /// As a QR code: `otpauth://totp/Linli:member_…?secret=…`. Who cannot scan it types what stands after `secret=`.
    uri: String,
}

result! {
    /// The secret, or why not.
    SecondFactorSecretResult(SecondFactorSecret)
}

/// A code of the authenticator app.
#[derive(InputObject)]
pub struct GiveSecondFactorCodeInput {
    /// Six digits.
    code: String,
}

/// Whose second factor.
#[derive(InputObject)]
pub struct ResetSecondFactorInput {
    /// The administrator who lost his phone.
    member_id: ID,
}

/// A second factor was taken away.
#[derive(SimpleObject)]
pub struct SecondFactorReset {
    /// When.
    at: DateTime,
}

result! {
    /// The reset, or why not.
    SecondFactorResetResult(SecondFactorReset)
}

/// Mutations of the second factor.
#[derive(Default)]
pub struct SecondFactorMutation;

#[Object]
impl SecondFactorMutation {
    /// Gives you the secret of a second factor (RFC 6238: SHA-1, six digits, 30 seconds). Until a code of it was given you
    /// may ask again, and the later secret counts. For street and city administrators.
    async fn enrol_second_factor(&self, ctx: &Context<'_>) -> Result<SecondFactorSecretResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let secret = prove::enrol(ports(ctx), by).await?;
            Ok(SecondFactorSecret { uri: secret.uri(by.member()) })
        })
        .await
    }

    /// Gives a code of the second factor: from the next request on your roles count in this login, until it ends. A code
    /// counts once, while your app shows it and 30 seconds more. Five wrong ones, from all your logins, lock it for
    /// 15 minutes. For street and city administrators.
    async fn give_second_factor_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code.")] input: GiveSecondFactorCodeInput,
    ) -> Result<ViewerResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            prove::give(ports(ctx), by, &Digits::parse("code", &input.code)?).await?;
            changed(ctx, by).await
        })
        .await
    }

    /// Takes the second factor of an administrator away who lost his phone: all his logins need a code of a new one, which
    /// he enrols at once. For those who could give him each of his roles of administrator; never your own.
    async fn reset_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] input: ResetSecondFactorInput,
    ) -> Result<SecondFactorResetResult> {
        settle(ctx, async {
            let member = MemberId::parse("memberId", &input.member_id)?;
            prove::reset(ports(ctx), viewer(ctx)?, member).await?;
            Ok(SecondFactorReset { at: DateTime(ports(ctx).now()) })
        })
        .await
    }
}
