//! Jobs: there is one exactly when there is its cause, and each has one effect, whoever dies.

use std::sync::Arc;

use chrono::Duration;
use domain::Ports;
use domain::failure::Failure;
use domain::ids::{JobId, MemberId};
use domain::jobs::job::{SetAside, Work};
use domain::jobs::repo::LEASE;
use domain::jobs::retry::retry;
use domain::jobs::run;
use domain::members::session::Session;
use domain::page::PageRequest;
use futures_util::future::join_all;
use serde_json::json;

use crate::harness::jobs::{NoSessions, add_jobs, do_jobs};
use crate::harness::on_both_stores;
use crate::harness::sql::{count, execute};
use crate::harness::town::Town;
use crate::harness::world::World;

on_both_stores!(
    three_workers_do_each_job_once,
    what_a_dead_worker_had_is_done_once_by_another,
    a_job_is_kept_with_its_cause_or_not_at_all,
    what_fails_is_tried_again_later_and_later_and_then_set_aside,
    what_can_never_work_is_set_aside_at_once,
    what_kills_its_workers_is_set_aside,
    a_job_of_a_later_release_waits_for_it,
    logins_end_after_a_block_and_an_erasure_although_the_session_store_was_away,
);

/// How many jobs had their effect.
const DONE: &str = "SELECT COUNT(*) FROM audit_entries WHERE act = 'endLogins'";
const LEFT: &str = "SELECT COUNT(*) FROM jobs";
const ASIDE: &str = "SELECT COUNT(*) FROM jobs WHERE set_aside_at IS NOT NULL";

/// The same ports, but that the session store fails in this way.
fn failing(world: &World, how: fn() -> Failure) -> Ports {
    Ports { sessions: Arc::new(NoSessions(how)), ..world.ports.clone() }
}

async fn set_aside(world: &World) -> Vec<SetAside> {
    let all = PageRequest::first(100).expect("a page");
    world.ports.store.jobs_set_aside(&all).await.expect("a list").items
}

async fn three_workers_do_each_job_once(world: &World) {
    let jobs = add_jobs(&world.ports, 61).await;
    let failed = join_all((0..3).map(|_| do_jobs(&world.ports))).await.concat();
    assert!(failed.is_empty(), "{failed:?}");
    assert_eq!(count(world, LEFT).await, 0);
    assert_eq!(count(world, DONE).await, 61);
    let different = "SELECT COUNT(DISTINCT target) FROM audit_entries WHERE act = 'endLogins'";
    assert_eq!(count(world, different).await, 61, "{jobs:?}");
}

async fn what_a_dead_worker_had_is_done_once_by_another(world: &World) {
    let ports = &world.ports;
    add_jobs(ports, 3).await;
    let lost = run::take(ports, 2).await.expect("taken");
    assert_eq!(lost.len(), 2);
    assert_eq!(do_jobs(ports).await.len(), 0);
    assert_eq!((count(world, DONE).await, count(world, LEFT).await), (1, 2), "two are in other hands");
    world.pass(LEASE - Duration::seconds(1));
    assert!(run::renew(ports, &lost[0]).await.expect("an answer"), "that worker lives");
    assert!(run::take(ports, 9).await.expect("taken").is_empty());
    world.pass(Duration::seconds(1));
    let taken_over = run::take(ports, 9).await.expect("taken");
    assert_eq!(taken_over.iter().map(|job| job.id).collect::<Vec<_>>(), [lost[1].id], "and that one was killed");
    // It was not dead but slow: both do the same, and it has one effect.
    assert!(!run::renew(ports, &lost[1]).await.expect("an answer"));
    let unavailable = Failure::Unavailable("late".into());
    assert_eq!(run::put_back(ports, &lost[1], &unavailable).await.expect("an answer"), None);
    run::run(ports, &lost[1]).await.expect("in vain");
    assert_eq!(count(world, DONE).await, 1);
    run::run(ports, &taken_over[0]).await.expect("done");
    run::run(ports, &lost[1]).await.expect("in vain");
    run::run(ports, &lost[0]).await.expect("done");
    assert_eq!((count(world, DONE).await, count(world, LEFT).await), (3, 0));
}

async fn a_job_is_kept_with_its_cause_or_not_at_all(world: &World) {
    let job = || world.ports.job(Work::EndLogins { member: world.ports.id(world.now()) });
    let mut tx = world.ports.store.begin().await.expect("begun");
    tx.add_jobs(&[job(), job()]).await.expect("added");
    drop(tx);
    assert_eq!(count(world, LEFT).await, 0);
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    assert!(do_jobs(&world.ports).await.is_empty());
    let block = json!({ "memberId": me.id, "reason": "冒名" });
    let staff = &town.staff[0];
    let made = world.act(staff, "blockMember", block.clone(), "").await;
    assert_eq!((made["__typename"].as_str(), count(world, LEFT).await), (Some("Block"), 1), "{made}");
    let made = world.act(staff, "blockMember", block, "").await;
    assert_eq!((made["code"].as_str(), count(world, LEFT).await), (Some("MEMBER_ALREADY_BLOCKED"), 1), "{made}");
}

