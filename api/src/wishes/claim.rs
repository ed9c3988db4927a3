//! What clients see of claims.

use crate::graphql::answer::answer;
use crate::graphql::scalars::DateTime;
use crate::media::loader::photos_of;
use crate::media::photo::Photo;
use crate::members::person::Person;
use crate::moderation::loader::removal_reason;
use crate::moderation::text::TextState;
use crate::units::unit::{Unit, load_unit};
use async_graphql::{Context, Enum, ID, Object, Result};
use domain::media::photo::ShownBy;
use domain::moderation::case::Target;
use domain::wishes::wish;

/// How far a claim came.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum ClaimState {
    /// It holds until it is due.
    Held,
    /// The claimer says that it is done.
    Fulfilled,
    /// The author says so, too.
    Confirmed,
    /// The claimer gave it back, or may hold it no longer.
    GivenBack,
    /// Its deadline passed.
    Lapsed,
}

/// A claim of a wish: somebody took it on. Seen by all who see the wish.
pub struct Claim(pub wish::Claim);

/// A claim of a wish: somebody took it on. Seen by all who see the wish.
#[Object]
impl Claim {
    /// The id of this claim.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// How far it came.
    async fn state(&self) -> ClaimState {
        match self.0.state {
            wish::ClaimState::Held => ClaimState::Held,
            wish::ClaimState::Fulfilled(_) => ClaimState::Fulfilled,
            wish::ClaimState::Confirmed(..) => ClaimState::Confirmed,
            wish::ClaimState::GivenBack { .. } => ClaimState::GivenBack,
            wish::ClaimState::Lapsed => ClaimState::Lapsed,
        }
    }

    /// Who took it on.
    async fn claimer(&self) -> Person {
        Person(self.0.claimer.clone())
    }

    /// On behalf of which unit; null if for themselves.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        answer(ctx, async {
            match self.0.unit {
                Some(unit) => load_unit(ctx, unit).await,
                None => Ok(None),
            }
        })
        .await
    }

    /// Since when.
    async fn claimed_at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// Until when the claim holds if it is not fulfilled: then the wish is open again.
    async fn due_at(&self) -> DateTime {
        DateTime(self.0.due)
    }

    /// When the claimer reported it as fulfilled; null until then.
    async fn fulfilled_at(&self) -> Option<DateTime> {
        self.done().map(|done| DateTime(done.at))
    }

    /// What the claimer says of their work; null until then, and if it is hidden from you.
    async fn fulfilment(&self) -> Option<&str> {
        self.done().and_then(|done| done.text.as_deref())
    }

    /// Photos of the work, in their order, 9 at most: those that you may see. One that is not shown yet, or was
    /// removed, is left out for others than its author and staff who administer the community.
    #[graphql(complexity = "9 * child_complexity + 1")]
    async fn photos(&self, ctx: &Context<'_>) -> Result<Vec<Photo>> {
        answer(ctx, photos_of(ctx, ShownBy::Fulfilment(self.0.id), self.0.shows_photos())).await
    }

    /// When the author confirmed it; null until then.
    async fn confirmed_at(&self) -> Option<DateTime> {
        self.praise().map(|praise| DateTime(praise.at))
    }

    /// The author's rating, 1 to 5; null until then.
    async fn rating(&self) -> Option<i32> {
        self.praise().map(|praise| praise.rating.stars())
    }

    /// Why the claimer gave it back, in their words; null if they did not, and if it is hidden from you.
    async fn give_back_reason(&self) -> Option<&str> {
        match &self.0.state {
            wish::ClaimState::GivenBack { reason, .. } => reason.as_deref(),
            _ => None,
        }
    }

    /// Whether what the claimer said of their work, or on giving it back, is shown.
    async fn text_state(&self) -> TextState {
        self.0.text_state.into()
    }

    /// Why staff removed what the claimer said; null if they did not, and for everybody but the claimer and staff who
    /// administer the community.
    async fn removal_reason(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        answer(ctx, async {
            let target = match self.0.state {
                wish::ClaimState::GivenBack { .. } => Target::GiveBack(self.0.id),
                _ => Target::Fulfilment(self.0.id),
            };
            removal_reason(ctx, self.0.text_state, target).await
        })
        .await
    }
}

impl Claim {
    fn done(&self) -> Option<&wish::Fulfilment> {
        match &self.0.state {
            wish::ClaimState::Fulfilled(done) | wish::ClaimState::Confirmed(done, _) => Some(done),
            _ => None,
        }
    }

    fn praise(&self) -> Option<&wish::Confirmation> {
        match &self.0.state {
            wish::ClaimState::Confirmed(_, praise) => Some(praise),
            _ => None,
        }
    }
}
