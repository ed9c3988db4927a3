//! Queries about what failed.

use async_graphql::{Context, Object, Result};
use domain::jobs::read;

use super::job::FailedJob;
use crate::graphql::answer::answer;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::{ports, viewer};
use crate::graphql::cursor::List;

/// Queries about what failed.
#[derive(Default)]
pub struct JobQuery;

#[Object]
impl JobQuery {
    /// What should have been done later, in the whole service, and was set aside because it failed: the earliest first.
    /// For administrators of a city.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn failed_jobs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<FailedJob>> {
        answer(ctx, async {
            let list = List::new("failedJobs", ());
            let page = list.page(first, after, last, before)?;
            let page = read::failed(ports(ctx), viewer(ctx)?, &page).await?;
            Ok(Connection::of(page, &list, |job| (job.at, job.id), FailedJob))
        })
        .await
    }
}
