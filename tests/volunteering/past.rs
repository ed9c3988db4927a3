//! Activities that are over.

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::on_both_stores;
use crate::harness::town::Town;
use crate::harness::volunteering::{organise, shift};
use crate::harness::world::{Person, World, error_of};

on_both_stores!(what_is_over_is_found_by_those_who_saw_it);

const LIST: &str = "query($c: ID, $past: Boolean, $first: Int, $after: String, $last: Int, $before: String) { \
    activities(communityId: $c, past: $past, first: $first, after: $after, last: $last, before: $before) { \
    edges { node { id } } pageInfo { hasNextPage endCursor startCursor } } }";

async fn page(world: &World, who: &Person, variables: Value) -> (Vec<String>, Value) {
    let mut seen = world.get(who, LIST, variables).await["activities"].take();
    let edges = seen["edges"].as_array().expect("a list");
    let ids = edges.iter().map(|edge| edge["node"]["id"].as_str().expect("an id").to_owned()).collect();
    (ids, seen["pageInfo"].take())
}

async fn what_is_over_is_found_by_those_who_saw_it(world: &World) {
    let town = Town::build(world).await;
    let by = &town.staff[0];
    let mut made = Vec::new();
    // The last one ends first; one takes until tomorrow.
    for (starts, hours) in [(2, 3), (2, 2), (2, 1), (30, 2)] {
        made.push(organise(world, by, &town, vec![shift(world, starts, hours, 3)]).await.0);
    }
    let resident = town.resident(world, "resident", 0, None).await;
    assert!(page(world, &resident, json!({ "past": true })).await.0.is_empty());
    assert_eq!(page(world, &resident, json!({})).await.0.len(), 4);
    world.pass(Duration::hours(6));
    let resident = world.login("resident").await;
    let over = [made[0].clone(), made[1].clone(), made[2].clone()];
    assert_eq!(page(world, &resident, json!({ "past": true })).await.0, over, "the latest first");
    assert_eq!(page(world, &resident, json!({ "past": false })).await.0, [made[3].clone()]);
    world.ports.store.put_past_activities_away(world.now()).await.expect("put away");
    assert_eq!(page(world, &resident, json!({ "past": true })).await.0, over);

    let (first, info) = page(world, &resident, json!({ "past": true, "first": 2 })).await;
    assert_eq!((first.as_slice(), &info["hasNextPage"]), (&over[..2], &json!(true)));
    let (rest, more) = page(world, &resident, json!({ "past": true, "first": 2, "after": info["endCursor"] })).await;
    assert_eq!(rest, over[2..]);
    let back = page(world, &resident, json!({ "past": true, "last": 2, "before": more["startCursor"] })).await.0;
    assert_eq!(back, first);
    let answer = world.ask(Some(&resident), LIST, json!({ "after": info["endCursor"] })).await;
    assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "after"), "another list");

    let stranger = town.resident(world, "stranger", 1, None).await;
    assert!(page(world, &stranger, json!({ "past": true })).await.0.is_empty());
    let answer = world.ask(Some(&stranger), LIST, json!({ "c": town.communities[0], "past": true })).await;
    assert_eq!(error_of(&answer).0, "NOT_FOUND", "{answer}");
}
