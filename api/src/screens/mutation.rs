//! A screen gets its logins; staff end it.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::ids::ScreenId;
use domain::screens::{end, enter};

use super::screen::{Screen, ScreenLogin};
use crate::graphql::answer::settle;
use crate::graphql::context::{once, ports, viewer};
use crate::graphql::scalars::{DateTime, Uuid};
use crate::result;
use crate::tokens::Tokens;

/// What a screen was given when it was paired.
#[derive(InputObject)]
pub struct EnterScreenInput {
    /// The key.
    key: String,
}

/// A screen to be ended.
#[derive(InputObject)]
pub struct EndScreenInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The screen.
    screen_id: ID,
}

result! {
    /// The login of the screen, or why not.
    EnterScreenResult(ScreenLogin)
}

result! {
    /// The screen after the change, or why not.
    EndScreenResult(Screen)
}

/// Mutations of screens of halls.
#[derive(Default)]
pub struct ScreenMutation;

#[Object]
impl ScreenMutation {
    /// Gives a screen of a hall a login, in the place of the one before: when it starts, and before each access token
    /// ends. `SCREEN_ENDED` once staff ended it: then it has to be paired again. For everybody who has the key.
    async fn enter_screen(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the screen was given.")] input: EnterScreenInput,
    ) -> Result<EnterScreenResult> {
        settle(ctx, async {
            let ports = ports(ctx);
            let entered = enter::enter(ports, &input.key).await?;
            let (id, generation) = (entered.screen.id, entered.session.generation);
            let tokens = ctx.data_unchecked::<Arc<Tokens>>();
            let (access_token, ends) = tokens.issue(id, entered.login, generation, ports.now(), ports.chance.bytes());
            let access_token_expires_at = DateTime(ends);
            Ok(ScreenLogin { access_token, access_token_expires_at, screen: Screen(entered.screen) })
        })
        .await
    }

    /// Ends a screen of a hall, for good: from the next moment on it shows nothing. For staff who administer its
    /// community.
    async fn end_screen(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: EndScreenInput,
    ) -> Result<EndScreenResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let screen = ScreenId::parse("screenId", &input.screen_id)?;
            end::end(ports(ctx), by, screen, &request).await.map(Screen)
        })
        .await
    }
}
