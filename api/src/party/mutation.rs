//! Reporting in, and keeping duty.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::attendance::scan::Scan;
use domain::ids::{AreaId, DutyPointId, ReportInId};
use domain::party::decide::{Decision, decide};
use domain::party::duty::{self, NewDutyPoint};
use domain::party::{ask, check_in, end};
use domain::text::Line;

use super::duty::{DutyCheckIn, DutyPoint};
use super::report_in::ReportIn;
use crate::graphql::answer::settle;
use crate::graphql::context::{once, ports, viewer};
use crate::graphql::scalars::{DateTime, Uuid};
use crate::result;

/// A request to be received by your home community.
#[derive(InputObject)]
pub struct AskReportInInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
}

/// A report-in to be accepted.
#[derive(InputObject)]
pub struct AcceptReportInInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The report-in.
    report_in_id: ID,
}

/// A report-in to be refused.
#[derive(InputObject)]
pub struct RefuseReportInInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The report-in.
    report_in_id: ID,
    /// What the member is told: 1 to 200 characters.
    reason: String,
}

/// A report-in to be ended.
#[derive(InputObject)]
pub struct EndReportInInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The report-in.
    report_in_id: ID,
    /// Why, for the other side to read: 1 to 200 characters.
    reason: String,
}

result! {
    /// The report-in after the change, or why not.
    ReportInResult(ReportIn)
}

/// A duty point to be set up.
#[derive(InputObject)]
pub struct CreateDutyPointInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The community; you must administer it.
    community_id: ID,
    /// Its name: 1 to 30 characters, unlike that of the community's other open points.
    name: String,
    /// Where to find it: 1 to 60 characters.
    place: String,
}

/// A duty point to be closed.
#[derive(InputObject)]
pub struct CloseDutyPointInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The duty point.
    duty_point_id: ID,
}

result! {
    /// The duty point after the change, or why not.
    DutyPointResult(DutyPoint)
}

/// A check-in at a duty point.
#[derive(InputObject)]
pub struct CheckInAtDutyPointInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The duty point.
    duty_point_id: ID,
    /// The six digits that are shown there, or the whole text of the QR code.
    code: String,
    /// When the phone read it, if it had no network then: at most 24 hours ago. The code is checked for that time, and
    /// it counts for the hour in which that was. Leave it out for a scan of now.
    scanned_at: Option<DateTime>,
}

result! {
    /// The check-in, or why not.
    DutyCheckInResult(DutyCheckIn)
}

/// Mutations of report-ins and duty.
#[derive(Default)]
pub struct PartyMutation;

#[Object]
impl PartyMutation {
    /// Asks your home community to receive you. For confirmed party members; one report-in at a time.
    async fn ask_report_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The request.")] input: AskReportInInput,
    ) -> Result<ReportInResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            ask::ask(ports(ctx), by, &request).await.map(ReportIn)
        })
        .await
    }

    /// Receives a party member: the report-in is active from now on. For staff who administer the community, never
    /// about yourself. If several people decide at once, the first decision counts.
    async fn accept_report_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report-in.")] input: AcceptReportInInput,
    ) -> Result<ReportInResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let report_in = ReportInId::parse("reportInId", &input.report_in_id)?;
            decide(ports(ctx), by, report_in, Decision::Accept, &request).await.map(ReportIn)
        })
        .await
    }

    /// Refuses a report-in that waits, and tells the member why; they may ask again. For staff who administer the
    /// community, never about yourself. If several people decide at once, the first decision counts.
    async fn refuse_report_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report-in and the reason.")] input: RefuseReportInInput,
    ) -> Result<ReportInResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let report_in = ReportInId::parse("reportInId", &input.report_in_id)?;
            let reason = Line::parse("reason", &input.reason)?;
            decide(ports(ctx), by, report_in, Decision::Refuse(reason), &request).await.map(ReportIn)
        })
        .await
    }

    /// Ends an active report-in: your own, or one of a community that you administer. You may also withdraw your own
    /// while it waits.
    async fn end_report_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The report-in and the reason.")] input: EndReportInInput,
    ) -> Result<ReportInResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let report_in = ReportInId::parse("reportInId", &input.report_in_id)?;
            let reason = Line::parse("reason", &input.reason)?;
            end::end(ports(ctx), by, report_in, &reason, &request).await.map(ReportIn)
        })
        .await
    }

    /// Sets up a duty point in a community that you administer. For community staff and above.
    async fn create_duty_point(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The duty point.")] input: CreateDutyPointInput,
    ) -> Result<DutyPointResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let new = NewDutyPoint {
                community: AreaId::parse("communityId", &input.community_id)?,
                name: Line::parse("name", &input.name)?,
                place: Line::parse("place", &input.place)?,
            };
            duty::create(ports(ctx), by, new, &request).await.map(DutyPoint)
        })
        .await
    }

    /// Closes a duty point, for good; the check-ins stay. For staff who administer the community.
    async fn close_duty_point(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The duty point.")] input: CloseDutyPointInput,
    ) -> Result<DutyPointResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let point = DutyPointId::parse("dutyPointId", &input.duty_point_id)?;
            duty::close(ports(ctx), by, point, &request).await.map(DutyPoint)
        })
        .await
    }

    /// Checks you in at a duty point with the code that it shows, once per point and clock hour. For confirmed party
    /// members whose report-in is active in its community.
    async fn check_in_at_duty_point(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The duty point and its code.")] input: CheckInAtDutyPointInput,
    ) -> Result<DutyCheckInResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let point = DutyPointId::parse("dutyPointId", &input.duty_point_id)?;
            let scan = Scan::parse(&input.code, input.scanned_at.map(|at| at.0))?;
            check_in::check_in(ports(ctx), by, point, &scan, &request).await.map(DutyCheckIn)
        })
        .await
    }
}
