//! A screen of a hall (大厅屏).

use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::ids::{AreaId, MemberId, ScreenId, SessionId};
use crate::members::member::Person;
use crate::places::area::Area;
use crate::screens::key::ScreenKey;
use crate::screens::purpose::ScreenPurpose;
use crate::text::Line;

/// What a page is to be, as it is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Of which community.
    pub community: AreaId,
    /// What for.
    pub purpose: ScreenPurpose,
    /// What staff call it, such as 一楼大厅.
    pub name: Line<30>,
}

/// A screen that is paired.
#[derive(Debug)]
pub struct NewScreen<'w> {
    /// Its id.
    pub id: ScreenId,
    /// What it proves that by.
    pub key: ScreenKey,
    /// What it is to be.
    pub wanted: &'w Wanted,
    /// Who allowed it.
    pub by: MemberId,
    /// When.
    pub at: DateTime<Utc>,
}

/// A screen of a hall. It belongs to its community, and not to the person who paired it.
#[derive(Debug, Clone)]
pub struct Screen {
    /// Its id.
    pub id: ScreenId,
    /// Of which community.
    pub community: Area,
    /// What for.
    pub purpose: ScreenPurpose,
    /// What staff call it.
    pub name: Line<30>,
    /// Who paired it.
    pub paired_by: Person,
    /// When.
    pub paired: DateTime<Utc>,
    /// When it last got a login.
    pub last_seen: Option<DateTime<Utc>>,
    /// Who ended it, and when.
    pub ended: Option<(Person, DateTime<Utc>)>,
}

impl Screen {
    /// Who may see it: those who administer its community.
    pub fn seen_by(&self, viewer: &Viewer) -> bool {
        viewer.administers(&self.community.path)
    }
}

/// Under what a screen's login is kept: its own id, which no member and no other login has. It has one at a time.
pub fn login_of(screen: ScreenId) -> (MemberId, SessionId) {
    (MemberId::from_uuid(screen.uuid()), SessionId::from_uuid(screen.uuid()))
}
