//! Timed work: due by the clock, done in one process at a time.

use std::time::Duration as Time;

use chrono::Duration;
use domain::jobs::repo::LEASE;
use domain::jobs::timed::{self, Timed};
use futures_util::future::join_all;
use serde_json::json;

use crate::harness::jobs::do_timed_work;
use crate::harness::on_both_stores;
use crate::harness::servers::shared_redis;
use crate::harness::service::{Service, settings};
use crate::harness::sql::count;
use crate::harness::town::Town;
use crate::harness::world::World;

on_both_stores!(
    each_kind_is_done_when_it_is_due,
    a_claim_past_its_deadline_goes_back_to_the_feed,
    one_process_at_a_time_does_it,
    what_fails_is_tried_again_in_a_minute,
);

/// What is done whether or not anything waits for it: all but the sending of messages.
fn always() -> Vec<Timed> {
    Timed::ALL.into_iter().filter(|work| *work != Timed::SendMessages).collect()
}

async fn each_kind_is_done_when_it_is_due(world: &World) {
    let minutely = vec![Timed::LapseClaims, Timed::ChainAudit, Timed::FinishPhotoChecks];
    assert_eq!(do_timed_work(&world.ports).await, always(), "what was never done is due");
    assert_eq!(do_timed_work(&world.ports).await, []);
    world.pass(Duration::seconds(59));
    assert_eq!(do_timed_work(&world.ports).await, []);
    world.pass(Duration::seconds(1));
    assert_eq!(do_timed_work(&world.ports).await, minutely);
    world.pass(Duration::minutes(59));
    assert_eq!(do_timed_work(&world.ports).await, always(), "once, however long nobody did it");
}

async fn a_claim_past_its_deadline_goes_back_to_the_feed(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let wish = town.open_wish(world, &author, "修门铃").await;
    world.act(&helper, "claimWish", json!({ "wishId": wish, "forMyUnit": false }), "... on Wish { id }").await;
    let claimed = "SELECT COUNT(*) FROM wishes WHERE state = 'claimed'";
    world.pass(Duration::days(7) - Duration::seconds(1));
    do_timed_work(&world.ports).await;
    assert_eq!(count(world, claimed).await, 1);
    world.pass(Duration::minutes(1));
    do_timed_work(&world.ports).await;
    assert_eq!(count(world, claimed).await, 0);
    let lapsed =
        "SELECT COUNT(*) FROM audit_chain c JOIN audit_entries e ON e.id = c.entry_id WHERE act = 'lapseClaims'";
    assert_eq!(count(world, lapsed).await, 1, "and the entry that tells of it is linked");
}

async fn one_process_at_a_time_does_it(world: &World) {
    let take = || async { timed::take(&world.ports).await.expect("an answer") };
    let mut all = join_all((0..12).map(|_| take())).await.into_iter().flatten().collect::<Vec<_>>();
    all.extend(take().await);
    let mut names: Vec<_> = all.iter().map(|held| held.work.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!((names.len(), all.len()), (always().len(), always().len()), "each once: {all:?}");
    assert!(take().await.is_none(), "all of it is being done");

    // One goes on, the others were killed.
    world.pass(LEASE - Duration::seconds(1));
    let alive = all.swap_remove(0);
    assert!(alive.renew(&world.ports).await.expect("an answer"));
    assert!(take().await.is_none(), "nobody is missed yet");
    world.pass(Duration::seconds(1));
    let taken_over = do_timed_work(&world.ports).await;
    assert_eq!(taken_over.len(), always().len() - 1, "{taken_over:?}");
    assert!(!taken_over.contains(&alive.work), "{taken_over:?}");
    // Who comes back late finds it in other hands.
    for late in all {
        assert!(!late.renew(&world.ports).await.expect("an answer"));
        late.end(&world.ports, false).await.expect("an answer");
    }
    assert!(alive.renew(&world.ports).await.expect("an answer"));
    alive.end(&world.ports, true).await.expect("an answer");
    assert!(take().await.is_none());
}

async fn what_fails_is_tried_again_in_a_minute(world: &World) {
    do_timed_work(&world.ports).await;
    world.pass(Duration::hours(1));
    while let Some(held) = timed::take(&world.ports).await.expect("taken") {
        held.end(&world.ports, false).await.expect("ended");
    }
    world.pass(Duration::seconds(59));
    assert_eq!(do_timed_work(&world.ports).await, []);
    world.pass(Duration::seconds(1));
    assert_eq!(do_timed_work(&world.ports).await, always());
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_does_it_unless_it_is_told_not_to() {
    let world = World::postgres().await;
    let rows = "SELECT COUNT(*) FROM timed_work WHERE lease_until IS NULL AND next_at > CURRENT_TIMESTAMP";
    let told_not_to = settings(&world.database, Some(shared_redis()), &world.stand_in);
    let mut settings = told_not_to.clone();
    settings.retain(|(name, _)| *name != "LINLI_NO_WORKER");
    let mut without = Service::start(&told_not_to).await;
    assert_eq!(without.status("/readyz").await, 200);
    without.stop().await;
    assert_eq!(count(&world, rows).await, 0);
    let mut service = Service::start(&settings).await;
    let done = async {
        while count(&world, rows).await < always().len() as i64 {
            tokio::time::sleep(Time::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Time::from_secs(10), done).await.expect("done");
    service.stop().await;
}
