//! What clients see of party membership.

use crate::graphql::answer::answer;
use crate::graphql::scalars::DateTime;
use crate::units::unit::{Unit, load_unit};
use async_graphql::{Context, Enum, Object, Result};
use domain::members::member;

/// What became of a member's statement that they are a party member in office.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "member::PartyState")]
pub enum PartyState {
    /// The roster did not settle it; a liaison of the unit or staff decide.
    Pending,
    /// On the unit's roster, or confirmed by hand.
    Confirmed,
    /// Decided against. May be asked again.
    Declined,
}

/// Whether a member is a party member in office.
pub struct PartyMembership(pub member::PartyMembership);

/// Whether a member is a party member in office.
#[Object]
impl PartyMembership {
    /// What became of it.
    async fn state(&self) -> PartyState {
        self.0.state.into()
    }

    /// The unit that the member named.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        answer(ctx, load_unit(ctx, self.0.unit)).await
    }

    /// When it was asked.
    async fn asked_at(&self) -> DateTime {
        DateTime(self.0.asked)
    }
}
