//! Queries about what happened week by week.

use async_graphql::{Context, ID, Object, Result};
use domain::figures::{read, week::USUAL};

use super::week::{WeekOfHours, WeekOfWishes};
use crate::graphql::answer::answer;
use crate::graphql::context::{ports, scope, viewer};

/// Queries about what happened week by week.
#[derive(Default)]
pub struct FigureQuery;

#[Object]
impl FigureQuery {
    /// The wishes of a community by the weeks in which they were posted, the earliest first, this week last; each week is
    /// there, also one without wishes. For staff who administer the community.
    #[graphql(complexity = "53 * child_complexity + 1")]
    async fn wishes_by_week(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
        #[graphql(desc = "How many weeks, 1 to 53; 12 by default.")] weeks: Option<i64>,
    ) -> Result<Vec<WeekOfWishes>> {
        answer(ctx, async {
            let scope = scope(ctx, community_id.as_ref().map(|id| id.as_str())).await?;
            let weeks = read::wishes(ports(ctx), viewer(ctx)?, &scope, weeks.unwrap_or(USUAL)).await?;
            Ok(weeks.into_iter().map(WeekOfWishes).collect())
        })
        .await
    }

    /// The hours of a community by the weeks in which they were served, the earliest first, this week last; each week is
    /// there, also one without hours. For staff who administer the community.
    #[graphql(complexity = "53 * child_complexity + 1")]
    async fn hours_by_week(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
        #[graphql(desc = "How many weeks, 1 to 53; 12 by default.")] weeks: Option<i64>,
    ) -> Result<Vec<WeekOfHours>> {
        answer(ctx, async {
            let scope = scope(ctx, community_id.as_ref().map(|id| id.as_str())).await?;
            let weeks = read::hours(ports(ctx), viewer(ctx)?, &scope, weeks.unwrap_or(USUAL)).await?;
            Ok(weeks.into_iter().map(WeekOfHours).collect())
        })
        .await
    }
}
