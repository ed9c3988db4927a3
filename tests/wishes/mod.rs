//! From a wish to its claim.

mod by_state;
mod fulfilment;

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::town::{Town, appoint, post, text, wish_input};
use crate::harness::world::{World, error_of, request_id};

on_both_stores!(
    a_wish_goes_from_post_to_claim,
    fifty_race_for_twenty_wishes,
    the_same_request_twenty_times_has_one_effect,
    a_request_id_serves_one_input,
    another_community_sees_nothing,
    staff_decide_once_and_say_why,
    only_helpers_claim_and_never_their_own,
    the_feed_shows_the_own_grid_first_then_who_waits_longest,
    pages_fit_together_in_both_directions,
    filters_and_cursors_keep_to_their_list,
);

const FEED: &str = "query($first: Int, $after: String, $last: Int, $before: String, $filter: WishFilter) { \
    wishes(first: $first, after: $after, last: $last, before: $before, filter: $filter) { \
    edges { cursor node { id title } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";

async fn a_wish_goes_from_post_to_claim(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, Some(1)).await;
    world.act(&author, "setRealName", json!({ "realName": "王秀英" }), "... on Viewer { shownName }").await;
    let neighbour = town.resident(world, "neighbour", 0, None).await;
    let helper = town.volunteer(world, "helper", 0).await;

    let input = json!({
        "kind": "GOODS", "category": "ELDERLY", "urgency": "URGENT",
        "title": " 一根拐杖 ", "text": "第一行\r\n第二行", "costLimitFen": 12000, "neededBy": null,
    });
    let all = "... on Wish { id state kind category urgency title text costLimitFen neededBy postedAt openedAt rejectReason \
        community { id name kind } grid { name parent { name } } author { id shownName } claim { id } }";
    let posted = world.act(&author, "postWish", input, all).await;
    assert_eq!(posted["title"], "一根拐杖");
    assert_eq!(posted["text"], "第一行\n第二行");
    assert_eq!(posted["grid"], json!({ "name": "第2网格", "parent": { "name": "桂花社区" } }));
    assert_eq!(posted["author"], json!({ "id": author.id, "shownName": "王**" }));
    assert_eq!([&posted["openedAt"], &posted["claim"], &posted["rejectReason"]], [&Value::Null; 3]);

    let id = text(&posted["id"]);
    let node = "query($id: ID!) { node(id: $id) { id ... on Wish { state } } }";
    let seen = |answer: Value| answer["node"]["state"].as_str().map(str::to_owned);
    assert_eq!(seen(world.get(&author, node, json!({ "id": id })).await).as_deref(), Some("PENDING_REVIEW"));
    assert_eq!(seen(world.get(&town.staff[0], node, json!({ "id": id })).await).as_deref(), Some("PENDING_REVIEW"));
    assert_eq!(seen(world.get(&neighbour, node, json!({ "id": id })).await), None, "not before staff approve");
    let early = json!({ "wishId": id });
    let answer = world.try_act(&helper, "claimWish", early, "... on Wish { id }").await;
    assert_eq!(error_of(&answer), ("NOT_FOUND", "wishId"), "{answer}");

    let queue = "query($c: ID) { wishReviewQueue(communityId: $c) { edges { node { id } } } }";
    let waiting = world.get(&town.staff[0], queue, json!({ "c": town.communities[0] })).await;
    assert_eq!(waiting["wishReviewQueue"]["edges"][0]["node"]["id"], json!(id));
    let answer = world.ask(Some(&neighbour), queue, json!({})).await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");

    let opened =
        world.act(&town.staff[0], "approveWish", json!({ "wishId": id }), "... on Wish { state openedAt }").await;
    assert_eq!(opened["state"], "OPEN");
    assert_eq!(world.get(&neighbour, FEED, json!({})).await["wishes"]["edges"][0]["node"]["id"], json!(id));

    let input = json!({ "wishId": id });
    let fields = "... on Wish { state openedAt claim { claimedAt dueAt claimer { id } } }";
    let claimed = world.act(&helper, "claimWish", input, fields).await;
    assert_eq!(claimed["state"], "CLAIMED");
    assert_eq!(claimed["openedAt"], opened["openedAt"]);
    assert_eq!(claimed["claim"]["claimer"]["id"], json!(helper.id));
    assert_eq!(world.get(&neighbour, FEED, json!({})).await["wishes"]["edges"], json!([]), "claimed is not open");
    let mine = world.get(&author, "{ viewer { wishes { edges { node { state } } } } }", json!({})).await;
    assert_eq!(mine["viewer"]["wishes"]["edges"], json!([{ "node": { "state": "CLAIMED" } }]));
}

