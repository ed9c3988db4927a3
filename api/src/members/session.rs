//! Logging in and out.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use domain::failure::Outcome;
use domain::members::login::{self, LoggedIn};
use domain::members::logout;
use domain::text::Line;

use super::viewer::{Viewer, myself};
use crate::graphql::answer::settle;
use crate::graphql::context::{asked_in, ports, viewer};
use crate::graphql::scalars::DateTime;
use crate::result;
use crate::tokens::Tokens;

/// What WeChat gave.
#[derive(InputObject)]
pub struct LoginInput {
    /// The code of `wx.login`. Good once, for five minutes.
    code: String,
    /// What the device calls itself, for the list of sessions: 1 to 60 characters.
    #[graphql(default_with = "String::from(\"微信小程序\")")]
    device: String,
}

/// What the last login or refresh gave.
#[derive(InputObject)]
pub struct RefreshSessionInput {
    /// The refresh token. It changes with every use; keep the new one.
    refresh_token: String,
}

/// A login: two tokens, and who you are.
#[derive(SimpleObject)]
pub struct Login {
    /// Send it as `Authorization: Bearer …`. A signed JWT.
    access_token: String,
    /// When the access token ends: 15 minutes after it was made.
    access_token_expires_at: DateTime,
    /// For `refreshSession`. Good once; if the answer was lost, the same one may be sent again and gives the same
    /// answer. An older one ends this login.
    refresh_token: String,
    /// When the login ends if it is not used: 7 days, for staff 30 minutes after the last use.
    refresh_token_expires_at: DateTime,
    /// Yourself.
    viewer: Viewer,
}

result! {
    /// The login, or why not.
    LoginResult(Login)
}

result! {
    /// The refreshed login, or why not.
    RefreshSessionResult(Login)
}

/// A login ended.
#[derive(SimpleObject)]
pub struct LoggedOut {
    /// When it was ended.
    at: DateTime,
}

result! {
    /// The end of a login, or why not.
    LogoutResult(LoggedOut)
}

/// Mutations of logins.
#[derive(Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Logs in by a WeChat code. The first login makes the account. For everybody.
    async fn login(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What WeChat gave.")] input: LoginInput,
    ) -> Result<LoginResult> {
        settle(ctx, async {
            let device = Line::parse("device", &input.device)?;
            show(ctx, login::login(ports(ctx), &input.code, device, asked_in(ctx)).await?).await
        })
        .await
    }

    /// Exchanges a refresh token for two new tokens. For everybody who has one.
    async fn refresh_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the last login or refresh gave.")] input: RefreshSessionInput,
    ) -> Result<RefreshSessionResult> {
        settle(ctx, async { show(ctx, login::refresh(ports(ctx), &input.refresh_token, asked_in(ctx)).await?).await })
            .await
    }

    /// Ends this login: its tokens are no longer valid from the next request on. For everybody who is logged in.
    async fn logout(&self, ctx: &Context<'_>) -> Result<LogoutResult> {
        settle(ctx, async {
            logout::logout(ports(ctx), viewer(ctx)?).await?;
            Ok(LoggedOut { at: DateTime(ports(ctx).now()) })
        })
        .await
    }

    /// Ends all your logins, this one too. For everybody who is logged in.
    async fn logout_everywhere(&self, ctx: &Context<'_>) -> Result<LogoutResult> {
        settle(ctx, async {
            logout::logout_everywhere(ports(ctx), viewer(ctx)?).await?;
            Ok(LoggedOut { at: DateTime(ports(ctx).now()) })
        })
        .await
    }
}

/// A login as its client sees it.
pub(crate) async fn show(ctx: &Context<'_>, logged_in: LoggedIn) -> Outcome<Login> {
    let ports = ports(ctx);
    let LoggedIn { viewer, session, refresh_token } = logged_in;
    let tokens = ctx.data_unchecked::<Arc<Tokens>>();
    let refresh_token_expires_at = DateTime(session.ends(&viewer.standing));
    let (access_token, access_token_expires_at) =
        tokens.issue(viewer.member(), viewer.session, session.generation, ports.now(), ports.chance.bytes());
    Ok(Login {
        access_token,
        access_token_expires_at: DateTime(access_token_expires_at),
        refresh_token: refresh_token.reveal(),
        refresh_token_expires_at,
        viewer: myself(ports, viewer).await?,
    })
}
