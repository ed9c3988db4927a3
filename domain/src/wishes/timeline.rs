//! Every step of a wish, with time, actor and reason. Nothing is kept for this alone: it follows from the wish and its
//! claims.

use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::ids::{ClaimId, WishId};
use crate::members::member::Person;
use crate::wishes::wish::{Claim, ClaimState, Rating, Wish, WishState};

/// What lies behind a wish.
#[derive(Debug, Clone)]
pub struct History {
    /// Which wish.
    pub wish: WishId,
    /// The member of staff who approved or rejected it, and when.
    pub review: Option<(Person, DateTime<Utc>)>,
    /// All its claims, the oldest first.
    pub claims: Vec<Claim>,
}

/// What happened at a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// The author posted it.
    Posted,
    /// Staff approved it.
    Approved,
    /// Staff rejected it, for this reason.
    Rejected(String),
    /// A helper claimed it.
    Claimed,
    /// The claimer gave it back, for this reason, unless it is hidden.
    GivenBack(Option<String>),
    /// The claim's deadline passed. Nobody did this.
    Lapsed,
    /// The claimer reported it as fulfilled, in these words, unless they are hidden.
    Fulfilled(Option<String>),
    /// The author confirmed that.
    Confirmed(Rating),
    /// The author withdrew it.
    Withdrawn,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What happened.
    pub happened: Happened,
    /// When.
    pub at: DateTime<Utc>,
    /// The actor; nobody makes a claim lapse.
    pub actor: Option<Person>,
    /// By or about which claim.
    pub claim: Option<ClaimId>,
}

/// The steps of a wish, in the order of time, as somebody sees them who sees the wish.
pub fn timeline(wish: &Wish, history: History, viewer: &Viewer) -> Vec<Step> {
    let author = || Some(wish.author.clone());
    let mut steps = vec![Step { happened: Happened::Posted, at: wish.posted, actor: author(), claim: None }];
    if let Some((staff, at)) = history.review {
        let happened = match &wish.state {
            WishState::Rejected { reason } => Happened::Rejected(reason.clone()),
            _ => Happened::Approved,
        };
        steps.push(Step { happened, at, actor: Some(staff), claim: None });
    }
    for claim in history.claims {
        let claim = claim.shown_to(viewer, &wish.community.path);
        let (claimer, id) = (|| Some(claim.claimer.clone()), Some(claim.id));
        steps.push(Step { happened: Happened::Claimed, at: claim.at, actor: claimer(), claim: id });
        let (done, praise) = match &claim.state {
            ClaimState::Held => continue,
            ClaimState::Lapsed => {
                steps.push(Step { happened: Happened::Lapsed, at: claim.due, actor: None, claim: id });
                continue;
            }
            ClaimState::GivenBack { at, reason } => {
                steps.push(Step {
                    happened: Happened::GivenBack(reason.clone()),
                    at: *at,
                    actor: claimer(),
                    claim: id,
                });
                continue;
            }
            ClaimState::Fulfilled(done) => (done, None),
            ClaimState::Confirmed(done, praise) => (done, Some(praise)),
        };
        steps.push(Step { happened: Happened::Fulfilled(done.text.clone()), at: done.at, actor: claimer(), claim: id });
        if let Some(praise) = praise {
            steps.push(Step {
                happened: Happened::Confirmed(praise.rating),
                at: praise.at,
                actor: author(),
                claim: id,
            });
        }
    }
    if let WishState::Withdrawn { at, .. } = &wish.state {
        steps.push(Step { happened: Happened::Withdrawn, at: *at, actor: author(), claim: None });
    }
    steps
}
