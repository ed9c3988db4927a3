//! What clients see of report-ins.

use crate::graphql::by_id::ById;
use crate::graphql::scalars::DateTime;
use crate::listed;
use crate::members::person::Person;
use crate::places::area::Area;
use crate::units::unit::Unit;
use async_graphql::{Enum, ID, Object};
use domain::Ports;
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{self, Id};
use domain::party::report_in;

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

/// A report-in (报到): the lasting relation of a party member in office with the community that they serve. A status,
/// never a daily punch. Seen by the member and by staff who administer the community.
pub struct ReportIn(pub report_in::ReportIn);

listed!(ReportIn);

impl ById for ReportIn {
    type Kind = ids::ReportInKind;

    async fn by_id(ports: &Ports, by: &Viewer, id: Id<ids::ReportInKind>) -> Outcome<Option<Self>> {
        Ok(ports.store.report_ins(by, &[id]).await?.pop().map(Self))
    }
}

/// A report-in (报到): the lasting relation of a party member in office with the community that they serve. A status,
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

    /// The party member who serves.
    async fn member(&self) -> Person {
        Person(self.0.member.clone())
    }

    /// The unit whose party member they were when they asked.
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

    /// Why it ended, in the words of the person who ended it; null if it did not.
    async fn end_reason(&self) -> Option<&str> {
        match &self.0.state {
            report_in::ReportInState::Ended { reason, .. } => Some(reason),
            _ => None,
        }
    }
}
