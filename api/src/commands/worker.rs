//! Doing what is done later: timed work.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use domain::Ports;
use domain::audit::chain::{Head, Link};
use domain::failure::{Failure, Outcome};
use domain::jobs::timed::{self, Done, Held};
use futures_util::FutureExt;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

/// How often it is looked whether timed work is due.
const LOOK: Duration = Duration::from_secs(5);

/// How often a lease is renewed: thrice before it ends.
const RENEW: Duration = Duration::from_secs(15);

/// Does what is due until told to stop; then finishes what it has begun.
pub(super) async fn work(ports: Ports, stop: CancellationToken) {
    let mut looks = tokio::time::interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while stop.run_until_cancelled(looks.tick()).await.is_some() {
        while !stop.is_cancelled() {
            match timed::take(&ports).await {
                Ok(Some(held)) => do_timed(&ports, held).await,
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
    let name = held.work.name();
    let done = renewed(held.run(ports), || held.renew(ports)).await;
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

/// Does it, and meanwhile renews its lease. Should that be lost, it is done to its end all the same: what is done twice
/// does no harm. A panic is a failure, so that it ends nothing else.
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
