//! Queries about holidays and working days.

use async_graphql::{Context, Object, Result};
use domain::calendar::read;

use super::day::{CalendarDay, WorkingDay};
use crate::graphql::answer::answer;
use crate::graphql::context::ports;
use crate::graphql::scalars::Date;

/// Queries about holidays and working days.
#[derive(Default)]
pub struct CalendarQuery;

#[Object]
impl CalendarQuery {
    /// The holidays of China in a year, and the days of weekends that are worked to make up for them, in their order;
    /// null if they are not known yet. For everybody, whether logged in or not.
    // As many as are published for a year.
    #[graphql(complexity = "50 * child_complexity + 1")]
    async fn holidays(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which year, 2000 to 2100.")] year: i64,
    ) -> Result<Option<Vec<CalendarDay>>> {
        answer(ctx, async {
            let days = read::holidays(&*ports(ctx).store, year).await?;
            Ok(days.map(|days| days.into_iter().map(CalendarDay).collect()))
        })
        .await
    }

    /// The day on which a number of working days have passed. For everybody, whether logged in or not.
    async fn working_day(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "From which day on, in the years 2000 to 2100. It does not count itself.")] from: Date,
        #[graphql(
            desc = "How many working days, 0 to 1,000. With 0 the answer is `from`, or the first working day after it \
                if it is none."
        )]
        count: i64,
    ) -> Result<WorkingDay> {
        answer(ctx, async { read::working_day(&*ports(ctx).store, from.0, count).await.map(WorkingDay) }).await
    }
}
