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

/// What an authenticator app makes codes from. Only for yourself, and shown once: add it to the app at once.
#[derive(SimpleObject)]
pub struct SecondFactorSecret {
    /// As a QR code: `otpauth://totp/Linli:member_…?secret=…`. Those who cannot scan it can type what follows
    /// `secret=`.
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

/// A second factor to be reset.
#[derive(InputObject)]
pub struct ResetSecondFactorInput {
    /// The administrator who lost their phone.
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
    /// Gives you the secret of a second factor (RFC 6238: SHA-1, six digits, 30 seconds). Until you have given a code
    /// of it, you may ask again, and the later secret counts. For street and city administrators.
    async fn enrol_second_factor(&self, ctx: &Context<'_>) -> Result<SecondFactorSecretResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let secret = prove::enrol(ports(ctx), by).await?;
            Ok(SecondFactorSecret { uri: secret.uri(by.member()) })
        })
        .await
    }

    /// Gives a code of the second factor: from the next request on your roles count in this login, until it ends. A
    /// code counts once, while your app shows it and for 30 seconds more. Five wrong ones, across all your logins,
    /// cause a lockout of 15 minutes. For street and city administrators.
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

    /// Takes away the second factor of an administrator who lost their phone: all their logins then need a code of a
    /// new one, which they should enrol at once. For those who could give them each of their administrator roles; never
    /// your own.
    async fn reset_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The administrator.")] input: ResetSecondFactorInput,
    ) -> Result<SecondFactorResetResult> {
        settle(ctx, async {
            let member = MemberId::parse("memberId", &input.member_id)?;
            prove::reset(ports(ctx), viewer(ctx)?, member).await?;
            Ok(SecondFactorReset { at: DateTime(ports(ctx).now()) })
        })
        .await
    }
}
