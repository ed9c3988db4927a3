//! What a store must guarantee of wishes.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::access::{Scope, Viewer};
use crate::failure::Outcome;
use crate::ids::{AreaId, ClaimId, ContactRevealId, MemberId, WishId};
use crate::moderation::text_state::TextState;
use crate::moderation::verdict::TextCheck;
use crate::page::{Page, PageRequest};
use crate::wishes::contact::{Contact, ContactReveal};
use crate::wishes::stage::Stage;
use crate::wishes::timeline::History;
use crate::wishes::wish::{Claim, Confirmation, NewClaim, Urgency, Wish, WishCategory, WishKind, WishText};

/// A wish that is to be posted. It waits for review.
#[derive(Debug)]
pub struct NewWish {
    /// Its id.
    pub id: WishId,
    /// The community that it belongs to.
    pub community: AreaId,
    /// The author's grid.
    pub grid: Option<AreaId>,
    /// The author.
    pub author: MemberId,
    /// What was written.
    pub content: WishText,
    /// What the platform found of it.
    pub check: TextCheck,
    /// When it is posted.
    pub posted: DateTime<Utc>,
}

/// A claim that ended, although neither of the two ended it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndedClaim {
    /// The wish.
    pub wish: WishId,
    /// Whose wish it is.
    pub author: MemberId,
    /// Who had claimed it.
    pub claimer: MemberId,
}

/// Inside a transaction. Each change of state is one conditional statement on the wish's row, which decides among all
/// who try at once, and says whether it was this one's.
#[async_trait]
pub trait WishRepo {
    /// Adds a wish.
    async fn add_wish(&mut self, new: &NewWish) -> Outcome<()>;
    /// Opens a wish that waits for review.
    async fn approve_wish(&mut self, wish: WishId, by: MemberId, now: DateTime<Utc>) -> Outcome<bool>;
    /// Rejects a wish that waits for review.
    async fn reject_wish(&mut self, wish: WishId, by: MemberId, reason: &str, now: DateTime<Utc>) -> Outcome<bool>;
    /// Takes a wish that is open and not hidden, or whose claim `lapsed` and is ended by this. A unique index under it
    /// holds that a wish has one claim at a time.
    async fn claim_wish(&mut self, wish: WishId, claim: &NewClaim, lapsed: Option<ClaimId>) -> Outcome<bool>;
    /// Ends the claim if it holds, and opens the wish again. The reason is shown or not.
    async fn give_back_wish(
        &mut self,
        wish: WishId,
        claim: ClaimId,
        reason: &str,
        shown: TextState,
        now: DateTime<Utc>,
    ) -> Outcome<bool>;
    /// Writes the fulfilment down if the claim holds. Its text is shown or not.
    async fn fulfil_wish(
        &mut self,
        wish: WishId,
        claim: ClaimId,
        text: &str,
        shown: TextState,
        now: DateTime<Utc>,
    ) -> Outcome<bool>;
    /// Writes the confirmation down if the claim is fulfilled.
    async fn confirm_wish(&mut self, wish: WishId, claim: ClaimId, praise: Confirmation) -> Outcome<bool>;
    /// Withdraws a wish that waits for review, is open, or whose claim `lapsed` and is ended by this.
    async fn withdraw_wish(&mut self, wish: WishId, lapsed: Option<ClaimId>, now: DateTime<Utc>) -> Outcome<bool>;
    /// Opens every wish whose claim is past its deadline, and ends those claims; says which.
    async fn lapse_claims(&mut self, now: DateTime<Utc>) -> Outcome<Vec<EndedClaim>>;
    /// Writes down that the author's contact is shown to the claimer.
    async fn log_reveal(&mut self, id: ContactRevealId, wish: &Wish, to: MemberId, now: DateTime<Utc>) -> Outcome<()>;
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

/// The order of the feed: the reader's own grid first, then those who have waited longest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FeedKey {
    /// 0 in the reader's own grid, 1 elsewhere in the community.
    pub distance: i32,
    /// Since when it is open.
    pub since: DateTime<Utc>,
    /// To tell apart what opened at once.
    pub id: WishId,
}

/// Outside one. A wish is given as it counts now ([`Wish::as_of`]).
#[async_trait]
pub trait WishReader: Send + Sync {
    /// The wishes of these ids that the viewer may see as they see them ([`Wish::shown_to`]), in no order.
    async fn wishes(&self, viewer: &Viewer, ids: &[WishId], now: DateTime<Utc>) -> Outcome<Vec<Wish>>;
    /// A wish as each of these viewers sees it ([`Wish::shown_to`]), if they do.
    async fn wish_for(&self, viewers: &[&Viewer], wish: WishId, now: DateTime<Utc>) -> Outcome<Vec<Option<Wish>>>;
    /// Open wishes of a community, with the key of each. `near` is the reader's own grid. A wish whose claim lapsed
    /// comes back when [`WishRepo::lapse_claims`] or a person touches it.
    async fn feed(
        &self,
        scope: &Scope,
        near: Option<AreaId>,
        filter: &WishFilter,
        page: &PageRequest<FeedKey>,
    ) -> Outcome<Page<(FeedKey, Wish)>>;
    /// Wishes of a community that wait for review, oldest first. For those who may review them.
    async fn review_queue(&self, scope: &Scope, page: &PageRequest<WishId>) -> Outcome<Page<Wish>>;
    /// The wishes of a community that stand so, oldest first, as they count now: a claim can have lapsed that nobody has
    /// written down. For those who administer it.
    async fn wishes_at(
        &self,
        scope: &Scope,
        stage: Stage,
        page: &PageRequest<WishId>,
        now: DateTime<Utc>,
    ) -> Outcome<Page<Wish>>;
    /// As [`WishReader::wishes_at`], the latest first.
    async fn latest_wishes_at(
        &self,
        scope: &Scope,
        stage: Stage,
        page: &PageRequest<WishId>,
        now: DateTime<Utc>,
    ) -> Outcome<Page<Wish>>;
    /// What the viewer wished, as they see it, the latest first.
    async fn wishes_by(&self, me: &Viewer, page: &PageRequest<WishId>, now: DateTime<Utc>) -> Outcome<Page<Wish>>;
    /// What the viewer claimed, the latest first, as it counts now.
    async fn claims_by(
        &self,
        me: &Viewer,
        page: &PageRequest<ClaimId>,
        now: DateTime<Utc>,
    ) -> Outcome<Page<(Claim, WishId)>>;
    /// The wish that a claim took on. Whether the viewer sees it is for [`WishReader::wishes`] to say.
    async fn wish_of(&self, claim: ClaimId) -> Outcome<Option<WishId>>;
    /// What happened to these wishes. For those who see them.
    async fn histories(&self, wishes: &[WishId], now: DateTime<Utc>) -> Outcome<Vec<History>>;
    /// The name and number of a wish's author. For the one to whom they may be shown: see [`crate::wishes::contact`].
    async fn contact(&self, wish: &Wish) -> Outcome<Contact>;
    /// To whom the viewer's own contact was shown, the latest first.
    async fn reveals_of(&self, me: &Viewer, page: &PageRequest<ContactRevealId>) -> Outcome<Page<ContactReveal>>;
}
