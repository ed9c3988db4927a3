//! The notice board: what hangs, for whom, and in which order.

mod changes;
mod of_area;
mod reading;

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::notices::{BOARD, notice, publish, titles};
use crate::harness::on_both_stores;
use crate::harness::town::{Town, appoint, text};
use crate::harness::world::{World, error_of};

on_both_stores!(
    a_notice_reaches_those_whom_it_addresses,
    pinned_first_then_the_latest_until_it_expires,
    a_notice_for_later_is_seen_by_staff_until_then,
    the_same_request_has_the_same_answer_after_the_end,
    only_staff_publish_and_only_where_they_administer,
);

async fn a_notice_reaches_those_whom_it_addresses(world: &World) {
    let town = Town::build(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let volunteer = town.volunteer(world, "volunteer", 0).await;
    let stranger = town.resident(world, "stranger", 1, None).await;
    let staff = &town.staff[0];
    publish(world, staff, &town.communities[0], "居民", json!({ "audience": ["RESIDENTS"] })).await;
    publish(world, staff, &town.communities[0], "志愿者", json!({ "audience": ["VOLUNTEERS", "PARTY_MEMBERS"] })).await;
    publish(world, staff, &town.communities[0], "工作人员", json!({ "audience": ["STAFF"] })).await;
    publish(world, &town.city_admin, &town.street, "全街道", json!({ "audience": ["RESIDENTS"] })).await;

    assert_eq!(titles(world, &resident).await, ["全街道", "居民"]);
    assert_eq!(titles(world, &volunteer).await, ["全街道", "志愿者", "居民"]);
    assert_eq!(titles(world, &stranger).await, ["全街道"]);
    let board = "query($c: ID) { noticeBoard(communityId: $c) { edges { node { title } } } }";
    let all = world.get(staff, board, json!({ "c": town.communities[0] })).await;
    assert_eq!(all["noticeBoard"]["edges"].as_array().map(Vec::len), Some(4), "{all}");
    let answer = world.ask(Some(&stranger), board, json!({ "c": town.communities[0] })).await;
    assert_eq!(error_of(&answer), ("NOT_FOUND", "communityId"), "{answer}");
    // A grid worker who lives elsewhere sees on their own what they see on the board.
    let worker = town.resident(world, "worker", 1, None).await;
    appoint(world, &town.city_admin, &worker, "GRID_WORKER", &town.grids[0]).await;
    let board = "query($c: ID) { noticeBoard(communityId: $c) { edges { node { id } } } }";
    let seen = world.get(&worker, board, json!({ "c": town.communities[0] })).await["noticeBoard"]["edges"].take();
    assert_eq!(seen.as_array().map(Vec::len), Some(4), "{seen}");
    for edge in seen.as_array().expect("a list") {
        let one =
            world.get(&worker, "query($id: ID!) { node(id: $id) { id } }", json!({ "id": edge["node"]["id"] })).await;
        assert_eq!(one["node"], edge["node"]);
    }
    let nobody = world.login("homeless").await;
    let answer = world.ask(Some(&nobody), board, json!({})).await;
    assert_eq!(answer["errors"][0]["extensions"]["refusal"], "NO_HOME_COMMUNITY", "{answer}");
}

async fn pinned_first_then_the_latest_until_it_expires(world: &World) {
    let town = Town::build(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let (staff, place) = (&town.staff[0], &town.communities[0]);
    let tomorrow = (world.now() + Duration::days(1)).to_rfc3339();
    let pinned = publish(world, staff, place, "置顶", json!({ "pinned": true, "expiresAt": tomorrow })).await;
    publish(world, staff, place, "旧", json!({ "category": "FINANCE_AFFAIRS" })).await;
    publish(world, staff, place, "新", json!({})).await;
    assert_eq!(titles(world, &resident).await, ["置顶", "新", "旧"]);

    let first = world.get(&resident, BOARD, json!({ "first": 1 })).await["noticeBoard"].take();
    assert_eq!(first["pageInfo"]["hasNextPage"], json!(true));
    let rest = world.get(&resident, BOARD, json!({ "after": first["pageInfo"]["endCursor"] })).await;
    let rest: Vec<_> =
        rest["noticeBoard"]["edges"].as_array().expect("a list").iter().map(|e| text(&e["node"]["title"])).collect();
    assert_eq!(rest, ["新", "旧"]);
    let finance = world.get(&resident, BOARD, json!({ "category": "FINANCE_AFFAIRS" })).await;
    assert_eq!(finance["noticeBoard"]["edges"].as_array().map(Vec::len), Some(1));

    let node = "query($id: ID!) { node(id: $id) { id } }";
    assert_eq!(world.get(&resident, node, json!({ "id": pinned })).await["node"]["id"], json!(pinned));
    world.pass(Duration::days(1));
    let resident = world.login("resident").await;
    assert_eq!(titles(world, &resident).await, ["新", "旧"]);
    // What is past is put away, once, and that changes nothing.
    for past in [1, 0] {
        assert_eq!(world.ports.store.put_past_notices_away(world.ports.now()).await.expect("put away"), past);
        assert_eq!(titles(world, &resident).await, ["新", "旧"]);
    }
    assert_eq!(world.get(&resident, node, json!({ "id": pinned })).await["node"], Value::Null);
}

async fn a_notice_for_later_is_seen_by_staff_until_then(world: &World) {
    let town = Town::build(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let (staff, place) = (&town.staff[0], &town.communities[0]);
    let start = world.now() + Duration::hours(3);
    let later = json!({ "publishAt": start.to_rfc3339(), "expiresAt": (start + Duration::hours(2)).to_rfc3339() });
    let id = publish(world, staff, place, "定时", later).await;
    publish(world, staff, place, "立即", json!({})).await;
    assert_eq!(titles(world, &resident).await, ["立即"]);
    let node = "query($id: ID!) { node(id: $id) { ... on Notice { title text publishedAt } } }";
    assert_eq!(world.get(&resident, node, json!({ "id": id })).await["node"], Value::Null);
    assert_eq!(world.get(&town.staff[1], node, json!({ "id": id })).await["node"], Value::Null, "staff of elsewhere");
    for who in [staff, &town.city_admin] {
        assert_eq!(world.get(who, node, json!({ "id": id })).await["node"]["title"], "定时");
    }
    for (hours, seen) in [(3, vec!["定时", "立即"]), (2, vec!["立即"])] {
        world.pass(Duration::hours(hours));
        let resident = world.login("resident").await;
        assert_eq!(titles(world, &resident).await, seen, "after {hours} hours more");
    }
    let at = |days| (world.now() + Duration::days(days)).to_rfc3339();
    let staff = world.login(&format!("staff-{place}")).await;
    for (change, field) in [
        (json!({ "publishAt": at(-1) }), "publishAt"),
        (json!({ "publishAt": at(368) }), "publishAt"),
        (json!({ "publishAt": at(10), "expiresAt": at(9) }), "expiresAt"),
    ] {
        let answer = world.try_act(&staff, "publishNotice", notice(place, "不行", change), "").await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", field), "{answer}");
    }
}

async fn the_same_request_has_the_same_answer_after_the_end(world: &World) {
    let town = Town::build(world).await;
    let soon = (world.now() + Duration::hours(1)).to_rfc3339_opts(chrono::SecondsFormat::Nanos, true);
    let change = json!({ "expiresAt": soon, "audience": ["STAFF", "RESIDENTS", "RESIDENTS"] });
    let input = notice(&town.communities[0], "一小时", change);
    let fields = "... on Notice { id audience expiresAt publishedAt }";
    let first = world.act(&town.staff[0], "publishNotice", input.clone(), fields).await;
    assert_eq!(first["audience"], json!(["RESIDENTS", "STAFF"]));
    world.pass(Duration::hours(2));
    let staff = world.login(&format!("staff-{}", town.communities[0])).await;
    assert_eq!(world.act(&staff, "publishNotice", input, fields).await, first);
}

async fn only_staff_publish_and_only_where_they_administer(world: &World) {
    let town = Town::build(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    for (who, place, code) in [
        (&resident, &town.communities[0], "FORBIDDEN"),
        (&town.staff[0], &town.communities[1], "FORBIDDEN"),
        (&town.staff[0], &town.street, "FORBIDDEN"),
    ] {
        let answer = world.try_act(who, "publishNotice", notice(place, "不行", json!({})), "").await;
        assert_eq!(error_of(&answer).0, code, "{answer}");
    }
    let past = (world.now() - Duration::days(1)).to_rfc3339();
    for (place, change, field) in [
        (&town.grids[0], json!({}), "areaId"),
        (&town.communities[0], json!({ "audience": [] }), "audience"),
        (&town.communities[0], json!({ "expiresAt": past }), "expiresAt"),
        (&town.communities[0], json!({ "expiresAt": "9999-12-31T23:59:59-12:00" }), "expiresAt"),
        (&town.communities[0], json!({ "title": "字".repeat(61) }), "title"),
        (&town.communities[0], json!({ "text": " \n " }), "text"),
    ] {
        let answer = world.try_act(&town.staff[0], "publishNotice", notice(place, "不行", change), "").await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", field), "{answer}");
    }
    assert!(titles(world, &resident).await.is_empty(), "nothing was stored");
}
