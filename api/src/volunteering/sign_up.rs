//! What clients see of sign-ups.

use super::shift::Shift;
use super::shift::load_shift;
use crate::attendance::presence::Attendance;
use crate::graphql::answer::answer;
use crate::graphql::by_id::ById;
use crate::graphql::scalars::DateTime;
use crate::listed;
use crate::members::person::Person;
use async_graphql::{Context, Enum, ID, Object, Result};
use domain::Ports;
use domain::access::Viewer;
use domain::failure::Failure;
use domain::failure::Outcome;
use domain::ids::{self, Id};
use domain::volunteering::shift;

/// Where a sign-up stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum SignUpState {
    /// 已报名: has a seat.
    Seated,
    /// 候补: waits for one.
    Waiting,
    /// 已取消: the member gave it back, or lost what entitled them to it: blocked, moved away while waiting for a seat,
    /// or no longer in the team that the activity is for.
    Withdrawn,
    /// 活动取消: the activity was called off.
    CalledOff,
}

/// A sign-up (报名) for a shift. Seen by the member, and by those who lead the activity: the captain of
/// the team that it is for, and staff who administer the community.
pub struct SignUp(pub shift::SignUp);

listed!(SignUp);

impl ById for SignUp {
    type Kind = ids::SignUpKind;

    async fn by_id(ports: &Ports, by: &Viewer, id: Id<ids::SignUpKind>) -> Outcome<Option<Self>> {
        Ok(ports.store.sign_ups(by, &[id]).await?.pop().map(Self))
    }
}

/// A sign-up (报名) for a shift. Seen by the member, and by those who lead the activity: the captain of
/// the team that it is for, and staff who administer the community.
#[Object]
impl SignUp {
    /// The id of this sign-up.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// For which shift.
    async fn shift(&self, ctx: &Context<'_>) -> Result<Shift> {
        answer(ctx, async { load_shift(ctx, self.0.shift).await?.ok_or(Failure::NotFound("shift")) }).await
    }

    /// The member.
    async fn member(&self) -> Person {
        Person(self.0.member.clone())
    }

    /// Where it stands.
    async fn state(&self) -> SignUpState {
        match self.0.state {
            shift::SignUpState::Seated { .. } => SignUpState::Seated,
            shift::SignUpState::Waiting { .. } => SignUpState::Waiting,
            shift::SignUpState::Withdrawn { .. } => SignUpState::Withdrawn,
            shift::SignUpState::CalledOff { .. } => SignUpState::CalledOff,
        }
    }

    /// In the waiting list: 1 for the next in line. Null for all who do not wait.
    async fn position(&self) -> Option<i64> {
        match self.0.state {
            shift::SignUpState::Waiting { position } => Some(position),
            _ => None,
        }
    }

    /// When it was made.
    async fn signed_up_at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// When it ended; null while it holds.
    async fn ended_at(&self) -> Option<DateTime> {
        match self.0.state {
            shift::SignUpState::Withdrawn { at } | shift::SignUpState::CalledOff { at } => Some(DateTime(at)),
            _ => None,
        }
    }

    /// The member's attendance; null before check-in.
    async fn attendance(&self) -> Option<Attendance> {
        self.0.presence.clone().map(Attendance)
    }
}
