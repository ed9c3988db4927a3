//! Whom a notice addresses is told of it: when it hangs, and by jobs.

use chrono::Duration;
use serde_json::json;

use crate::harness::inbox::{news, none};
use crate::harness::jobs::{do_jobs, do_timed_work};
use crate::harness::notices::publish;
use crate::harness::on_both_stores;
use crate::harness::sql::{chance, count, execute};
use crate::harness::town::{Town, appoint};
use crate::harness::world::World;

on_both_stores!(
    those_whom_it_addresses_are_told_once,
    a_notice_is_told_when_it_hangs,
    thousands_are_told_by_one_publication,
);

async fn those_whom_it_addresses_are_told_once(world: &World) {
    let town = Town::build(world).await;
    let here = &town.communities[0];
    let resident = town.resident(world, "resident", 0, None).await;
    let volunteer = town.volunteer(world, "volunteer", 0).await;
    let (_, party) = town.party_member(world, "party", 0, "供水公司").await;
    let neighbour = town.volunteer(world, "neighbour", 1).await;
    let blocked = town.resident(world, "blocked", 0, None).await;
    let grid_worker = town.resident(world, "grid-worker", 0, None).await;
    appoint(world, &town.city_admin, &grid_worker, "GRID_WORKER", &town.grids[0]).await;
    world.act(&town.staff[0], "blockMember", json!({ "memberId": blocked.id, "reason": "冒用他人名义" }), "").await;
    do_jobs(&world.ports).await;
    let [staff, elsewhere] = &town.staff;
    let all = [&resident, &volunteer, &party, &neighbour, &grid_worker, staff, elsewhere, &town.city_admin];
    for who in all {
        news(world, who).await;
    }
    let on = async |place: &str, audience: &[&str]| {
        let notice = publish(world, staff, place, "停水", json!({ "audience": audience })).await;
        assert!(do_jobs(&world.ports).await.is_empty());
        let mut told = Vec::new();
        for (who, name) in
            all.iter().zip(["resident", "volunteer", "party", "neighbour", "grid", "staff", "elsewhere", "city"])
        {
            let news = news(world, who).await;
            assert!(news.is_empty() || news == [format!("NOTICE_PUBLISHED {notice}")], "{name}: {news:?}");
            told.extend((!news.is_empty()).then_some(name));
        }
        told.join(" ")
    };
    assert_eq!(on(here, &["RESIDENTS"]).await, "resident volunteer party grid");
    assert_eq!(on(here, &["VOLUNTEERS"]).await, "volunteer");
    assert_eq!(on(here, &["PARTY_MEMBERS"]).await, "party");
    assert_eq!(on(here, &["VOLUNTEERS", "PARTY_MEMBERS"]).await, "volunteer party");
    assert_eq!(on(here, &["STAFF"]).await, "grid", "not its author");
    assert_eq!(on(here, &["RESIDENTS", "STAFF"]).await, "resident volunteer party grid", "each once");
    let notice =
        publish(world, &town.city_admin, &town.street, "停水", json!({ "audience": ["VOLUNTEERS", "STAFF"] })).await;
    assert!(do_jobs(&world.ports).await.is_empty());
    for who in [&volunteer, &neighbour, &grid_worker, staff, elsewhere] {
        assert_eq!(news(world, who).await, [format!("NOTICE_PUBLISHED {notice}")]);
    }
    for who in [&resident, &party, &town.city_admin] {
        none(world, who).await;
    }
    let of_blocked = "SELECT COUNT(*) FROM inbox_entries e JOIN blocks b ON b.member_id = e.member_id \
        WHERE e.news = 'notice_published'";
    assert_eq!(count(world, of_blocked).await, 0, "who is blocked reads nothing");
}

async fn a_notice_is_told_when_it_hangs(world: &World) {
    let town = Town::build(world).await;
    let here = &town.communities[0];
    let resident = town.resident(world, "resident", 0, None).await;
    let later = world.now() + Duration::minutes(10);
    let hangs = publish(world, &town.staff[0], here, "停水", json!({ "publishAt": later })).await;
    let withdrawn = publish(world, &town.staff[0], here, "停电", json!({ "publishAt": later })).await;
    world.act(&town.staff[0], "withdrawNotice", json!({ "noticeId": withdrawn, "reason": "改期" }), "").await;
    assert!(do_jobs(&world.ports).await.is_empty());
    none(world, &resident).await;
    world.pass(Duration::minutes(10));
    assert!(do_jobs(&world.ports).await.is_empty());
    assert_eq!(news(world, &resident).await, [format!("NOTICE_PUBLISHED {hangs}")]);
    assert!(do_jobs(&world.ports).await.is_empty());
    none(world, &resident).await;
    world.pass(Duration::days(400));
    do_timed_work(&world.ports).await;
    let kept = count(world, "SELECT COUNT(*) FROM inbox_entries WHERE news = 'notice_published'").await;
    assert_eq!(kept, 1, "for 400 days");
    world.pass(Duration::hours(1));
    do_timed_work(&world.ports).await;
    assert_eq!(count(world, "SELECT COUNT(*) FROM inbox_entries").await, 0);
}

async fn thousands_are_told_by_one_publication(world: &World) {
    let town = Town::build(world).await;
    let here = &town.communities[0];
    let resident = town.resident(world, "resident", 0, None).await;
    // As many again and again, until it takes more than two transactions to tell them all.
    let (digest, id) = chance(world);
    let more = format!(
        "INSERT INTO members (id, openid_digest, openid_sealed, shown_name, community_id, created_at) \
         SELECT {id}, {digest}, openid_sealed, shown_name, community_id, created_at \
         FROM members WHERE community_id IS NOT NULL"
    );
    for _ in 0..12 {
        execute(world, &more).await;
    }
    publish(world, &town.staff[0], here, "停水", json!({})).await;
    let told = "SELECT COUNT(*) FROM inbox_entries WHERE news = 'notice_published'";
    assert_eq!(count(world, told).await, 0, "the publication itself tells nobody");
    assert_eq!(count(world, "SELECT COUNT(*) FROM jobs WHERE kind = 'tellReaders'").await, 1);
    assert!(do_jobs(&world.ports).await.is_empty());
    assert_eq!(count(world, told).await, 4096);
    let once = "SELECT COUNT(DISTINCT member_id) FROM inbox_entries WHERE news = 'notice_published'";
    assert_eq!(count(world, once).await, 4096, "each once");
    assert_eq!(news(world, &resident).await.len(), 1);
}
