//! Trying again what was set aside.

use crate::access::Viewer;
use crate::audit::entry::Deed;
use crate::failure::{Failure, Outcome};
use crate::ids::JobId;
use crate::jobs::job::SetAside;
use crate::jobs::{RETRY_JOB, RETRY_JOBS};
use crate::ports::Ports;

/// Lets a job that was set aside be tried again, or all of them; says how many. For somebody at the command line.
pub async fn retry(ports: &Ports, job: Option<JobId>) -> Outcome<u64> {
    let mut tx = ports.store.begin().await?;
    let retried = tx.retry_jobs(job, ports.now()).await?;
    let deed = Deed::of_the_program(RETRY_JOBS);
    match (retried, job) {
        (0, Some(_)) => return Err(Failure::NotFound("id")),
        (0, None) => {}
        (_, Some(job)) => ports.commit(tx, deed.on(job)).await?,
        (_, None) => ports.commit(tx, deed).await?,
    }
    Ok(retried)
}

/// Lets a job that was set aside be tried again; gives it as it was. For those who answer for the whole service.
pub async fn retry_job(ports: &Ports, by: &Viewer, job: JobId) -> Outcome<SetAside> {
    by.must_administer_city()?;
    let no = || Failure::NotFound("jobId");
    let found = ports.store.job_set_aside(job).await?.ok_or_else(no)?;
    let mut tx = ports.store.begin().await?;
    if tx.retry_jobs(Some(job), ports.now()).await? == 0 {
        return Err(no());
    }
    ports.commit(tx, by.did(RETRY_JOB, None, job)).await?;
    Ok(found)
}
