//! What a store must guarantee of report-ins and duty.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::access::{Scope, Viewer};
use crate::calendar::period::Period;
use crate::failure::Outcome;
use crate::ids::{DutyCheckInId, DutyPointId, MemberId, ReportInId, UnitId};
use crate::page::{Page, PageRequest};
use crate::party::duty_point::{DutyCheckIn, DutyPoint};
use crate::party::record::{MemberRecord, RecordEntry, RecordKind};
use crate::party::report_in::{NewReportIn, ReportIn, Stage};

/// Inside a transaction.
#[async_trait]
pub trait PartyRepo {
    /// Adds a report-in if the member lives in the community, is a confirmed party member of the unit, and has no
    /// other that is asked or active; says whether it was added. One conditional statement, and a unique index under
    /// it.
    async fn ask_report_in(&mut self, new: &NewReportIn) -> Outcome<bool>;
    /// Makes a report-in that was asked active; says whether it still waited. One conditional statement.
    async fn accept_report_in(&mut self, report_in: ReportInId, by: MemberId, now: DateTime<Utc>) -> Outcome<bool>;
    /// Refuses a report-in that was asked; says whether it still waited. One conditional statement.
    async fn refuse_report_in(
        &mut self,
        report_in: ReportInId,
        by: MemberId,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Outcome<bool>;
    /// Ends a report-in that is active, or (`withdraw`) that still waits; says whether it did. One conditional
    /// statement.
    async fn end_report_in(
        &mut self,
        report_in: ReportInId,
        by: MemberId,
        reason: &str,
        withdraw: bool,
        now: DateTime<Utc>,
    ) -> Outcome<bool>;
    /// Adds a duty point. *Refused* if an open one of the community bears the name. Its secret is encrypted.
    async fn add_duty_point(&mut self, point: &DutyPoint, by: MemberId) -> Outcome<()>;
    /// Closes a duty point; says whether it was open. One conditional statement.
    async fn close_duty_point(&mut self, point: DutyPointId, by: MemberId, now: DateTime<Utc>) -> Outcome<bool>;
    /// Adds a check-in if the point was open at this time, the member's report-in was active in its community by then
    /// and still is, and they have none there in that clock hour; says whether it was added. One conditional statement,
    /// and a unique index under it.
    async fn add_duty_check_in(
        &mut self,
        id: DutyCheckInId,
        point: DutyPointId,
        member: MemberId,
        at: DateTime<Utc>,
    ) -> Outcome<bool>;
}

/// Outside one.
#[async_trait]
pub trait PartyReader: Send + Sync {
    /// The report-ins of these ids that the viewer may see ([`ReportIn::seen_by`]), in no order.
    async fn report_ins(&self, viewer: &Viewer, ids: &[ReportInId]) -> Outcome<Vec<ReportIn>>;
    /// The viewer's own report-in that is asked or active.
    async fn live_report_in(&self, me: &Viewer) -> Outcome<Option<ReportIn>>;
    /// All of the viewer's own, the latest first.
    async fn report_ins_by(&self, me: &Viewer, page: &PageRequest<ReportInId>) -> Outcome<Page<ReportIn>>;
    /// The report-ins to a community, perhaps only of one stage; oldest first. For those who may decide about them.
    async fn report_ins_of(
        &self,
        scope: &Scope,
        stage: Option<Stage>,
        page: &PageRequest<ReportInId>,
    ) -> Outcome<Page<ReportIn>>;
    /// The duty points of these ids that the viewer may see, in no order: those of a community whose records they see,
    /// or where their report-in is active.
    async fn duty_points(&self, viewer: &Viewer, ids: &[DutyPointId]) -> Outcome<Vec<DutyPoint>>;
    /// The open duty points of a community, oldest first.
    async fn duty_points_of(&self, scope: &Scope, page: &PageRequest<DutyPointId>) -> Outcome<Page<DutyPoint>>;
    /// The check-ins of these ids that the viewer may see ([`DutyCheckIn::seen_by`]), in no order.
    async fn duty_check_ins(&self, viewer: &Viewer, ids: &[DutyCheckInId]) -> Outcome<Vec<DutyCheckIn>>;
    /// The viewer's own check-ins, the latest first.
    async fn duty_check_ins_by(&self, me: &Viewer, page: &PageRequest<DutyCheckInId>) -> Outcome<Page<DutyCheckIn>>;
    /// The check-ins at each of these points that the viewer may see, the latest first.
    async fn duty_check_ins_at(
        &self,
        viewer: &Viewer,
        points: &[DutyPointId],
        page: &PageRequest<DutyCheckInId>,
    ) -> Outcome<Vec<(DutyPointId, Page<DutyCheckIn>)>>;
    /// The figures of a unit's confirmed party members, oldest account first. For those who answer for the unit.
    async fn unit_record(
        &self,
        unit: UnitId,
        period: Period,
        page: &PageRequest<MemberId>,
    ) -> Outcome<Page<MemberRecord>>;
    /// The entries behind one figure of such a member, the latest first; none of anybody else.
    async fn record_entries(
        &self,
        unit: UnitId,
        member: MemberId,
        kind: RecordKind,
        period: Period,
        page: &PageRequest<Uuid>,
    ) -> Outcome<Page<RecordEntry>>;
}
