//! What clients see of notices.

use async_graphql::{Enum, ID, Object};
use domain::access;
use domain::notices::notice;

use crate::graphql::scalars::DateTime;
use crate::members::types::Person;
use crate::places::types::Area;

/// What a notice is about.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "notice::NoticeCategory")]
pub enum NoticeCategory {
    /// 党务公开
    PartyAffairs,
    /// 居务公开
    ResidentAffairs,
    /// 财务公开
    FinanceAffairs,
    /// 通知
    General,
}

/// Whom a notice addresses. A person can be several of these.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "access::Audience")]
pub enum Audience {
    /// 居民: everybody who lives in the area.
    Residents,
    /// 志愿者
    Volunteers,
    /// 在职党员, confirmed.
    PartyMembers,
    /// 社区工作者 of the area or of one above it.
    Staff,
}

/// A notice. Seen by those whom it addresses within its area until it expires, and by staff who administer the area.
pub struct Notice(pub notice::Notice);

/// A notice. Seen by those whom it addresses within its area until it expires, and by staff who administer the area.
#[Object]
impl Notice {
    /// The id of this notice.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Where it hangs: it reaches all communities within this area.
    async fn area(&self) -> Area {
        Area(self.0.area.clone())
    }

    /// What it is about.
    async fn category(&self) -> NoticeCategory {
        self.0.category.into()
    }

    /// The notice in one line, up to 60 characters.
    async fn title(&self) -> &str {
        self.0.title.as_str()
    }

    /// The notice in full, up to 5,000 characters, with line breaks. Plain text.
    async fn text(&self) -> &str {
        self.0.text.as_str()
    }

    /// Whom it addresses.
    async fn audience(&self) -> Vec<Audience> {
        self.0.audience.iter().map(|audience| (*audience).into()).collect()
    }

    /// Whether it stays on top of the board.
    async fn pinned(&self) -> bool {
        self.0.pinned
    }

    /// Who published it.
    async fn author(&self) -> Person {
        Person(self.0.author.clone())
    }

    /// Since when it hangs.
    async fn published_at(&self) -> DateTime {
        DateTime(self.0.published)
    }

    /// Until when it hangs; null if for good.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires.map(DateTime)
    }
}
