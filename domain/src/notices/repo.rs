//! What a store must guarantee of notices.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::access::{Scope, Viewer};
use crate::failure::Outcome;
use crate::ids::{AreaId, MemberId, NoticeId};
use crate::notices::notice::{Notice, NoticeCategory, NoticeState, NoticeText, NoticeVersion};
use crate::page::{Page, PageRequest};

/// A notice that is to be published.
#[derive(Debug)]
pub struct NewNotice {
    /// Its id.
    pub id: NoticeId,
    /// Where it hangs.
    pub area: AreaId,
    /// The publisher.
    pub author: MemberId,
    /// What it says.
    pub content: NoticeText,
    /// From when it hangs.
    pub published: DateTime<Utc>,
    /// When it is written.
    pub written: DateTime<Utc>,
}

/// Inside a transaction.
#[async_trait]
pub trait NoticeRepo {
    /// Adds a notice and its first version.
    async fn add_notice(&mut self, new: &NewNotice) -> Outcome<()>;
    /// Writes the next version of a notice; says whether `seen` was still the latest, and the notice neither withdrawn
    /// nor expired. One conditional statement decides, and a unique index under it holds that each is written once.
    async fn edit_notice(
        &mut self,
        notice: NoticeId,
        seen: i32,
        content: &NoticeText,
        by: MemberId,
        now: DateTime<Utc>,
    ) -> Outcome<bool>;
    /// Withdraws a notice; says whether it was not yet. One conditional statement.
    async fn withdraw_notice(
        &mut self,
        notice: NoticeId,
        by: MemberId,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Outcome<bool>;
    /// Marks notices as read by the member, except those that they marked before.
    async fn mark_read(&mut self, member: MemberId, notices: &[NoticeId], now: DateTime<Utc>) -> Outcome<()>;
}

/// The order of the board: first what the reader has not read of the latest hundred ([`UNREAD_FIRST`]), then the rest;
/// in each of the two parts what is pinned comes first, then the latest.
///
/// Of the latest only, because nothing tells what is unread in all that hangs but a look at all of it, and because what
/// a reader passed by for so long shall not stand in front for good.
///
/// [`UNREAD_FIRST`]: crate::notices::mark_read::UNREAD_FIRST
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoardKey {
    /// Whether it is of the first part: late, and not read.
    pub unread: bool,
    /// Whether it is pinned.
    pub pinned: bool,
    /// Since when it hangs.
    pub published: DateTime<Utc>,
    /// To tell apart what was published at once.
    pub id: NoticeId,
}

/// How many versions of a notice are shown at most: the latest.
pub const VERSIONS_SHOWN: i32 = 50;

/// How many notices a feed of a board has.
pub const PUBLIC_SHOWN: i64 = 50;

/// Outside one.
#[async_trait]
pub trait NoticeReader: Send + Sync {
    /// The notices of these ids that the viewer may see ([`Notice::seen_by`]), in no order.
    async fn notices(&self, viewer: &Viewer, ids: &[NoticeId], now: DateTime<Utc>) -> Outcome<Vec<Notice>>;
    /// Of these notices, of those that the viewer may see, what they may read of their latest [`VERSIONS_SHOWN`]
    /// versions ([`Notice::versions_for`]), the latest first.
    async fn notice_versions(
        &self,
        viewer: &Viewer,
        ids: &[NoticeId],
        now: DateTime<Utc>,
    ) -> Outcome<Vec<(NoticeId, Vec<NoticeVersion>)>>;
    /// By how many members each of these notices was read: of those that the viewer administers and that anybody read.
    async fn notice_readers(&self, viewer: &Viewer, ids: &[NoticeId]) -> Outcome<Vec<(NoticeId, i64)>>;
    /// What hangs now on the board of a community, from its own area and those above, for what the viewer is there.
    /// `reader` is the viewer, whose read marks order the board. With the key of each.
    async fn board(
        &self,
        scope: &Scope,
        reader: MemberId,
        category: Option<NoticeCategory>,
        now: DateTime<Utc>,
        page: &PageRequest<BoardKey>,
    ) -> Outcome<Page<(BoardKey, Notice)>>;
    /// The notices that were written for an area itself, perhaps only of one state, the latest first. For those who
    /// administer it; `reader` is the viewer, whose read marks they bear.
    async fn notices_of(
        &self,
        area: AreaId,
        reader: MemberId,
        state: Option<NoticeState>,
        now: DateTime<Utc>,
        page: &PageRequest<(DateTime<Utc>, NoticeId)>,
    ) -> Outcome<Page<Notice>>;
    /// The latest [`PUBLIC_SHOWN`] of those for all residents that hang on the board of a community and were not withdrawn,
    /// the latest first. Nobody has read them.
    async fn public_notices(&self, scope: &Scope, now: DateTime<Utc>) -> Outcome<Vec<Notice>>;
    /// When the next notice is due on the board of a community, if one is written already.
    async fn next_notice(&self, scope: &Scope, now: DateTime<Utc>) -> Outcome<Option<DateTime<Utc>>>;
    /// How much of the latest hundred of that, of all categories, the reader has not read.
    async fn unread_notices(&self, scope: &Scope, reader: MemberId, now: DateTime<Utc>) -> Outcome<i64>;
    /// The communities that a notice reaches.
    async fn communities_reached(&self, notice: NoticeId) -> Outcome<Vec<AreaId>>;
    /// Of those who live in a community, whom a notice addresses ([`Notice::seen_by`]): the first of those after this one,
    /// by their ids, a number of them at most. Nobody, if it was withdrawn; never its author, and nobody who is blocked.
    async fn readers_addressed(
        &self,
        notice: NoticeId,
        community: AreaId,
        after: Option<MemberId>,
        most: usize,
    ) -> Outcome<Vec<MemberId>>;
    /// Those who hold a role within the area of a notice, if it addresses staff. With the same exceptions, and without
    /// those who are told where they live.
    async fn staff_addressed(&self, notice: NoticeId) -> Outcome<Vec<MemberId>>;
    /// Takes what has expired out of the indexes of the board, so that no page has to pass it by, and says how much that
    /// was. It hangs no longer in any case. Safe to run from several processes at once.
    async fn put_past_notices_away(&self, now: DateTime<Utc>) -> Outcome<u64>;
}