async fn fifty_race_for_twenty_wishes(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let mut wishes = Vec::new();
    for n in 0..20 {
        wishes.push(town.open_wish(world, &author, &format!("第{n}个心愿")).await);
    }
    let mut helpers = Vec::new();
    for n in 0..50 {
        helpers.push(town.volunteer(world, &format!("helper{n}"), 0).await);
    }
    // Each tries every wish, so that every wish is wanted by fifty at once.
    let attempts = wishes.iter().flat_map(|wish| helpers.iter().map(move |helper| (helper, wish)));
    let answers = all(attempts.map(|(helper, wish)| async move {
        let input = json!({ "wishId": wish });
        world.act(helper, "claimWish", input, "... on Wish { id claim { claimer { id } } }").await
    }))
    .await;
    let won: Vec<_> = answers.iter().filter(|answer| answer["__typename"] == "Wish").collect();
    let lost = answers.iter().filter(|answer| answer["code"] == "WISH_ALREADY_CLAIMED").count();
    assert_eq!((won.len(), lost), (20, 980), "twenty winners, and every loser is told so");
    let different: HashSet<_> = won.iter().map(|answer| text(&answer["id"])).collect();
    assert_eq!(different.len(), 20);
}

async fn the_same_request_twenty_times_has_one_effect(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let input = wish_input("只想要一个");
    let posted =
        all((0..20).map(|_| world.act(&author, "postWish", input.clone(), "... on Wish { id postedAt }"))).await;
    assert!(posted.iter().all(|answer| *answer == posted[0]), "{posted:#?}");
    let mine = world.get(&author, "{ viewer { wishes { edges { node { id } } } } }", json!({})).await;
    assert_eq!(mine["viewer"]["wishes"]["edges"].as_array().map(Vec::len), Some(1));

    let wish = text(&posted[0]["id"]);
    world.act(&town.staff[0], "approveWish", json!({ "wishId": wish }), "").await;
    let helper = town.volunteer(world, "helper", 0).await;
    let input = json!({ "requestId": request_id(), "wishId": wish });
    let claimed =
        all((0..20).map(|_| world.act(&helper, "claimWish", input.clone(), "... on Wish { claim { id claimedAt } }")))
            .await;
    assert!(claimed.iter().all(|answer| *answer == claimed[0] && answer["__typename"] == "Wish"), "{claimed:#?}");
}

async fn a_request_id_serves_one_input(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let mut input = wish_input("第一个");
    world.act(&author, "postWish", input.clone(), "").await;
    let other = town.resident(world, "other", 0, None).await;
    let theirs = world.act(&other, "postWish", input.clone(), "").await;
    assert_eq!(theirs["__typename"], "Wish", "ids of different members do not meet");
    input["title"] = json!("第二个");
    let refused = world.act(&author, "postWish", input, "").await;
    assert_eq!([&refused["code"], &refused["field"]], [&json!("REQUEST_ID_REUSED"), &json!("requestId")]);
    let mut input = wish_input("零");
    input["requestId"] = json!("00000000-0000-0000-0000-000000000000");
    let answer = world.try_act(&author, "postWish", input, "").await;
    assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "requestId"), "{answer}");
}

