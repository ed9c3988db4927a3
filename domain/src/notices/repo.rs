//! What a store must guarantee of notices.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::access::{Scope, Viewer};
use crate::failure::Outcome;
use crate::ids::NoticeId;
use crate::notices::notice::{Notice, NoticeCategory};
use crate::page::{Page, PageRequest};

/// Inside a transaction.
#[async_trait]
pub trait NoticeRepo {
    /// Hangs a notice.
    async fn add_notice(&mut self, notice: &Notice) -> Outcome<()>;
}

/// The order of the board: pinned first, then the latest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoardKey {
    /// Whether it is pinned.
    pub pinned: bool,
    /// Since when it hangs.
    pub published: DateTime<Utc>,
    /// To tell apart what was published at once.
    pub id: NoticeId,
}

impl Notice {
    /// Its place on the board.
    pub fn board_key(&self) -> BoardKey {
        BoardKey { pinned: self.pinned, published: self.published, id: self.id }
    }
}

/// Outside one.
#[async_trait]
pub trait NoticeReader: Send + Sync {
    /// The notices of these ids that the viewer may see ([`Notice::seen_by`]), in no order.
    async fn notices(&self, viewer: &Viewer, ids: &[NoticeId], now: DateTime<Utc>) -> Outcome<Vec<Notice>>;
    /// What hangs now on the board of a community, from its own area and those above, for what the viewer is there.
    async fn board(
        &self,
        scope: &Scope,
        category: Option<NoticeCategory>,
        now: DateTime<Utc>,
        page: &PageRequest<BoardKey>,
    ) -> Outcome<Page<Notice>>;
}
