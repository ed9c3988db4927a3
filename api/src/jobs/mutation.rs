//! Trying again what failed.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::ids::JobId;
use domain::jobs::retry;

use super::job::FailedJob;
use crate::graphql::answer::settle;
use crate::graphql::context::{ports, viewer};
use crate::result;

/// A job to be tried again.
#[derive(InputObject)]
pub struct RetryJobInput {
    /// The job.
    job_id: ID,
}

result! {
    /// The job as it had failed, or why not.
    RetryJobResult(FailedJob)
}

/// Mutations of jobs.
#[derive(Default)]
pub struct JobMutation;

#[Object]
impl JobMutation {
    /// Lets a job that was set aside be tried again, as if it were new: soon, and more than once if need be. If it fails
    /// again, it comes back to `failedJobs`. `NOT_FOUND` if it is not there any more. For administrators of a city.
    async fn retry_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The job.")] input: RetryJobInput,
    ) -> Result<RetryJobResult> {
        settle(ctx, async {
            let job = JobId::parse("jobId", &input.job_id)?;
            retry::retry_job(ports(ctx), viewer(ctx)?, job).await.map(FailedJob)
        })
        .await
    }
}
