//! What failed, as an administrator of the city sees it.

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::jobs::{do_jobs, set_aside};
use crate::harness::on_both_stores;
use crate::harness::sql::count;
use crate::harness::town::Town;
use crate::harness::world::{World, error_of};

on_both_stores!(what_failed_is_listed_and_tried_again);

const FAILED: &str = "query($first: Int, $after: String) { failedJobs(first: $first, after: $after) { \
    edges { node { id kind tries fault madeAt failedAt } } pageInfo { hasNextPage endCursor } } }";

async fn what_failed_is_listed_and_tried_again(world: &World) {
    let town = Town::build(world).await;
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    let mut jobs = Vec::new();
    for _ in 0..3 {
        jobs.push(set_aside(&world.ports).await);
        world.pass(Duration::seconds(1));
    }
    let admin = &town.city_admin;
    let list = async |variables: Value| world.get(admin, FAILED, variables).await["failedJobs"].take();
    let ids = |page: &Value| -> Vec<String> {
        let edges = page["edges"].as_array().expect("a list");
        edges.iter().map(|edge| edge["node"]["id"].as_str().expect("an id").to_owned()).collect()
    };
    let first = list(json!({ "first": 2 })).await;
    assert_eq!((ids(&first).as_slice(), &first["pageInfo"]["hasNextPage"]), (&jobs[..2], &json!(true)));
    assert_eq!(ids(&list(json!({ "after": first["pageInfo"]["endCursor"] })).await), jobs[2..]);
    let node = &first["edges"][0]["node"];
    assert_eq!([&node["kind"], &node["fault"]], [&json!("endLogins"), &json!("memberId: not found")]);
    assert!(node["tries"] == 1 && node["failedAt"].is_string(), "{node}");

    let retry = json!({ "jobId": jobs[1] });
    let retried = world.act(admin, "retryJob", retry.clone(), "... on FailedJob { id }").await;
    assert_eq!(retried["id"], json!(jobs[1]));
    assert_eq!(ids(&list(json!({})).await), [jobs[0].clone(), jobs[2].clone()]);
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    let done = "SELECT COUNT(*) FROM audit_entries WHERE act = 'endLogins'";
    assert_eq!(count(world, done).await, 1, "this one, and no other");
    assert_eq!(count(world, "SELECT COUNT(*) FROM audit_entries WHERE act = 'retryJob' AND ending = 'done'").await, 1);
    let again = world.try_act(admin, "retryJob", retry.clone(), "").await;
    assert_eq!(error_of(&again), ("NOT_FOUND", "jobId"), "{again}");

    let by = &town.staff[0];
    assert_eq!(error_of(&world.ask(Some(by), FAILED, json!({})).await).0, "FORBIDDEN");
    let no = world.try_act(by, "retryJob", json!({ "jobId": jobs[0] }), "").await;
    assert_eq!(error_of(&no).0, "FORBIDDEN", "{no}");
    assert_eq!(ids(&list(json!({})).await).len(), 2);
}