async fn another_community_sees_nothing(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let wish = town.open_wish(world, &author, "只给本社区看").await;
    let stranger = town.volunteer(world, "stranger", 1).await;
    let node = "query($id: ID!) { node(id: $id) { id } }";
    for who in [&stranger, &town.staff[1]] {
        assert_eq!(world.get(who, node, json!({ "id": wish })).await["node"], Value::Null);
        assert_eq!(world.get(who, node, json!({ "id": author.id })).await["node"], Value::Null);
        let answer = world
            .ask(
                Some(who),
                "query($c: ID) { wishes(communityId: $c) { edges { cursor } } }",
                json!({ "c": town.communities[0] }),
            )
            .await;
        assert_eq!(error_of(&answer), ("NOT_FOUND", "communityId"), "{answer}");
        for (mutation, input) in [
            ("claimWish", json!({ "wishId": wish })),
            ("approveWish", json!({ "wishId": wish })),
            ("rejectWish", json!({ "wishId": wish, "reason": "不" })),
        ] {
            let answer = world.try_act(who, mutation, input, "").await;
            // Anyone who is not on the staff is not told more.
            let own = mutation == "claimWish" || who.id == town.staff[1].id;
            let expected = if own { ("NOT_FOUND", "wishId") } else { ("FORBIDDEN", "") };
            assert_eq!(error_of(&answer), expected, "{mutation} {answer}");
        }
    }
    assert_eq!(world.get(&stranger, FEED, json!({})).await["wishes"]["edges"], json!([]));
    let from_above = "query($c: ID) { wishes(communityId: $c) { edges { node { id } } } }";
    let seen = world.get(&town.city_admin, from_above, json!({ "c": town.communities[0] })).await;
    assert_eq!(seen["wishes"]["edges"][0]["node"]["id"], json!(wish));
    assert_eq!(error_of(&world.ask(None, FEED, json!({})).await).0, "UNAUTHENTICATED");
}

async fn staff_decide_once_and_say_why(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let wish = post(world, &author, "一千元现金").await;
    let neighbour = town.resident(world, "neighbour", 0, None).await;
    let answer = world.try_act(&author, "approveWish", json!({ "wishId": wish }), "").await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "not one's own: {answer}");
    let answer = world.try_act(&neighbour, "approveWish", json!({ "wishId": wish }), "").await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");

    let decisions = all((0..10).map(|n| {
        let staff = &town.staff[0];
        let (mutation, input) = match n % 2 {
            0 => ("approveWish", json!({ "wishId": wish })),
            _ => ("rejectWish", json!({ "wishId": wish, "reason": "不受理现金" })),
        };
        async move { world.act(staff, mutation, input, "... on Wish { state }").await }
    }))
    .await;
    let counted: Vec<_> = decisions.iter().filter(|answer| answer["__typename"] == "Wish").collect();
    assert_eq!(counted.len(), 1, "the first counts: {decisions:#?}");
    assert!(decisions.iter().all(|answer| answer["__typename"] == "Wish" || answer["code"] == "WISH_ALREADY_REVIEWED"));

    let wish = post(world, &author, "又是现金").await;
    let input = json!({ "wishId": wish, "reason": "不受理现金" });
    world.act(&town.staff[0], "rejectWish", input, "").await;
    let mine = world
        .get(&author, "{ viewer { wishes(first: 1) { edges { node { state rejectReason openedAt } } } } }", json!({}))
        .await;
    let node = json!({ "state": "REJECTED", "rejectReason": "不受理现金", "openedAt": null });
    assert_eq!(mine["viewer"]["wishes"]["edges"][0]["node"], node);
}

async fn only_helpers_claim_and_never_their_own(world: &World) {
    let town = Town::build(world).await;
    let author = town.volunteer(world, "author", 0).await;
    let wish = town.open_wish(world, &author, "帮我").await;
    let neighbour = town.resident(world, "neighbour", 0, None).await;
    for (who, code) in [(&neighbour, "NOT_A_HELPER"), (&author, "OWN_WISH")] {
        let refused = world.act(who, "claimWish", json!({ "wishId": wish }), "").await;
        assert_eq!(refused["code"], code, "{refused}");
    }
    // A person who works here and lives elsewhere sees the wish, and helps where they live.
    let worker = town.volunteer(world, "worker", 1).await;
    appoint(world, &town.city_admin, &worker, "GRID_WORKER", &town.grids[0]).await;
    let answer = world.try_act(&worker, "claimWish", json!({ "wishId": wish }), "").await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
}

