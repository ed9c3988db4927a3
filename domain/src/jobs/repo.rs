//! What a store must guarantee of what is done later.

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use crate::failure::Outcome;
use crate::ids::JobId;
use crate::jobs::job::{NewJob, Next, Queue, SetAside, Taken};
use crate::page::{Page, PageRequest};

/// For how long something is a process's own without a word from it. Whoever is killed is missed for this long.
pub const LEASE: Duration = Duration::seconds(45);

/// Jobs, inside a transaction.
#[async_trait]
pub trait JobRepo {
    /// Adds jobs: they exist if the transaction is kept.
    async fn add_jobs(&mut self, jobs: &[NewJob]) -> Outcome<()>;
    /// Deletes a job that is done; `false` if it is in other hands by now: then the transaction is to be dropped.
    async fn finish_job(&mut self, job: &Taken) -> Outcome<bool>;
    /// Lets what was set aside be tried again as if it were new: this job, or all. Says how many there were.
    async fn retry_jobs(&mut self, job: Option<JobId>, now: DateTime<Utc>) -> Outcome<u64>;
}

/// Jobs, outside one.
#[async_trait]
pub trait JobReader: Send + Sync {
    /// Takes jobs that are due, not set aside and in nobody's hands, until the end of a lease; the longest due first, a
    /// number of them at most. One statement, which waits for nobody: among all who try at once, each job is one's.
    async fn take_jobs(
        &self,
        holder: Uuid,
        now: DateTime<Utc>,
        lease_until: DateTime<Utc>,
        most: u32,
    ) -> Outcome<Vec<Taken>>;
    /// Moves the end of the lease, if the job is still in these hands; says whether.
    async fn renew_job(&self, job: &Taken, lease_until: DateTime<Utc>) -> Outcome<bool>;
    /// Gives a job back that failed, and why, if it is still in these hands; says whether.
    async fn put_job_back(&self, job: &Taken, next: Next, fault: &str) -> Outcome<bool>;
    /// How it stands with all jobs.
    async fn job_queue(&self) -> Outcome<Queue>;
    /// The jobs that were set aside, the earliest first.
    async fn jobs_set_aside(&self, page: &PageRequest<(DateTime<Utc>, JobId)>) -> Outcome<Page<SetAside>>;
    /// A job, if it was set aside.
    async fn job_set_aside(&self, job: JobId) -> Outcome<Option<SetAside>>;
    /// Waits until this process has committed a job since this was last asked.
    async fn job_added(&self);
}

/// When which timed work is next, and who does it. Outside a transaction: each of these is one statement.
#[async_trait]
pub trait TimedReader: Send + Sync {
    /// The names of what is not to be done now: it is not due, or somebody does it.
    async fn timed_work_at_rest(&self, now: DateTime<Utc>) -> Outcome<Vec<String>>;
    /// Takes timed work until the end of a lease, if it is due and nobody does it; says whether. What was never done is
    /// due. One conditional statement decides among all who try at once.
    async fn take_timed_work(
        &self,
        name: &str,
        holder: Uuid,
        now: DateTime<Utc>,
        lease_until: DateTime<Utc>,
    ) -> Outcome<bool>;
    /// Moves the end of the lease, if the holder still has it; says whether.
    async fn renew_timed_work(&self, name: &str, holder: Uuid, lease_until: DateTime<Utc>) -> Outcome<bool>;
    /// Gives it back until then, if the holder still has it; says whether.
    async fn end_timed_work(&self, name: &str, holder: Uuid, next: DateTime<Utc>) -> Outcome<bool>;
}
