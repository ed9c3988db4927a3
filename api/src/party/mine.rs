//! Where a member reports in and keeps duty. A part of `viewer`.

use crate::graphql::answer::answer;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::ports;
use crate::graphql::cursor::List;
use crate::party::duty::DutyCheckIn;
use crate::party::report_in::ReportIn;
use async_graphql::{Context, Object, Result};
use domain::access;
use domain::ids::{DutyCheckInId, ReportInId};

/// Where a member reports in and keeps duty.
pub struct MyParty<'v>(pub &'v access::Viewer);

/// Where a member reports in and keeps duty.
#[Object]
impl MyParty<'_> {
    /// Your report-ins to communities, the latest first.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn report_ins(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<ReportIn>> {
        answer(ctx, async {
            let list = List::new("viewer.reportIns", self.0.member());
            let page = list.page::<ReportInId>(first, after, last, before)?;
            let page = ports(ctx).store.report_ins_by(self.0, &page).await?;
            Ok(Connection::of(page, &list, |report_in| report_in.id, ReportIn))
        })
        .await
    }

    /// Your check-ins at duty points, the latest first.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn duty_check_ins(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<DutyCheckIn>> {
        answer(ctx, async {
            let list = List::new("viewer.dutyCheckIns", self.0.member());
            let page = list.page::<DutyCheckInId>(first, after, last, before)?;
            let page = ports(ctx).store.duty_check_ins_by(self.0, &page).await?;
            Ok(Connection::of(page, &list, |check_in| check_in.id, DutyCheckIn))
        })
        .await
    }
}
