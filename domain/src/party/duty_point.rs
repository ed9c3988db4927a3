//! A place where duty is kept, and the proof of having been there.

use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::attendance::code::{Code, CodeSecret};
use crate::failure::{Outcome, Reason};
use crate::ids::{DutyCheckInId, DutyPointId};
use crate::members::member::Person;
use crate::party::report_in::{ReportIn, ReportInState};
use crate::places::area::Area;
use crate::text::Line;

/// A place of a community where party members keep duty (值守点).
#[derive(Debug, Clone)]
pub struct DutyPoint {
    /// Its id.
    pub id: DutyPointId,
    /// The community that it belongs to.
    pub community: Area,
    /// Its name, such as 东门岗.
    pub name: Line<30>,
    /// Where to find it.
    pub place: Line<60>,
    /// What its check-in codes are made from.
    pub secret: CodeSecret,
    /// Since when it is there.
    pub created: DateTime<Utc>,
    /// When it was closed.
    pub closed: Option<DateTime<Utc>>,
}

impl DutyPoint {
    /// The code that its screen shows now, while it is open: for those who administer the community.
    pub fn code(&self, by: &Viewer, now: DateTime<Utc>) -> Outcome<Option<Code>> {
        by.must_administer(&self.community.path)?;
        Ok(self.closed.is_none().then(|| self.secret.at(now)))
    }

    /// Who came is shown to those who administer the community.
    pub fn must_show_who_came(&self, by: &Viewer) -> Outcome<()> {
        by.must_administer(&self.community.path)
    }

    /// Who may check in at this time: a confirmed party member whose report-in (`mine`, if one lives) was active in the
    /// community by then, and the point not yet closed.
    pub fn must_admit(&self, by: &Viewer, mine: Option<&ReportIn>, at: DateTime<Utc>) -> Outcome<()> {
        if by.standing.party_unit.is_none() {
            return Err(Reason::NotAPartyMember.into());
        }
        let serves = |mine: &ReportIn| {
            mine.community.id == self.community.id
                && matches!(mine.state, ReportInState::Active { since } if since <= at)
        };
        if !mine.is_some_and(serves) {
            return Err(Reason::NoActiveReportIn.at("dutyPointId").into());
        }
        if self.closed.is_some_and(|closed| closed <= at) {
            return Err(Reason::DutyPointClosed.at("dutyPointId").into());
        }
        Ok(())
    }
}

/// Proof of having been at a duty point: counted once per point and clock hour, never as a daily punch.
#[derive(Debug, Clone)]
pub struct DutyCheckIn {
    /// Its id.
    pub id: DutyCheckInId,
    /// Where.
    pub point: DutyPoint,
    /// The member.
    pub member: Person,
    /// When.
    pub at: DateTime<Utc>,
}

impl DutyCheckIn {
    /// Who may see it: the member, and those who administer the community.
    pub fn seen_by(&self, viewer: &Viewer) -> bool {
        self.member.id == viewer.member() || viewer.administers(&self.point.community.path)
    }
}
