//! What clients see of what happened to a wish.

use crate::graphql::scalars::DateTime;
use crate::members::person::Person;
use async_graphql::{Enum, ID, SimpleObject};
use domain::wishes::timeline;

/// What happened at a step of a wish.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum WishStepKind {
    /// The author posted it.
    Posted,
    /// Staff approved it.
    Approved,
    /// Staff rejected it; `text` is the reason.
    Rejected,
    /// A helper claimed it.
    Claimed,
    /// The claimer gave it back, or may hold it no longer; `text` is the reason.
    GivenBack,
    /// The claim's deadline passed. Nobody did this: there is no actor.
    Lapsed,
    /// The claimer reported it as fulfilled; `text` is what they said.
    Fulfilled,
    /// The author confirmed that; `rating` is what they gave.
    Confirmed,
    /// The author withdrew it.
    Withdrawn,
}

/// A step of a wish: what happened, when, and who did it.
#[derive(SimpleObject)]
pub struct WishStep {
    /// What happened.
    kind: WishStepKind,
    /// When.
    at: DateTime,
    /// Who did it; null where nobody did.
    actor: Option<Person>,
    /// The reason or report that was given, if one was; null if it is hidden from you.
    text: Option<String>,
    /// The rating that was given, 1 to 5, if one was.
    rating: Option<i32>,
    /// The claim that it is by or about: what to report `text` by. Null for steps without one.
    claim_id: Option<ID>,
}

impl From<timeline::Step> for WishStep {
    fn from(step: timeline::Step) -> Self {
        use timeline::Happened;
        let (kind, text, rating) = match step.happened {
            Happened::Posted => (WishStepKind::Posted, None, None),
            Happened::Approved => (WishStepKind::Approved, None, None),
            Happened::Rejected(reason) => (WishStepKind::Rejected, Some(reason), None),
            Happened::Claimed => (WishStepKind::Claimed, None, None),
            Happened::GivenBack(reason) => (WishStepKind::GivenBack, reason, None),
            Happened::Lapsed => (WishStepKind::Lapsed, None, None),
            Happened::Fulfilled(text) => (WishStepKind::Fulfilled, text, None),
            Happened::Confirmed(rating) => (WishStepKind::Confirmed, None, Some(rating.stars())),
            Happened::Withdrawn => (WishStepKind::Withdrawn, None, None),
        };
        let claim_id = step.claim.map(|claim| claim.to_string().into());
        Self { kind, at: DateTime(step.at), actor: step.actor.map(Person), text, rating, claim_id }
    }
}
