//! What clients see of jobs.

use async_graphql::{ID, Object};
use domain::jobs::job;

use crate::graphql::scalars::DateTime;
use crate::listed;

/// A job that failed too often, or can never work as it is, and was set aside: nobody tries it again by itself.
pub struct FailedJob(pub job::SetAside);

listed!(FailedJob);

/// A job that failed too often, or can never work as it is, and was set aside: nobody tries it again by itself.
#[Object]
impl FailedJob {
    /// The id of this job, to retry it by.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What it does, as `tellReaders` or `makeSpreadsheet`: a name of the program, of which later releases have more.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// When what it follows from happened.
    async fn made_at(&self) -> DateTime {
        DateTime(self.0.made)
    }

    /// When it was set aside.
    async fn failed_at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// How often it was tried.
    async fn tries(&self) -> i32 {
        self.0.tries
    }

    /// Why the last try failed, in English, for whoever operates the service.
    async fn fault(&self) -> &str {
        &self.0.fault
    }
}
