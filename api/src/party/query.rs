//! Queries about report-ins and duty.

use async_graphql::{Context, ID, Object, Result};
use domain::party::read;
use domain::party::report_in::Stage;

use super::duty::DutyPoint;
use super::report_in::{ReportIn, ReportInState};
use crate::graphql::answer::answer;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::{ports, scope, viewer};
use crate::graphql::cursor::List;

/// Queries about report-ins and duty.
#[derive(Default)]
pub struct PartyQuery;

#[Object]
impl PartyQuery {
    /// The report-ins to a community that wait for a decision, oldest first. For staff who administer the community.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn report_in_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<ReportIn>> {
        answer(ctx, async {
            let scope = scope(ctx, community_id.as_ref().map(|id| id.as_str())).await?;
            let list = List::new("reportInQueue", scope.community());
            let page = list.page(first, after, last, before)?;
            let page = read::report_ins(ports(ctx), viewer(ctx)?, &scope, Some(Stage::Asked), &page).await?;
            Ok(Connection::of(page, &list, |report_in| report_in.id, ReportIn))
        })
        .await
    }

    /// The report-ins to a community, oldest first. For staff who administer the community.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    #[expect(clippy::too_many_arguments, reason = "the four of a Relay connection, and two")]
    async fn report_ins(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
        #[graphql(desc = "Only those in this state.")] state: Option<ReportInState>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<ReportIn>> {
        answer(ctx, async {
            let scope = scope(ctx, community_id.as_ref().map(|id| id.as_str())).await?;
            let list = List::new("reportIns", (scope.community(), state));
            let page = list.page(first, after, last, before)?;
            let page = read::report_ins(ports(ctx), viewer(ctx)?, &scope, state.map(Into::into), &page).await?;
            Ok(Connection::of(page, &list, |report_in| report_in.id, ReportIn))
        })
        .await
    }

    /// The open duty points of a community, oldest first. For the people of the community and staff of the areas above
    /// it.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn duty_points(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<DutyPoint>> {
        answer(ctx, async {
            let scope = scope(ctx, community_id.as_ref().map(|id| id.as_str())).await?;
            let list = List::new("dutyPoints", scope.community());
            let page = list.page(first, after, last, before)?;
            let page = ports(ctx).store.duty_points_of(&scope, &page).await?;
            Ok(Connection::of(page, &list, |point| point.id, DutyPoint))
        })
        .await
    }
}