async fn the_feed_shows_the_own_grid_first_then_who_waits_longest(world: &World) {
    let town = Town::build(world).await;
    let far = town.resident(world, "far", 0, Some(0)).await;
    let near = town.resident(world, "near", 0, Some(1)).await;
    for (author, title) in [(&far, "远一"), (&near, "近一"), (&far, "远二"), (&near, "近二")] {
        world.pass(chrono::Duration::seconds(1));
        town.open_wish(world, author, title).await;
    }
    let titles = |feed: Value| -> Vec<String> {
        feed["wishes"]["edges"].as_array().expect("a list").iter().map(|edge| text(&edge["node"]["title"])).collect()
    };
    assert_eq!(titles(world.get(&near, FEED, json!({})).await), ["近一", "近二", "远一", "远二"]);
    assert_eq!(titles(world.get(&far, FEED, json!({})).await), ["远一", "远二", "近一", "近二"]);
    let nowhere = town.resident(world, "nowhere", 0, None).await;
    assert_eq!(titles(world.get(&nowhere, FEED, json!({})).await), ["远一", "近一", "远二", "近二"]);
}

async fn pages_fit_together_in_both_directions(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, Some(0)).await;
    let other = town.resident(world, "other", 0, Some(1)).await;
    for n in 0..7 {
        let who = if n % 3 == 0 { &other } else { &author };
        town.open_wish(world, who, &format!("第{n}个")).await;
    }
    let whole = world.get(&author, FEED, json!({ "first": 100 })).await["wishes"].take();
    let ids = |page: &Value| -> Vec<Value> {
        page["edges"].as_array().expect("a list").iter().map(|edge| edge["node"]["id"].clone()).collect()
    };
    assert_eq!(ids(&whole).len(), 7);
    assert_eq!([&whole["pageInfo"]["hasNextPage"], &whole["pageInfo"]["hasPreviousPage"]], [&json!(false); 2]);

    let (mut forward, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = world.get(&author, FEED, json!({ "first": 3, "after": after })).await["wishes"].take();
        assert_eq!(page["pageInfo"]["hasPreviousPage"], json!(!forward.is_empty()));
        forward.extend(ids(&page));
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
    }
    assert_eq!(forward, ids(&whole));

    let (mut backward, mut before) = (Vec::new(), Value::Null);
    loop {
        let page = world.get(&author, FEED, json!({ "last": 2, "before": before })).await["wishes"].take();
        backward.splice(0..0, ids(&page));
        before = page["pageInfo"]["startCursor"].clone();
        if page["pageInfo"]["hasPreviousPage"] == json!(false) {
            break;
        }
    }
    assert_eq!(backward, ids(&whole));
}

async fn filters_and_cursors_keep_to_their_list(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, Some(0)).await;
    let mut input = wish_input("紧急");
    input["urgency"] = json!("URGENT");
    let urgent = text(&world.act(&author, "postWish", input, "... on Wish { id }").await["id"]);
    world.act(&town.staff[0], "approveWish", json!({ "wishId": urgent }), "").await;
    town.open_wish(world, &author, "不急").await;
    let grid = &town.grids[0];
    for (filter, count) in [
        (json!({ "urgency": "URGENT" }), 1),
        (json!({ "urgency": "NORMAL", "kind": "SERVICE", "category": "HOUSEHOLD", "gridId": grid }), 1),
        (json!({ "kind": "GOODS" }), 0),
        (json!({ "category": "HEALTH" }), 0),
        (json!({ "gridId": town.grids[1] }), 0),
        (json!({}), 2),
    ] {
        let feed = world.get(&author, FEED, json!({ "filter": filter })).await;
        assert_eq!(feed["wishes"]["edges"].as_array().map(Vec::len), Some(count), "{filter}");
    }
    let cursor = world.get(&author, FEED, json!({})).await["wishes"]["edges"][0]["cursor"].take();
    let board =
        world.get(&author, "{ areas { edges { cursor } } }", json!({})).await["areas"]["edges"][0]["cursor"].take();
    for (variables, field) in [
        (json!({ "after": cursor, "filter": { "urgency": "URGENT" } }), "after"),
        (json!({ "after": board }), "after"),
        (json!({ "before": "nonsense" }), "before"),
        (json!({ "first": 0 }), "first"),
        (json!({ "first": 101 }), "first"),
        (json!({ "last": -1 }), "last"),
        (json!({ "first": 1, "last": 1 }), "first"),
        (json!({ "filter": { "gridId": "wish_01h455vb4pex5vsknk084sn02q" } }), "gridId"),
    ] {
        let answer = world.ask(Some(&author), FEED, variables.clone()).await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", field), "{variables} {answer}");
    }
}
