//! `linli worker` and `linli jobs`, as programs.

use std::time::Duration;

use domain::Ports;
use domain::failure::Failure;
use domain::jobs::repo::LEASE;
use domain::jobs::timed::Timed;
use sea_orm::{ConnectionTrait, TransactionTrait};

use crate::harness::jobs::{NoSessions, add_jobs, do_jobs};
use crate::harness::servers::shared_redis;
use crate::harness::service::{Linli, Service, Settings, env, refuses, run, settings};
use crate::harness::sql::{count, database};
use crate::harness::world::World;

const DONE: &str = "SELECT COUNT(*) FROM audit_entries WHERE act = 'endLogins'";
const LEFT: &str = "SELECT COUNT(*) FROM jobs";
const HELD: &str = "SELECT COUNT(*) FROM jobs WHERE holder IS NOT NULL";

fn with_worker(world: &World) -> Settings {
    let mut settings = settings(&world.database, Some(shared_redis()), &world.stand_in);
    settings.retain(|(name, _)| *name != "LINLI_NO_WORKER");
    settings
}

/// Waits until the database answers with this number.
async fn until(world: &World, sql: &str, number: i64) {
    let wait = async {
        while count(world, sql).await != number {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let late = tokio::time::timeout(Duration::from_secs(20), wait).await;
    assert!(late.is_ok(), "{sql}: {}", count(world, sql).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_set_aside_is_listed_and_tried_again() {
    let world = World::postgres().await;
    let settings = with_worker(&world);
    let never =
        Ports { sessions: std::sync::Arc::new(NoSessions(|| Failure::NotFound("memberId"))), ..world.ports.clone() };
    let ids: Vec<_> = add_jobs(&never, 3).await.into_iter().map(|job| job.id.to_string()).collect();
    let listed = run(&["jobs"], &env(&settings)).await;
    assert!(listed.stdout.contains("To be done: 3.") && listed.stdout.contains("Set aside: 0."), "{}", listed.stdout);
    assert_eq!(do_jobs(&never).await.len(), 3);
    let listed = run(&["jobs"], &env(&settings)).await;
    assert!(listed.status.success() && listed.stdout.contains("Set aside: 3."), "{}{}", listed.stdout, listed.stderr);
    for id in &ids {
        let line = listed.stdout.lines().find(|line| line.starts_with(id.as_str())).expect("a line");
        assert!(line.contains("endLogins") && line.ends_with("at try 1: memberId: not found"), "{line}");
    }
    let doctor = run(&["doctor"], &env(&settings)).await;
    assert!(doctor.stdout.contains("WRONG  jobs: set aside because they failed: 3"), "{}", doctor.stdout);
    let mut service = Service::start(&settings).await;
    let page = async {
        loop {
            let page = service.metrics().await;
            if page.contains("linli_jobs_set_aside") {
                return page;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let page = tokio::time::timeout(Duration::from_secs(10), page).await.expect("figures");
    for line in ["linli_jobs_waiting 0", "linli_jobs_oldest_seconds 0", "linli_jobs_set_aside 3"] {
        assert!(page.lines().any(|it| it == line), "{line}: {page}");
    }

    let retried = run(&["jobs", "retry", &ids[1]], &env(&settings)).await;
    assert!(retried.status.success() && retried.stdout.contains('1'), "{}{}", retried.stdout, retried.stderr);
    until(&world, DONE, 1).await;
    service.stop().await;
    assert!(refuses(&["jobs", "retry", &ids[1]], &env(&settings)).await.contains("no job of this id"));
    assert!(refuses(&["jobs", "retry", "everything"], &env(&settings)).await.contains("job"));
    refuses(&["jobs", "retry"], &env(&settings)).await;
    let retried = run(&["jobs", "retry", "--all"], &env(&settings)).await;
    assert!(retried.stdout.contains('2'), "{}{}", retried.stdout, retried.stderr);
    // The clock of the tests stands still, that of the program does not.
    world.pass(chrono::Duration::minutes(1));
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    assert_eq!((count(&world, DONE).await, count(&world, LEFT).await), (3, 0));
    let told = "SELECT COUNT(*) FROM audit_entries WHERE act = 'retryJobs'";
    assert_eq!(count(&world, told).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_finishes_what_it_has_begun_and_another_what_a_killed_one_had() {
    let world = World::postgres().await;
    let settings = with_worker(&world);
    let mut first = Linli::worker(&env(&settings)).await;
    // All but the sending of messages, of which none wait.
    until(&world, "SELECT COUNT(*) FROM timed_work WHERE holder IS NULL", Timed::ALL.len() as i64 - 1).await;
    // Nobody can write to the audit log: so no job is finished for as long as this lasts.
    let db = database(&world).await;
    let lock = async || {
        let lock = db.begin().await.expect("begun");
        lock.execute_unprepared("LOCK TABLE audit_entries IN SHARE MODE").await.expect("locked");
        lock
    };
    let locked = lock().await;
    add_jobs(&world.ports, 9).await;
    until(&world, HELD, 4).await;
    first.terminate();
    locked.rollback().await.expect("unlocked");
    assert!(first.exit().await.success(), "{}", first.output());
    assert_eq!((count(&world, HELD).await, count(&world, LEFT).await, count(&world, DONE).await), (0, 5, 4));

    let locked = lock().await;
    let mut second = Linli::worker(&env(&settings)).await;
    until(&world, HELD, 4).await;
    second.kill().await;
    locked.rollback().await.expect("unlocked");
    let mut third = Linli::worker(&env(&settings)).await;
    until(&world, LEFT, 4).await;
    assert_eq!(
        (count(&world, HELD).await, count(&world, DONE).await),
        (4, 5),
        "they are missed after their lease only"
    );
    let past = format!("UPDATE jobs SET lease_until = lease_until - INTERVAL '{} seconds'", LEASE.num_seconds());
    db.execute_unprepared(&past).await.expect("changed");
    until(&world, LEFT, 0).await;
    assert_eq!(count(&world, DONE).await, 9, "each once");
    assert!(third.stop().await.success(), "{}", third.output());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_process_has_no_worker_beside_it() {
    let world = World::sqlite().await;
    let settings = settings(&world.database, None, &world.stand_in);
    assert!(refuses(&["worker"], &env(&settings)).await.contains("--single-process"));
}
