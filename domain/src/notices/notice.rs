//! A notice.

use chrono::{DateTime, Utc};

use crate::access::{Audience, Viewer};
use crate::ids::NoticeId;
use crate::members::member::Person;
use crate::places::area::Area;
use crate::text::{Line, Paragraphs};

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// A notice as people see it.
#[derive(Debug, Clone)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// Where it hangs: it reaches all who live in this area.
    pub area: Area,
    /// What it is about.
    pub category: NoticeCategory,
    /// In one line.
    pub title: Line<60>,
    /// In full.
    pub text: Paragraphs<5000>,
    /// Whom it addresses; never empty.
    pub audience: Vec<Audience>,
    /// Whether it stays on top.
    pub pinned: bool,
    /// Who published it.
    pub author: Person,
    /// Since when it hangs.
    pub published: DateTime<Utc>,
    /// Until when, if it does not hang for good.
    pub expires: Option<DateTime<Utc>>,
}

impl Notice {
    /// Who sees it: those whom it addresses within its area until it expires, and those who administer the area.
    pub fn seen_by(&self, viewer: &Viewer, now: DateTime<Utc>) -> bool {
        if viewer.administers(&self.area.path) {
            return true;
        }
        let hangs = self.published <= now && self.expires.is_none_or(|end| now < end);
        let audiences = viewer.audiences_within(&self.area.path);
        hangs && self.audience.iter().any(|audience| audiences.contains(audience))
    }
}
