//! The notices of an area, as those who write them find them.

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::notices::publish;
use crate::harness::on_both_stores;
use crate::harness::town::{Town, staff};
use crate::harness::world::{Person, World, error_of};

on_both_stores!(staff_find_what_they_wrote_wherever_it_stands);

const OF: &str = "query($a: ID, $state: NoticeState, $first: Int, $after: String, $last: Int, $before: String) { \
    notices(areaId: $a, state: $state, first: $first, after: $after, last: $last, before: $before) { \
    edges { node { title state } } pageInfo { hasNextPage endCursor startCursor } } }";

async fn found(world: &World, who: &Person, area: &str, state: Option<&str>) -> Vec<(String, String)> {
    let seen = world.get(who, OF, json!({ "a": area, "state": state })).await;
    let edges = seen["notices"]["edges"].as_array().expect("a list").clone();
    let text = |node: &Value, field: &str| node[field].as_str().expect("a text").to_owned();
    edges.iter().map(|edge| (text(&edge["node"], "title"), text(&edge["node"], "state"))).collect()
}

fn of(state: &str, titles: &[&str]) -> Vec<(String, String)> {
    titles.iter().map(|title| (title.to_string(), state.to_owned())).collect()
}

async fn staff_find_what_they_wrote_wherever_it_stands(world: &World) {
    let town = Town::build(world).await;
    let (by, here) = (&town.staff[0], &town.communities[0]);
    let resident = town.resident(world, "resident", 0, None).await;
    let at = |minutes| (world.now() + Duration::minutes(minutes)).to_rfc3339();
    let (soon, later, end) = (at(10), at(600), at(700));
    publish(world, by, here, "短", json!({ "expiresAt": soon })).await;
    publish(world, by, here, "长", json!({})).await;
    let taken = publish(world, by, here, "错", json!({})).await;
    publish(world, by, here, "有期", json!({ "expiresAt": end })).await;
    publish(world, by, here, "以后", json!({ "publishAt": later, "expiresAt": end })).await;
    let never = publish(world, by, here, "作罢", json!({ "publishAt": later })).await;
    publish(world, &town.city_admin, &town.street, "街道的", json!({})).await;
    for id in [taken, never] {
        world.act(by, "withdrawNotice", json!({ "noticeId": id, "reason": "写错" }), "").await;
    }
    assert_eq!(found(world, by, here, Some("HANGING")).await, of("HANGING", &["有期", "长", "短"]));
    assert!(found(world, by, here, Some("ENDED")).await.is_empty());
    world.pass(Duration::minutes(12));

    assert_eq!(found(world, by, here, Some("UPCOMING")).await, of("UPCOMING", &["以后"]));
    assert_eq!(found(world, by, here, Some("HANGING")).await, of("HANGING", &["有期", "长"]));
    assert_eq!(found(world, by, here, Some("ENDED")).await, of("ENDED", &["短"]));
    assert_eq!(found(world, by, here, Some("WITHDRAWN")).await, of("WITHDRAWN", &["作罢", "错"]));
    let all = found(world, by, here, None).await;
    let titles: Vec<_> = all.iter().map(|(title, _)| title.as_str()).collect();
    assert_eq!(titles, ["作罢", "以后", "有期", "错", "长", "短"], "of this area, and not of those above it");
    assert_eq!(found(world, &town.city_admin, &town.street, None).await, of("HANGING", &["街道的"]));
    assert!(found(world, &town.staff[1], &town.communities[1], None).await.is_empty());

    // What the clock has put away is found as before.
    world.ports.store.put_past_notices_away(world.now()).await.expect("put away");
    assert_eq!(found(world, by, here, Some("ENDED")).await, of("ENDED", &["短"]));
    assert_eq!(found(world, by, here, None).await.len(), 6);

    let page = async |more: Value| {
        let mut variables = json!({ "a": here });
        variables.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        world.get(by, OF, variables).await["notices"].take()
    };
    let first = page(json!({ "first": 4 })).await;
    let rest = page(json!({ "first": 4, "after": first["pageInfo"]["endCursor"] })).await;
    assert_eq!(rest["edges"].as_array().map(Vec::len), Some(2));
    let back = page(json!({ "last": 4, "before": rest["pageInfo"]["startCursor"] })).await;
    assert_eq!(back["edges"], first["edges"]);

    for who in [&resident, &town.staff[1]] {
        let answer = world.ask(Some(who), OF, json!({ "a": here })).await;
        assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    }
    let answer = world.ask(Some(by), OF, json!({ "a": town.street })).await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "not of an area above: {answer}");
    world.pass(Duration::minutes(20));
    let answer = world.ask(Some(&staff(world, &town).await), OF, json!({ "a": by.id })).await;
    assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "areaId"), "{answer}");
}
