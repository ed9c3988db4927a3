//! Doing what is done later, jobs and timed work: in `worker`, and in `serve` and `demo` unless they are told not to.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use domain::Ports;
use domain::audit::chain::{Head, Link};
use domain::failure::{Failure, Outcome};
use domain::jobs::job::{Next, Taken, Work};
use domain::jobs::run;
use domain::jobs::timed::{self, Done, Held};
use futures_util::FutureExt;
use tokio::task::JoinSet;
use tokio::time::{Interval, MissedTickBehavior};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use crate::traces;

/// How many jobs a process does at the same time: as many as it has connections to write, unless it was given more.
const LANES: usize = 4;

/// How often it is looked for jobs of other processes, and for those whose time comes. What this process adds wakes it.
const LOOK_FOR_JOBS: Duration = Duration::from_secs(1);

/// How often it is looked whether timed work is due: messages are sent by the second.
const LOOK_FOR_TIMED: Duration = Duration::from_secs(1);

/// How often a lease is renewed: thrice before it ends.
const RENEW: Duration = Duration::from_secs(15);

/// How often the figures of `/metrics` are brought up to date.
const COUNT: Duration = Duration::from_secs(15);

/// Does what is due until told to stop; then finishes what it has begun.
pub(super) async fn work(ports: Ports, stop: CancellationToken) {
    tokio::join!(do_jobs(&ports, &stop), do_all_timed(&ports, &stop), count_jobs(&ports, &stop));
}

fn each(time: Duration) -> Interval {
    let mut looks = tokio::time::interval(time);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    looks
}

async fn do_jobs(ports: &Ports, stop: &CancellationToken) {
    let (mut lanes, mut looks) = (JoinSet::new(), each(LOOK_FOR_JOBS));
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            _ = looks.tick() => {}
            () = ports.store.job_added() => {}
            Some(_) = lanes.join_next() => {}
        }
        while lanes.try_join_next().is_some() {}
        let free = LANES - lanes.len();
        if free == 0 {
            continue;
        }
        match run::take(ports, u32::try_from(free).unwrap_or(1)).await {
            Ok(jobs) => jobs.into_iter().for_each(|job| {
                lanes.spawn(do_job(ports.clone(), job));
            }),
            Err(failure) => tracing::warn!(%failure, "it is not known which jobs are due"),
        }
    }
    while lanes.join_next().await.is_some() {}
}

/// In the trace of what caused it: the log of one request and of all that follows from it can be found by that.
async fn do_job(ports: Ports, job: Taken) {
    let kind = job.work.as_ref().map_or("unknown", Work::name);
    let span = tracing::error_span!("job", id = %job.id, kind);
    traces::follow(&span, job.trace.as_deref());
    run_job(ports, job, kind).instrument(span).await;
}

async fn run_job(ports: Ports, job: Taken, kind: &'static str) {
    let began = Instant::now();
    let done = renewed(run::run(&ports, &job), || run::renew(&ports, &job)).await;
    metrics::histogram!("linli_job_seconds", "kind" => kind, "outcome" => outcome(&done))
        .record(began.elapsed().as_secs_f64());
    let Err(failure) = done else { return };
    let (id, tries, work) = (job.id, job.tries, &job.work);
    match run::put_back(&ports, &job, &failure).await {
        Ok(Some(Next::TryAt(at))) => {
            tracing::warn!(%id, ?work, tries, %failure, %at, "a job failed, and is tried again")
        }
        Ok(Some(Next::SetAside(_))) => tracing::error!(%id, ?work, tries, %failure, "a job was set aside"),
        Ok(None) => tracing::warn!(%id, ?work, %failure, "a job failed that is in other hands by now"),
        Err(fault) => tracing::warn!(%id, ?work, %failure, %fault, "a job that failed waits for the end of its lease"),
    }
}

fn outcome<T>(done: &Outcome<T>) -> &'static str {
    if done.is_ok() { "ok" } else { "failed" }
}

async fn count_jobs(ports: &Ports, stop: &CancellationToken) {
    let mut looks = each(COUNT);
    while stop.run_until_cancelled(looks.tick()).await.is_some() {
        match ports.store.job_queue().await {
            Ok(queue) => {
                metrics::gauge!("linli_jobs_waiting").set(queue.waiting as f64);
                metrics::gauge!("linli_jobs_oldest_seconds").set(queue.oldest(ports.now()) as f64);
                metrics::gauge!("linli_jobs_set_aside").set(queue.set_aside as f64);
            }
            Err(failure) => tracing::warn!(%failure, "jobs could not be counted"),
        }
    }
}

async fn do_all_timed(ports: &Ports, stop: &CancellationToken) {
    let mut looks = each(LOOK_FOR_TIMED);
    while stop.run_until_cancelled(looks.tick()).await.is_some() {
        while !stop.is_cancelled() {
            match timed::take(ports).await {
                Ok(Some(held)) => do_timed(ports, held).await,
                Ok(None) => break,
                Err(failure) => {
                    tracing::warn!(%failure, "it is not known what timed work is due");
                    break;
                }
            }
        }
    }
}

async fn do_timed(ports: &Ports, held: Held) {
    let (name, began) = (held.work.name(), Instant::now());
    let span = tracing::error_span!("timed work", name);
    let done = renewed(held.run(ports), || held.renew(ports)).instrument(span).await;
    metrics::histogram!("linli_timed_work_seconds", "kind" => name, "outcome" => outcome(&done))
        .record(began.elapsed().as_secs_f64());
    let well = done.is_ok();
    match done {
        Ok(Done::Rows(0)) => {}
        Ok(Done::Rows(rows)) => tracing::debug!(name, rows, "timed work done"),
        Ok(Done::Linked(linked, head)) => tell_linked(linked, head.as_ref()),
        Err(failure) => tracing::warn!(name, %failure, "timed work failed, and is tried again in a minute"),
    }
    if let Err(failure) = held.end(ports, well).await {
        tracing::warn!(name, %failure, "timed work waits for the end of its lease");
    }
}

/// Says where the chain ends now: anyone who keeps the log elsewhere can tell later whether the chain was cut.
pub(super) fn tell_linked(linked: usize, head: Option<&Link>) {
    match (linked, head) {
        (0, _) => {}
        (linked, Some(head)) => tracing::info!(linked, head = %Head::from(head), "audit log linked"),
        (linked, None) => tracing::info!(linked, "audit log linked, by another process too"),
    }
}

/// Does it, and meanwhile renews its lease. Should that be lost, it goes on to its end all the same: what is done
/// twice does no harm. A panic is a failure, so that it ends nothing else.
async fn renewed<T, R>(work: impl Future<Output = Outcome<T>>, renew: impl Fn() -> R) -> Outcome<T>
where
    R: Future<Output = Outcome<bool>>,
{
    let renewing = async {
        loop {
            tokio::time::sleep(RENEW).await;
            if let Err(failure) = renew().await {
                tracing::warn!(%failure, "a lease could not be renewed");
            }
        }
    };
    tokio::select! {
        done = AssertUnwindSafe(work).catch_unwind() => done.unwrap_or_else(|_| Err(Failure::Broken("a panic".into()))),
        never = renewing => never,
    }
}
