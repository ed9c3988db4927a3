//! How much waits for staff.

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::on_both_stores;
use crate::harness::party::{ask, party_member};
use crate::harness::points::{award, redeem, rice, rule};
use crate::harness::town::{Town, appoint, post, propose, second_it};
use crate::harness::world::{Person, World, error_of};

on_both_stores!(each_queue_says_how_much_waits_and_since_when, counting_ends_at_a_hundred,);

const QUEUES: &str = "query($c: ID) { queues(communityId: $c) { kind waiting oldestAt } }";
const KINDS: [&str; 5] = ["WISHES_TO_REVIEW", "MODERATION", "REPORT_INS", "PROPOSALS", "REDEMPTIONS_WAITING"];

async fn queues(world: &World, who: &Person, community: &str) -> Value {
    world.get(who, QUEUES, json!({ "c": community })).await["queues"].take()
}

/// How much waits, in the order of the kinds.
async fn waiting(world: &World, who: &Person, community: &str) -> [i64; 5] {
    let queues = queues(world, who, community).await;
    let found = KINDS.map(|kind| queues.as_array().expect("a list").iter().find(|queue| queue["kind"] == kind));
    found.map(|queue| queue.expect("one of each kind")["waiting"].as_i64().expect("a number"))
}

async fn each_queue_says_how_much_waits_and_since_when(world: &World) {
    let town = Town::build(world).await;
    let (staff, [here, there]) = (&town.staff[0], &town.communities);
    let (author, neighbour) =
        (town.resident(world, "author", 0, None).await, town.resident(world, "neighbour", 0, None).await);
    let colleague = town.resident(world, "colleague", 0, None).await;
    appoint(world, &town.city_admin, &colleague, "COMMUNITY_STAFF", here).await;
    let nothing = queues(world, staff, here).await;
    assert_eq!(nothing, json!(KINDS.map(|kind| json!({ "kind": kind, "waiting": 0, "oldestAt": null }))));

    let open = town.open_wish(world, &author, "修门铃").await;
    let since = world.now() + Duration::milliseconds(1);
    post(world, &author, "修水管").await;
    world.pass(Duration::minutes(1));
    let late = post(world, &author, "修窗").await;
    world.act(&neighbour, "reportContent", json!({ "targetId": open, "reason": "FALSE" }), "").await;
    let unit = world
        .act(&town.city_admin, "createUnit", json!({ "areaId": town.city, "name": "供水公司" }), "... on Unit { id }")
        .await;
    let member = party_member(world, &town, unit["id"].as_str().expect("an id"), "member", 0).await;
    ask(world, &member).await;
    rule(world, &town, "DEED", Some("拾金不昧"), 50).await;
    award(world, &town, &author).await;
    let goods = rice(world, &town, 10, 5, None).await;
    for _ in 0..3 {
        redeem(world, &author, &goods).await;
    }
    let proposal = propose(world, staff, &neighbour, "GRID_WORKER", &town.grids[0]).await;

    assert_eq!(waiting(world, staff, here).await, [2, 1, 1, 0, 3], "nobody is their own second person");
    assert_eq!(waiting(world, &colleague, here).await, [2, 1, 1, 1, 3]);
    assert_eq!(waiting(world, &town.city_admin, here).await, [2, 1, 1, 1, 3]);
    assert_eq!(waiting(world, &town.staff[1], there).await, [0; 5], "of another community");
    assert_eq!(waiting(world, &town.city_admin, there).await, [0, 0, 0, 1, 0], "proposals are of all places");
    let first = queues(world, staff, here).await[0]["oldestAt"].take();
    assert_eq!(first, json!(since.to_rfc3339_opts(chrono::SecondsFormat::Micros, true)));

    world.act(staff, "approveWish", json!({ "wishId": late }), "").await;
    second_it(world, &town.second_admin, &proposal).await;
    assert_eq!(waiting(world, &colleague, here).await, [1, 1, 1, 0, 3]);

    for (who, no) in [(&author, "FORBIDDEN"), (&town.staff[1], "NOT_FOUND")] {
        let answer = world.ask(Some(who), QUEUES, json!({ "c": here })).await;
        assert_eq!(error_of(&answer).0, no, "{answer}");
    }
}

async fn counting_ends_at_a_hundred(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    for n in 0..102 {
        post(world, &author, &format!("第{n}个")).await;
    }
    assert_eq!(waiting(world, &town.staff[0], &town.communities[0]).await, [100, 0, 0, 0, 0]);
}
