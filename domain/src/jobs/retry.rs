//! Trying again what was set aside.

use crate::audit::entry::Deed;
use crate::failure::{Failure, Outcome};
use crate::ids::JobId;
use crate::jobs::RETRY_JOBS;
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
