//! The wishes of a community, by where they stand.

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::on_both_stores;
use crate::harness::town::{Town, post, staff};
use crate::harness::world::{Person, World, error_of};

on_both_stores!(staff_find_wishes_by_where_they_stand);

const OF: &str = "query($c: ID, $state: WishState!, $first: Int, $after: String, $last: Int, $before: String) { \
    communityWishes(communityId: $c, state: $state, first: $first, after: $after, last: $last, before: $before) { \
    edges { node { title state claim { claimer { id } } } } pageInfo { hasNextPage endCursor startCursor } } }";

async fn titles(world: &World, who: &Person, community: &str, state: &str) -> Vec<Value> {
    let answer = world.get(who, OF, json!({ "c": community, "state": state })).await;
    let edges = answer["communityWishes"]["edges"].as_array().expect("a list").clone();
    edges.iter().map(|edge| edge["node"]["title"].clone()).collect()
}

async fn staff_find_wishes_by_where_they_stand(world: &World) {
    let town = Town::build(world).await;
    let (by, here) = (&town.staff[0], &town.communities[0]);
    let author = town.resident(world, "author", 0, None).await;
    let helper = town.volunteer(world, "helper", 0).await;
    post(world, &author, "待审").await;
    let no = post(world, &author, "不行").await;
    world.act(by, "rejectWish", json!({ "wishId": no, "reason": "不合适" }), "").await;
    let mut of = std::collections::BTreeMap::new();
    for title in ["开一", "开二", "开三", "认领", "办好", "确认", "撤回"] {
        of.insert(title, town.open_wish(world, &author, title).await);
    }
    let about = |title: &str| json!({ "wishId": of[title] });
    for title in ["认领", "办好", "确认"] {
        world.act(&helper, "claimWish", about(title), "").await;
    }
    for title in ["办好", "确认"] {
        world.act(&helper, "fulfilWish", json!({ "wishId": of[title], "text": "好了" }), "").await;
    }
    world.act(&author, "confirmWish", json!({ "wishId": of["确认"], "rating": 5 }), "").await;
    world.act(&author, "withdrawWish", about("撤回"), "").await;

    for (state, expected) in [
        ("PENDING_REVIEW", vec!["待审"]),
        ("OPEN", vec!["开三", "开二", "开一"]),
        ("CLAIMED", vec!["认领"]),
        ("FULFILLED", vec!["办好"]),
        ("CONFIRMED", vec!["确认"]),
        ("REJECTED", vec!["不行"]),
        ("WITHDRAWN", vec!["撤回"]),
    ] {
        assert_eq!(titles(world, by, here, state).await, expected, "{state}");
        assert!(titles(world, &town.staff[1], &town.communities[1], state).await.is_empty(), "{state} elsewhere");
    }

    let page = async |more: Value| {
        let mut variables = json!({ "c": here, "state": "OPEN" });
        variables.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        world.get(by, OF, variables).await["communityWishes"].take()
    };
    let first = page(json!({ "first": 2 })).await;
    assert_eq!(first["pageInfo"]["hasNextPage"], true);
    let rest = page(json!({ "first": 2, "after": first["pageInfo"]["endCursor"] })).await;
    assert_eq!(rest["edges"][0]["node"]["title"], "开一");
    assert_eq!(rest["pageInfo"]["hasNextPage"], false);
    let back = page(json!({ "last": 2, "before": rest["pageInfo"]["startCursor"] })).await;
    assert_eq!(back["edges"], first["edges"]);
    let other = json!({ "c": here, "state": "CLAIMED", "after": first["pageInfo"]["endCursor"] });
    let answer = world.ask(Some(by), OF, other).await;
    assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "after"), "a cursor of another list");

    for (who, no) in [(&author, "FORBIDDEN"), (&town.staff[1], "NOT_FOUND")] {
        let answer = world.ask(Some(who), OF, json!({ "c": here, "state": "OPEN" })).await;
        assert_eq!(error_of(&answer).0, no, "{answer}");
    }

    // A claim that ran out counts no longer, wherever the list still has its wish.
    world.pass(Duration::days(8));
    let by = staff(world, &town).await;
    let lapsed = world.get(&by, OF, json!({ "c": here, "state": "CLAIMED" })).await;
    let node = &lapsed["communityWishes"]["edges"][0]["node"];
    assert_eq!(*node, json!({ "title": "认领", "state": "OPEN", "claim": null }));
}
