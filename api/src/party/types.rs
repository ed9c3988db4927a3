//! What clients see of report-ins and duty.

use async_graphql::{Context, Enum, ID, Object, Result};
use domain::party::{duty_point, report_in};

use crate::attendance::code::CheckInCode;
use crate::graphql::context::{ports, viewer};
use crate::graphql::failure::answer;
use crate::graphql::node::ById;
use crate::graphql::scalars::DateTime;
use crate::listed;
use crate::members::types::Person;
use crate::places::types::Area;
use crate::units::types::Unit;
use domain::Ports;
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{self, Id};

/// Where a report-in stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "report_in::Stage")]
pub enum ReportInState {
    /// 待接收: staff of the community decide.
    Asked,
    /// 已报到: the member serves the community.
    Active,
    /// 未接收: the member may ask again.
    Refused,
    /// 已结束: ended after it was accepted, or withdrawn by the member before.
    Ended,
}

/// A report-in (报到): the lasting relation of a party member in office with the community that he serves. A status,
/// never a daily punch. Seen by the member and by staff who administer the community.
pub struct ReportIn(pub report_in::ReportIn);

listed!(ReportIn);

impl ById for ReportIn {
    type Kind = ids::ReportInKind;

    async fn by_id(ports: &Ports, by: &Viewer, id: Id<ids::ReportInKind>) -> Outcome<Option<Self>> {
        Ok(ports.store.report_ins(by, &[id]).await?.pop().map(Self))
    }
}

/// A report-in (报到): the lasting relation of a party member in office with the community that he serves. A status,
/// never a daily punch. Seen by the member and by staff who administer the community.
#[Object]
impl ReportIn {
    /// The id of this report-in.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Where it stands.
    async fn state(&self) -> ReportInState {
        self.0.state.stage().into()
    }

    /// The community that is served.
    async fn community(&self) -> Area {
        Area(self.0.community.clone())
    }

    /// Who serves.
    async fn member(&self) -> Person {
        Person(self.0.member.clone())
    }

    /// The unit whose party member he was when he asked.
    async fn unit(&self) -> Unit {
        Unit(self.0.unit.clone())
    }

    /// When it was asked.
    async fn asked_at(&self) -> DateTime {
        DateTime(self.0.asked)
    }

    /// When staff accepted it; null if they did not, or not yet.
    async fn accepted_at(&self) -> Option<DateTime> {
        match self.0.state {
            report_in::ReportInState::Active { since } => Some(DateTime(since)),
            report_in::ReportInState::Ended { since, .. } => since.map(DateTime),
            _ => None,
        }
    }

    /// When staff refused it; null if they did not.
    async fn refused_at(&self) -> Option<DateTime> {
        match self.0.state {
            report_in::ReportInState::Refused { at, .. } => Some(DateTime(at)),
            _ => None,
        }
    }

    /// Why staff refused it, in their words; null if they did not.
    async fn refuse_reason(&self) -> Option<&str> {
        match &self.0.state {
            report_in::ReportInState::Refused { reason, .. } => Some(reason),
            _ => None,
        }
    }

    /// When it ended; null while it is asked or active, and if it was refused.
    async fn ended_at(&self) -> Option<DateTime> {
        match self.0.state {
            report_in::ReportInState::Ended { at, .. } => Some(DateTime(at)),
            _ => None,
        }
    }

    /// Why it ended, in the words of who ended it; null if it did not.
    async fn end_reason(&self) -> Option<&str> {
        match &self.0.state {
            report_in::ReportInState::Ended { reason, .. } => Some(reason),
            _ => None,
        }
    }
}

/// A duty point (值守点): a place where party members keep duty. Seen by the people of its community, by staff of the
/// areas above it, and by those whose report-in is active there.
pub struct DutyPoint(pub duty_point::DutyPoint);

listed!(DutyPoint);

impl ById for DutyPoint {
    type Kind = ids::DutyPointKind;

    async fn by_id(ports: &Ports, by: &Viewer, id: Id<ids::DutyPointKind>) -> Outcome<Option<Self>> {
        Ok(ports.store.duty_points(by, &[id]).await?.pop().map(Self))
    }
}

/// A duty point (值守点): a place where party members keep duty. Seen by the people of its community, by staff of the
/// areas above it, and by those whose report-in is active there.
#[Object]
impl DutyPoint {
    /// The id of this duty point.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The community that it belongs to.
    async fn community(&self) -> Area {
        Area(self.0.community.clone())
    }

    /// Its name, such as 东门岗; up to 30 characters.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// Where to find it, up to 60 characters.
    async fn place(&self) -> &str {
        self.0.place.as_str()
    }

    /// Since when it is there.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created)
    }

    /// When it was closed; null while it is open.
    async fn closed_at(&self) -> Option<DateTime> {
        self.0.closed.map(DateTime)
    }

    /// The check-in code to show there now; null once it is closed. For staff who administer the community; null and
    /// `FORBIDDEN` for others.
    async fn check_in_code(&self, ctx: &Context<'_>) -> Result<Option<CheckInCode>> {
        answer(ctx, async {
            let code = self.0.code(viewer(ctx)?, ports(ctx).now())?;
            Ok(code.map(|code| CheckInCode::of(self.0.id, code)))
        })
        .await
    }
}

/// Proof of having been at a duty point, once per point and clock hour. No punch clock: nobody counts the days between.
/// Seen by the member and by staff who administer the community.
pub struct DutyCheckIn(pub duty_point::DutyCheckIn);

listed!(DutyCheckIn);

impl ById for DutyCheckIn {
    type Kind = ids::DutyCheckInKind;

    async fn by_id(ports: &Ports, by: &Viewer, id: Id<ids::DutyCheckInKind>) -> Outcome<Option<Self>> {
        Ok(ports.store.duty_check_ins(by, &[id]).await?.pop().map(Self))
    }
}

/// Proof of having been at a duty point, once per point and clock hour. No punch clock: nobody counts the days between.
/// Seen by the member and by staff who administer the community.
#[Object]
impl DutyCheckIn {
    /// The id of this check-in.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Where.
    async fn duty_point(&self) -> DutyPoint {
        DutyPoint(self.0.point.clone())
    }

    /// When.
    async fn checked_in_at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}
