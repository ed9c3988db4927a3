//! Queries about pairings.

use async_graphql::{Context, Object, Result};
use domain::pairing::code::PairingCode;
use domain::pairing::look;

use super::page::AskedPairing;
use crate::graphql::answer::{answer, counted};
use crate::graphql::context::ports;

/// Queries about pairings.
#[derive(Default)]
pub struct PairingQuery;

#[Object]
impl PairingQuery {
    /// The page that asks to be let in by this code, to be shown before you allow it. `PAIRING_ENDED` once it is over,
    /// `PAIRING_ALREADY_ALLOWED` once somebody allowed it. The page is told that you look. For everybody who is logged in.
    async fn pairing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code, as it is typed, or the text that was scanned.")] code: String,
    ) -> Result<AskedPairing> {
        answer(ctx, async {
            counted(ctx).await?;
            look::look(ports(ctx), PairingCode::parse("code", &code)?).await.map(AskedPairing)
        })
        .await
    }
}