async fn what_fails_is_tried_again_later_and_later_and_then_set_aside(world: &World) {
    let away = failing(world, || Failure::Unavailable("secret-host".into()));
    let id = add_jobs(&away, 1).await[0].id;
    let pauses = [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600];
    for (before, pause) in pauses.into_iter().enumerate() {
        let failed = do_jobs(&away).await;
        assert_eq!(failed.iter().map(|job| job.tries).collect::<Vec<_>>(), [i32::try_from(before).expect("few") + 1]);
        // Up to a quarter sooner, by chance.
        world.pass(Duration::seconds(pause * 3 / 4 - 1));
        assert_eq!(do_jobs(&away).await.len(), 0, "{pause}");
        world.pass(Duration::seconds(pause / 4 + 2));
    }
    assert_eq!(count(world, ASIDE).await, 0);
    assert_eq!(do_jobs(&away).await.len(), 1, "the twelfth time");
    assert_eq!((count(world, ASIDE).await, count(world, LEFT).await), (1, 1));
    world.pass(Duration::days(30));
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    assert_eq!(count(world, DONE).await, 0, "somebody has to look at it");
    let aside = set_aside(world).await.remove(0);
    assert_eq!((aside.id, aside.kind.as_str(), aside.tries), (id, "endLogins", 12));
    assert_eq!(aside.fault, "something that it needs did not answer", "and no secret");

    assert!(matches!(retry(&world.ports, Some(JobId::from_uuid(uuid::Uuid::nil()))).await, Err(Failure::NotFound(_))));
    assert_eq!(retry(&world.ports, Some(id)).await.expect("found"), 1);
    assert_eq!(do_jobs(&away).await[0].tries, 1, "as if it were new");
    world.pass(Duration::seconds(10));
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    assert_eq!((count(world, DONE).await, count(world, LEFT).await), (1, 0));
    assert_eq!(retry(&world.ports, None).await.expect("none"), 0);
    assert_eq!(count(world, "SELECT COUNT(*) FROM audit_entries WHERE act = 'retryJobs'").await, 1);
}

async fn what_can_never_work_is_set_aside_at_once(world: &World) {
    let never = failing(world, || Failure::NotFound("memberId"));
    add_jobs(&never, 2).await;
    assert_eq!(do_jobs(&never).await.len(), 2);
    assert_eq!(count(world, ASIDE).await, 2);
    let aside = set_aside(world).await;
    assert_eq!((aside.len(), aside[0].fault.as_str(), aside[0].tries), (2, "memberId: not found", 1));
    let queue = world.ports.store.job_queue().await.expect("figures");
    assert_eq!((queue.waiting, queue.set_aside, queue.oldest(world.now())), (0, 2, 0));
    assert_eq!(retry(&world.ports, None).await.expect("both"), 2);
    world.pass(Duration::seconds(90));
    let queue = world.ports.store.job_queue().await.expect("figures");
    assert_eq!((queue.waiting, queue.set_aside, queue.oldest(world.now())), (2, 0, 90));
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
}

async fn what_kills_its_workers_is_set_aside(world: &World) {
    add_jobs(&world.ports, 1).await;
    for _ in 0..12 {
        assert_eq!(run::take(&world.ports, 9).await.expect("taken").len(), 1);
        world.pass(LEASE);
    }
    assert_eq!(do_jobs(&world.ports).await.len(), 1, "not even begun");
    assert_eq!((count(world, DONE).await, count(world, ASIDE).await), (0, 1));
}

async fn a_job_of_a_later_release_waits_for_it(world: &World) {
    add_jobs(&world.ports, 1).await;
    execute(world, "UPDATE jobs SET kind = 'whatComes'").await;
    assert_eq!(do_jobs(&world.ports).await.len(), 1);
    assert_eq!((count(world, LEFT).await, count(world, ASIDE).await), (1, 0));
    execute(world, "UPDATE jobs SET kind = 'endLogins'").await;
    world.pass(Duration::seconds(10));
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    assert_eq!(count(world, DONE).await, 1);
}

async fn logins_end_after_a_block_and_an_erasure_although_the_session_store_was_away(world: &World) {
    let town = Town::build(world).await;
    let [blocked, erased, lifted] = ["blocked", "erased", "lifted"].map(|name| town.resident(world, name, 0, None));
    let (blocked, erased, lifted) = (blocked.await, erased.await, lifted.await);
    let block = |id: &str| json!({ "memberId": id, "reason": "冒名" });
    world.act(&town.staff[0], "blockMember", block(&blocked.id), "").await;
    world.act(&town.staff[0], "blockMember", block(&lifted.id), "").await;
    world.act(&town.staff[0], "unblockMember", json!({ "memberId": lifted.id }), "").await;
    world.act(&erased, "eraseAccount", json!({}), "").await;
    world.login("lifted").await;
    let sessions = &world.ports.sessions;
    let [blocked, erased, lifted] =
        [blocked, erased, lifted].map(|person| MemberId::parse("id", &person.id).expect("an id"));
    // What was not ended then.
    for member in [blocked, erased] {
        let id = world.ports.id(world.now());
        let (left, _) = Session::begin(member, id, "手机".into(), world.now(), [1; 32], [2; 32]);
        assert!(sessions.swap(member, id, None, Some(&left)).await.expect("an answer"));
    }
    assert_eq!(do_jobs(&failing(world, || Failure::Unavailable("away".into()))).await.len(), 2, "the block is over");
    world.pass(Duration::seconds(10));
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    let left = join_all([blocked, erased, lifted].map(|member| sessions.all(member))).await;
    let left: Vec<_> = left.into_iter().map(|all| all.expect("an answer").len()).collect();
    assert_eq!(left, [0, 0, 1], "who is welcome again stays logged in");
}
