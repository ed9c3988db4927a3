//! What a store must guarantee of wishes.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::access::{Scope, Viewer};
use crate::failure::Outcome;
use crate::ids::{AreaId, MemberId, WishId};
use crate::page::{Page, PageRequest};
use crate::wishes::wish::{Claim, Urgency, Wish, WishCategory, WishKind};

/// Inside a transaction.
#[async_trait]
pub trait WishRepo {
    /// Adds a wish that waits for review.
    async fn add_wish(&mut self, wish: &Wish) -> Outcome<()>;
    /// Opens a wish that waits for review; says whether it still waited. One conditional statement.
    async fn approve_wish(&mut self, wish: WishId, by: MemberId, now: DateTime<Utc>) -> Outcome<bool>;
    /// Rejects a wish that waits for review; says whether it still waited. One conditional statement.
    async fn reject_wish(&mut self, wish: WishId, by: MemberId, reason: &str, now: DateTime<Utc>) -> Outcome<bool>;
    /// Takes an open wish; says whether it was still open. One conditional statement decides among all who try, and
    /// a unique index under it holds that a wish has one claim at a time.
    async fn claim_wish(&mut self, wish: WishId, claim: &Claim) -> Outcome<bool>;
}

/// Which open wishes are wanted.
#[derive(Debug, Clone, Default)]
pub struct WishFilter {
    /// Only of this kind.
    pub kind: Option<WishKind>,
    /// Only from this part of life.
    pub category: Option<WishCategory>,
    /// Only of this urgency.
    pub urgency: Option<Urgency>,
    /// Only from this grid.
    pub grid: Option<AreaId>,
}

/// The order of the feed: the reader's own grid first, then who has waited longest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FeedKey {
    /// 0 in the reader's own grid, 1 elsewhere in the community.
    pub distance: i32,
    /// Since when it is open.
    pub since: DateTime<Utc>,
    /// To tell apart what opened at once.
    pub id: WishId,
}

/// Outside one.
#[async_trait]
pub trait WishReader: Send + Sync {
    /// The wishes of these ids that the viewer may see ([`Wish::seen_by`]), in no order.
    async fn wishes(&self, viewer: &Viewer, ids: &[WishId]) -> Outcome<Vec<Wish>>;
    /// Open wishes of a community, with the key of each. `near` is the reader's own grid.
    async fn feed(
        &self,
        scope: &Scope,
        near: Option<AreaId>,
        filter: &WishFilter,
        page: &PageRequest<FeedKey>,
    ) -> Outcome<Page<(FeedKey, Wish)>>;
    /// Wishes of a community that wait for review, oldest first. For those who may review them.
    async fn review_queue(&self, scope: &Scope, page: &PageRequest<WishId>) -> Outcome<Page<Wish>>;
    /// What the viewer himself wished, the latest first.
    async fn wishes_by(&self, me: &Viewer, page: &PageRequest<WishId>) -> Outcome<Page<Wish>>;
}
