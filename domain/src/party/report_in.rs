//! A report-in, and its legal changes of state.

use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::failure::{Failure, Outcome};
use crate::ids::{AreaId, MemberId, ReportInId, UnitId};
use crate::members::member::Person;
use crate::places::area::Area;
use crate::units::unit::Unit;

/// How far a report-in has come: asked, then active, then ended; or refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// 待接收
    Asked,
    /// 已报到
    Active,
    /// 未接收
    Refused,
    /// 已结束
    Ended,
}

/// Where a report-in stands, with what is known then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportInState {
    /// 待接收: staff of the community decide.
    Asked,
    /// 已报到
    Active {
        /// When staff accepted it.
        since: DateTime<Utc>,
    },
    /// 未接收
    Refused {
        /// When staff refused it.
        at: DateTime<Utc>,
        /// What staff told the member.
        reason: String,
    },
    /// 已结束: ended after it was accepted, or withdrawn by the member before.
    Ended {
        /// When staff had accepted it, if they had.
        since: Option<DateTime<Utc>>,
        /// When it ended.
        at: DateTime<Utc>,
        /// Why, in the words of the person who ended it.
        reason: String,
    },
}

impl ReportInState {
    /// How far it has come.
    pub fn stage(&self) -> Stage {
        match self {
            Self::Asked => Stage::Asked,
            Self::Active { .. } => Stage::Active,
            Self::Refused { .. } => Stage::Refused,
            Self::Ended { .. } => Stage::Ended,
        }
    }
}

/// A member's request to be received by their home community.
#[derive(Debug)]
pub struct NewReportIn {
    /// The id that it gets.
    pub id: ReportInId,
    /// The home community.
    pub community: AreaId,
    /// The member.
    pub member: MemberId,
    /// The unit whose party member they are now.
    pub unit: UnitId,
    /// When.
    pub asked: DateTime<Utc>,
}

/// The lasting relation of a party member in office with the community that they serve. A status, never a daily punch.
#[derive(Debug, Clone)]
pub struct ReportIn {
    /// Its id.
    pub id: ReportInId,
    /// The community that is served.
    pub community: Area,
    /// The member.
    pub member: Person,
    /// The unit whose party member they were when they asked.
    pub unit: Unit,
    /// When they asked.
    pub asked: DateTime<Utc>,
    /// Where it stands.
    pub state: ReportInState,
}

impl ReportIn {
    /// Who may see it: the member, and those who administer the community.
    pub fn seen_by(&self, viewer: &Viewer) -> bool {
        self.member.id == viewer.member() || viewer.administers(&self.community.path)
    }

    /// Who decides: staff who administer the community, never about themselves. That it still waits is for the
    /// database to say.
    pub fn must_be_decidable(&self, by: &Viewer) -> Outcome<()> {
        by.must_administer(&self.community.path)?;
        if self.member.id == by.member() { Err(Failure::Forbidden) } else { Ok(()) }
    }
}
