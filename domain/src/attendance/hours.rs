//! An entry of granted time (服务时长), and what a member has of them.

use chrono::{DateTime, NaiveDate, Utc};

use crate::access::Viewer;
use crate::attendance::star::StarRule;
use crate::failure::{Failure, Outcome};
use crate::ids::{AreaId, HoursId, MemberId, ShiftId};
use crate::members::member::Person;
use crate::places::area::Area;
use crate::places::path::Path;
use crate::points::rule::Points;

/// How many minutes a member can be granted for a calendar day (UTC+8), over all shifts.
pub const DAY_AT_MOST: i32 = 480;

/// How granted time was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// 签到码: the code on the organiser's screen at check-out.
    Code,
    /// 点名: the roll-call at check-out.
    RollCall,
    /// 更正: entered again by staff, in the place of a voided entry.
    ReEntered,
}

/// That an entry no longer counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voiding {
    /// Since when.
    pub at: DateTime<Utc>,
    /// Decided by.
    pub by: Person,
    /// Why.
    pub reason: String,
}

/// An entry of granted time. It is never changed; a wrong one is voided and entered again.
#[derive(Debug, Clone)]
pub struct Hours {
    /// Its id.
    pub id: HoursId,
    /// The community that it was served in.
    pub community: Area,
    /// Whose it is.
    pub member: Person,
    /// Where the member lives now.
    pub home: Option<Path>,
    /// The shift that it was served at.
    pub shift: ShiftId,
    /// The title of its activity.
    pub title: String,
    /// How many minutes the shift took: as it was planned, or until it was called off.
    pub planned: i32,
    /// The day of the shift.
    pub day: NaiveDate,
    /// How much.
    pub minutes: i32,
    /// When it was granted.
    pub granted: DateTime<Utc>,
    /// Who vouches for it.
    pub confirmer: Person,
    /// How it was shown.
    pub how: How,
    /// The voided entry that it takes the place of.
    pub replaces: Option<HoursId>,
    /// Why it was entered again.
    pub reason: Option<String>,
    /// That it no longer counts.
    pub voided: Option<Voiding>,
}

impl Hours {
    /// Who may see it: the member, and staff who administer the community that it was served in or the member's own.
    pub fn seen_by(&self, viewer: &Viewer) -> bool {
        self.member.id == viewer.member()
            || viewer.administers(&self.community.path)
            || self.home.as_ref().is_some_and(|home| viewer.administers(home))
    }

    /// Staff who administer the community that it was served in correct it; never their own.
    pub fn must_be_correctable(&self, by: &Viewer) -> Outcome<()> {
        by.must_administer(&self.community.path)?;
        if self.member.id == by.member() { Err(Failure::Forbidden) } else { Ok(()) }
    }
}

/// What a member was granted in all.
#[derive(Debug, Clone)]
pub struct Account {
    /// Whose it is.
    pub member: MemberId,
    /// Minutes of their whole life.
    pub total: i64,
    /// Minutes that count for the star.
    pub counted: i64,
    /// The rule of stars where they live.
    pub rule: StarRule,
}

/// Time that is to be granted.
#[derive(Debug, Clone)]
pub struct NewHours {
    /// Its id.
    pub id: HoursId,
    /// The community that it was served in.
    pub community: AreaId,
    /// Whose it is.
    pub member: MemberId,
    /// The shift that it was served at.
    pub shift: ShiftId,
    /// The day of the shift.
    pub day: NaiveDate,
    /// How much.
    pub minutes: i32,
    /// When it is granted.
    pub granted: DateTime<Utc>,
    /// Who vouches for it: never the member.
    pub confirmer: MemberId,
    /// How it was shown.
    pub how: How,
    /// The voided entry that it takes the place of.
    pub replaces: Option<HoursId>,
    /// Why it was entered again.
    pub reason: Option<String>,
}

/// What was granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Granted {
    /// How much time.
    pub minutes: i32,
    /// What it earned.
    pub points: Points,
}
