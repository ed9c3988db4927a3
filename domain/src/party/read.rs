//! Looking at report-ins, duty and what a unit's members did.

use uuid::Uuid;

use crate::access::{Scope, Viewer};
use crate::calendar::period::Period;
use crate::failure::{Failure, Outcome};
use crate::ids::{DutyCheckInId, DutyPointId, MemberId, ReportInId, UnitId};
use crate::page::{Page, PageRequest};
use crate::party::duty_point::{DutyCheckIn, DutyPoint};
use crate::party::record::{MemberRecord, RecordEntry, RecordKind};
use crate::party::report_in::{ReportIn, Stage};
use crate::ports::Ports;
use crate::units::read::find;
use crate::units::unit::Unit;

/// The unit, if the viewer answers for it.
pub async fn unit_answered_for(ports: &Ports, by: &Viewer, unit: UnitId) -> Outcome<Unit> {
    let unit = find(ports, "unitId", unit).await?;
    by.must_answer_for(&unit)?;
    Ok(unit)
}

/// The figures of a unit's confirmed party members, oldest account first. For those who answer for the unit.
pub async fn unit_record(
    ports: &Ports,
    by: &Viewer,
    unit: UnitId,
    period: Period,
    page: &PageRequest<MemberId>,
) -> Outcome<Page<MemberRecord>> {
    let unit = unit_answered_for(ports, by, unit).await?;
    ports.store.unit_record(unit.id, period, page).await
}

/// The entries behind one figure of a member, the latest first. For those who answer for the unit.
pub async fn record_entries(
    ports: &Ports,
    by: &Viewer,
    unit: UnitId,
    member: MemberId,
    kind: RecordKind,
    period: Period,
    page: &PageRequest<Uuid>,
) -> Outcome<Page<RecordEntry>> {
    let unit = unit_answered_for(ports, by, unit).await?;
    ports.store.record_entries(unit.id, member, kind, period, page).await
}

/// The report-in that `field` names, if the viewer may see it.
pub async fn find_report_in(ports: &Ports, by: &Viewer, field: &'static str, id: ReportInId) -> Outcome<ReportIn> {
    ports.store.report_ins(by, &[id]).await?.pop().ok_or(Failure::NotFound(field))
}

/// The report-ins to a community, perhaps only of one stage, oldest first. For those who may decide.
pub async fn report_ins(
    ports: &Ports,
    by: &Viewer,
    scope: &Scope,
    stage: Option<Stage>,
    page: &PageRequest<ReportInId>,
) -> Outcome<Page<ReportIn>> {
    by.must_administer(scope.path())?;
    ports.store.report_ins_of(scope, stage, page).await
}

/// The duty point that `field` names, if the viewer may see it.
pub async fn find_duty_point(ports: &Ports, by: &Viewer, field: &'static str, id: DutyPointId) -> Outcome<DutyPoint> {
    ports.store.duty_points(by, &[id]).await?.pop().ok_or(Failure::NotFound(field))
}

pub(super) async fn find_duty_check_in(
    ports: &Ports,
    by: &Viewer,
    field: &'static str,
    id: DutyCheckInId,
) -> Outcome<DutyCheckIn> {
    ports.store.duty_check_ins(by, &[id]).await?.pop().ok_or(Failure::NotFound(field))
}
