//! `linli jobs`: what waits to be done later, what was set aside, and another try for it.

use std::sync::Arc;

use domain::Ports;
use domain::failure::{Failure, Outcome};
use domain::ids::JobId;
use domain::jobs::job::SetAside;
use domain::jobs::retry::retry;
use domain::page::PageRequest;

use super::admin::NoPlatform;
use super::ports;
use crate::settings::{Jobs, JobsAct};

/// How many jobs are listed one by one.
const LISTED: i64 = 100;

/// Lists, or has tried again what was set aside.
pub async fn jobs(settings: &Jobs) -> Result<(), String> {
    let job = match &settings.act {
        Some(JobsAct::Retry { job: Some(job), .. }) => {
            Some(JobId::parse("job", job).map_err(|failure| failure.to_string())?)
        }
        _ => None,
    };
    let ports = ports(&settings.stores, Arc::new(NoPlatform)).await?;
    if settings.act.is_none() {
        return list(&ports).await.map_err(|failure| failure.to_string());
    }
    match retry(&ports, job).await {
        Ok(retried) => {
            println!("To be tried again: {retried}.");
            Ok(())
        }
        Err(Failure::NotFound(_)) => Err("no job of this id was set aside".into()),
        Err(other) => Err(other.to_string()),
    }
}

async fn list(ports: &Ports) -> Outcome<()> {
    let queue = ports.store.job_queue().await?;
    println!("To be done: {}. The oldest is {} s overdue.", queue.waiting, queue.oldest(ports.now()));
    println!("Set aside: {}.", queue.set_aside);
    for SetAside { id, kind, made, at, tries, fault } in
        ports.store.jobs_set_aside(&PageRequest::first(LISTED)?).await?.items
    {
        println!("{id}  {kind}, of {made}, set aside {at} at try {tries}: {fault}");
    }
    Ok(())
}
