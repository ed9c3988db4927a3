//! From a claim to its confirmation, and the ways out.

use std::collections::BTreeSet;

use chrono::Duration;
use domain::wishes::lapse::lapse;
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::sql::count;
use crate::harness::town::{Town, post, text};
use crate::harness::world::{Person, World, error_of, request_id};

on_both_stores!(
    a_wish_goes_from_claim_to_confirmation,
    a_wish_that_was_given_back_is_open_again,
    a_claim_past_its_deadline_counts_as_given_back,
    the_contact_is_for_who_holds_the_claim,
    a_claim_can_be_for_the_unit,
    a_withdrawal_and_claims_have_one_outcome,
    fulfilling_and_giving_back_have_one_outcome,
    who_comes_too_late_is_told_what_happened,
    what_a_mover_claimed_stays_in_their_list,
    each_step_happens_once_however_often_it_is_sent,
    every_other_state_and_person_is_refused,
);

const ALL: &str = "... on Wish { state releaseCount claim { state claimer { id } unit { name } fulfilledAt fulfilment \
    confirmedAt rating giveBackReason } timeline { kind at actor { id } text rating } }";
const SEEN: &str = "query($id: ID!) { node(id: $id) { ... on Wish { state releaseCount claim { claimer { id } } \
    timeline { kind actor { id } text rating } } } }";
const CLAIMS: &str =
    "{ viewer { claims { edges { node { claim { state giveBackReason rating } wish { id state } } } } } }";

/// Acts on a wish with a request id of its own.
async fn act(world: &World, who: &Person, mutation: &str, wish: &str, more: Value) -> Value {
    world.act(who, mutation, input(wish, more), ALL).await
}

fn input(wish: &str, more: Value) -> Value {
    let mut input = json!({ "requestId": request_id(), "wishId": wish });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    input
}

fn kinds(wish: &Value) -> Vec<String> {
    wish["timeline"].as_array().expect("steps").iter().map(|step| text(&step["kind"])).collect()
}

async fn a_wish_goes_from_claim_to_confirmation(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let wish = town.open_wish(world, &author, "修门铃").await;
    world.pass(Duration::minutes(1));
    assert_eq!(act(world, &helper, "claimWish", &wish, json!({})).await["claim"]["state"], "HELD");
    world.pass(Duration::minutes(1));
    let done = act(world, &helper, "fulfilWish", &wish, json!({ "text": "换了新门铃。\r\n试过了" })).await;
    assert_eq!([&done["state"], &done["claim"]["state"]], [&json!("FULFILLED"); 2]);
    assert_eq!(done["claim"]["fulfilment"], "换了新门铃。\n试过了");
    assert_eq!([&done["claim"]["confirmedAt"], &done["claim"]["rating"]], [&Value::Null; 2]);
    world.pass(Duration::days(30));
    let author = world.login("author").await;
    let confirmed = act(world, &author, "confirmWish", &wish, json!({ "rating": 5 })).await;
    assert_eq!([&confirmed["state"], &confirmed["claim"]["state"]], [&json!("CONFIRMED"); 2], "no deadline any more");
    assert_eq!(confirmed["claim"]["rating"], 5);
    assert_eq!(kinds(&confirmed), ["POSTED", "APPROVED", "CLAIMED", "FULFILLED", "CONFIRMED"]);
    let steps = confirmed["timeline"].as_array().expect("steps");
    let actors: Vec<_> = steps.iter().map(|step| text(&step["actor"]["id"])).collect();
    assert_eq!(actors, [&author.id, &town.staff[0].id, &helper.id, &helper.id, &author.id].map(Clone::clone));
    assert_eq!([&steps[3]["text"], &steps[4]["rating"]], [&json!("换了新门铃。\n试过了"), &json!(5)]);
    assert!(steps.windows(2).all(|pair| pair[0]["at"].as_str() <= pair[1]["at"].as_str()), "in the order of time");
    let neighbour = town.resident(world, "neighbour", 0, None).await;
    assert_eq!(world.get(&neighbour, SEEN, json!({ "id": wish })).await["node"]["state"], "CONFIRMED");
    let helper = world.login("helper").await;
    let mine = world.get(&helper, CLAIMS, json!({})).await;
    assert_eq!(mine["viewer"]["claims"]["edges"][0]["node"]["claim"]["rating"], 5);
}

async fn a_wish_that_was_given_back_is_open_again(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let (first, second) = (town.volunteer(world, "first", 0).await, town.volunteer(world, "second", 0).await);
    let wish = town.open_wish(world, &author, "陪诊").await;
    act(world, &first, "claimWish", &wish, json!({})).await;
    world.pass(Duration::minutes(1));
    let open = act(world, &first, "giveBackWish", &wish, json!({ "reason": "临时出差" })).await;
    assert_eq!([&open["state"], &open["releaseCount"], &open["claim"]], [&json!("OPEN"), &json!(1), &Value::Null]);
    let feed = world.get(&second, "{ wishes { edges { node { id } } } }", json!({})).await;
    assert_eq!(feed["wishes"]["edges"][0]["node"]["id"], json!(wish));
    world.pass(Duration::minutes(1));
    assert_eq!(act(world, &second, "claimWish", &wish, json!({})).await["claim"]["claimer"]["id"], json!(second.id));
    let seen = world.get(&author, SEEN, json!({ "id": wish })).await["node"].take();
    assert_eq!(kinds(&seen), ["POSTED", "APPROVED", "CLAIMED", "GIVEN_BACK", "CLAIMED"]);
    assert_eq!(seen["timeline"][3]["text"], "临时出差");
    let refused = act(world, &first, "fulfilWish", &wish, json!({ "text": "做完了" })).await;
    assert_eq!(refused["code"], "CLAIM_NOT_HELD", "{refused}");
    let mine = world.get(&first, CLAIMS, json!({})).await["viewer"]["claims"]["edges"][0]["node"].take();
    assert_eq!(mine["claim"], json!({ "state": "GIVEN_BACK", "giveBackReason": "临时出差", "rating": null }));
    assert_eq!(mine["wish"]["state"], "CLAIMED", "by somebody else now");
}

async fn a_claim_past_its_deadline_counts_as_given_back(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let first = town.volunteer(world, "first", 0).await;
    town.volunteer(world, "second", 0).await;
    let mut wishes = Vec::new();
    for title in ["一", "二", "三"] {
        wishes.push(town.open_wish(world, &author, title).await);
        act(world, &first, "claimWish", wishes.last().expect("a wish"), json!({})).await;
    }
    world.pass(Duration::days(7) - Duration::milliseconds(10));
    let [first, second, author] =
        [world.login("first").await, world.login("second").await, world.login("author").await];
    let refused = act(world, &second, "claimWish", &wishes[0], json!({})).await;
    assert_eq!(refused["code"], "WISH_ALREADY_CLAIMED", "{refused}");
    world.pass(Duration::milliseconds(10));
    let seen = world.get(&author, SEEN, json!({ "id": wishes[0] })).await["node"].take();
    assert_eq!([&seen["state"], &seen["releaseCount"], &seen["claim"]], [&json!("OPEN"), &json!(1), &Value::Null]);
    assert_eq!(kinds(&seen), ["POSTED", "APPROVED", "CLAIMED", "LAPSED"]);
    for (mutation, more) in [("fulfilWish", json!({ "text": "晚了" })), ("giveBackWish", json!({ "reason": "晚了" }))]
    {
        let refused = act(world, &first, mutation, &wishes[0], more).await;
        assert_eq!(refused["code"], "CLAIM_NOT_HELD", "{refused}");
    }
    let claimed = act(world, &second, "claimWish", &wishes[0], json!({})).await;
    assert_eq!([&claimed["state"], &claimed["releaseCount"]], [&json!("CLAIMED"), &json!(1)]);
    let withdrawn = act(world, &author, "withdrawWish", &wishes[1], json!({})).await;
    assert_eq!([&withdrawn["state"], &withdrawn["releaseCount"]], [&json!("WITHDRAWN"), &json!(1)]);
    assert_eq!(kinds(&withdrawn), ["POSTED", "APPROVED", "CLAIMED", "LAPSED", "WITHDRAWN"]);

    let feed = "{ wishes { edges { node { id releaseCount } } } }";
    assert_eq!(world.get(&second, feed, json!({})).await["wishes"]["edges"], json!([]), "nobody touched it");
    assert_eq!(lapse(&world.ports).await.expect("done"), 1);
    assert_eq!(lapse(&world.ports).await.expect("done"), 0);
    assert_eq!(count(world, "SELECT COUNT(*) FROM audit_entries WHERE act = 'lapseClaims'").await, 1, "once");
    let back = world.get(&second, feed, json!({})).await;
    assert_eq!(back["wishes"]["edges"], json!([{ "node": { "id": wishes[2], "releaseCount": 1 } }]));
}

async fn the_contact_is_for_who_holds_the_claim(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    world.act(&author, "setRealName", json!({ "realName": "王秀英" }), "").await;
    world.act(&author, "bindPhone", json!({ "code": "phone-13800005678.1" }), "").await;
    let (helper, other) = (town.volunteer(world, "helper", 0).await, town.volunteer(world, "other", 0).await);
    let wish = town.open_wish(world, &author, "换灯泡").await;
    let fields = "... on Contact { realName phone }";
    let reveal = async |who: &Person| world.act(who, "revealContact", json!({ "wishId": wish }), fields).await;
    assert_eq!(reveal(&helper).await["code"], "CLAIM_NOT_HELD", "not before the claim");
    act(world, &helper, "claimWish", &wish, json!({})).await;
    for who in [&other, &author, &town.staff[0]] {
        assert_eq!(reveal(who).await["code"], "CLAIM_NOT_HELD");
    }
    let contact = reveal(&helper).await;
    assert_eq!([&contact["realName"], &contact["phone"]], [&json!("王秀英"), &json!("13800005678")]);
    let log = "{ viewer { dataAccessLog { edges { node { id at wishTitle shownTo { id } } } } } }";
    let seen = world.get(&author, log, json!({})).await["viewer"]["dataAccessLog"]["edges"].take();
    assert_eq!(seen.as_array().map(Vec::len), Some(1), "only what was shown: {seen}");
    assert_eq!(seen[0]["node"]["shownTo"]["id"], json!(helper.id));
    assert_eq!(seen[0]["node"]["wishTitle"], "换灯泡");
    assert_eq!(world.get(&helper, log, json!({})).await["viewer"]["dataAccessLog"]["edges"], json!([]));
    act(world, &helper, "fulfilWish", &wish, json!({ "text": "换好了" })).await;
    assert_eq!(reveal(&helper).await["code"], "WISH_ALREADY_FULFILLED", "not after it");
}

async fn a_claim_can_be_for_the_unit(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let wish = town.open_wish(world, &author, "旧书").await;
    let helper = town.volunteer(world, "helper", 0).await;
    let refused = act(world, &helper, "claimWish", &wish, json!({ "forMyUnit": true })).await;
    assert_eq!([&refused["code"], &refused["field"]], [&json!("NOT_A_PARTY_MEMBER"), &json!("forMyUnit")]);
    let (_, member) = town.party_member(world, "member", 0, "供水公司").await;
    let claimed = act(world, &member, "claimWish", &wish, json!({ "forMyUnit": true })).await;
    assert_eq!(claimed["claim"]["unit"]["name"], "供水公司");
    let other = town.open_wish(world, &author, "新书").await;
    assert_eq!(act(world, &member, "claimWish", &other, json!({})).await["claim"]["unit"], Value::Null);
}

async fn a_withdrawal_and_claims_have_one_outcome(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let mut helpers = Vec::new();
    for n in 0..10 {
        helpers.push(town.volunteer(world, &format!("helper{n}"), 0).await);
    }
    for round in 0..5 {
        let wish = town.open_wish(world, &author, &format!("第{round}个")).await;
        let mut tries: Vec<_> = helpers.iter().map(|helper| (helper, "claimWish")).collect();
        tries.insert(round, (&author, "withdrawWish"));
        let tried = tries.iter().map(|(who, mutation)| act(world, who, mutation, &wish, json!({})));
        let answers = all(tried).await;
        let won: Vec<_> = answers.iter().filter(|answer| answer["__typename"] == "Wish").collect();
        assert_eq!(won.len(), 1, "{answers:#?}");
        let seen = world.get(&author, SEEN, json!({ "id": wish })).await["node"].take();
        assert_eq!(seen["state"], won[0]["state"]);
    }
}

async fn fulfilling_and_giving_back_have_one_outcome(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let helper = town.volunteer(world, "helper", 0).await;
    for round in 0..5 {
        let wish = town.open_wish(world, &author, &format!("第{round}个")).await;
        act(world, &helper, "claimWish", &wish, json!({})).await;
        let answers = all((0..6).map(|n| match (n + round) % 2 {
            0 => act(world, &helper, "fulfilWish", &wish, json!({ "text": "好了" })),
            _ => act(world, &helper, "giveBackWish", &wish, json!({ "reason": "不行" })),
        }))
        .await;
        let won: Vec<_> = answers.iter().filter(|answer| answer["__typename"] == "Wish").collect();
        assert_eq!(won.len(), 1, "{answers:#?}");
        let seen = world.get(&author, SEEN, json!({ "id": wish })).await["node"].take();
        assert_eq!(kinds(&seen).len(), 4, "one step more: {seen}");
    }
}

/// One who loses by a moment gets the answer of one who comes later: it follows from what became of the wish.
async fn who_comes_too_late_is_told_what_happened(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let mut helpers = Vec::new();
    for n in 0..6 {
        helpers.push(town.volunteer(world, &format!("helper{n}"), 0).await);
    }
    let codes = |answers: &[Value]| -> BTreeSet<String> {
        answers.iter().filter_map(|answer| answer["code"].as_str()).map(str::to_owned).collect()
    };
    let state = async |wish: &str| world.get(&author, SEEN, json!({ "id": wish })).await["node"]["state"].take();
    let one = |code: &str| BTreeSet::from([code.to_owned()]);
    for round in 0..10 {
        let wish = post(world, &author, &format!("待审核{round}")).await;
        let withdraw = || act(world, &author, "withdrawWish", &wish, json!({}));
        let reject = || act(world, &town.staff[0], "rejectWish", &wish, json!({ "reason": "不受理" }));
        let (withdrawn, rejected) = tokio::join!(all((0..3).map(|_| withdraw())), all((0..3).map(|_| reject())));
        assert_eq!(codes(&withdrawn), one("WISH_NOT_OPEN"), "{withdrawn:#?} {rejected:#?}");
        assert_eq!(codes(&rejected), one("WISH_ALREADY_REVIEWED"), "{rejected:#?}");

        let wish = town.open_wish(world, &author, &format!("待认领{round}")).await;
        let withdraw = || act(world, &author, "withdrawWish", &wish, json!({}));
        let claim = |helper| act(world, helper, "claimWish", &wish, json!({}));
        let (withdrawn, claimed) = tokio::join!(all((0..2).map(|_| withdraw())), all(helpers.iter().map(claim)));
        let code = if state(&wish).await == "WITHDRAWN" { "WISH_NOT_OPEN" } else { "WISH_ALREADY_CLAIMED" };
        assert_eq!(codes(&claimed), one(code), "{claimed:#?}");
        assert_eq!(codes(&withdrawn), one(code), "{withdrawn:#?}");

        let wish = town.open_wish(world, &author, &format!("已认领{round}")).await;
        act(world, &helpers[0], "claimWish", &wish, json!({})).await;
        let fulfil = || act(world, &helpers[0], "fulfilWish", &wish, json!({ "text": "好了" }));
        let give_back = || act(world, &helpers[0], "giveBackWish", &wish, json!({ "reason": "不行" }));
        let (fulfilled, back) = tokio::join!(all((0..3).map(|_| fulfil())), all((0..3).map(|_| give_back())));
        let code = if state(&wish).await == "FULFILLED" { "WISH_ALREADY_FULFILLED" } else { "CLAIM_NOT_HELD" };
        assert_eq!(codes(&fulfilled), one(code), "{fulfilled:#?}");
        assert_eq!(codes(&back), one(code), "{back:#?}");
    }
}

async fn what_a_mover_claimed_stays_in_their_list(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let helper = town.volunteer(world, "helper", 0).await;
    for n in 0..3 {
        world.pass(Duration::milliseconds(1));
        let wish = town.open_wish(world, &author, &format!("第{n}个")).await;
        act(world, &helper, "claimWish", &wish, json!({})).await;
        if n > 0 {
            act(world, &helper, "giveBackWish", &wish, json!({ "reason": "要搬家" })).await;
        }
    }
    town.resident(world, "helper", 1, None).await;
    let helper = world.login("helper").await;
    let query = "query($after: String) { viewer { claims(first: 1, after: $after) { edges { node { claim { state } \
        wish { title } } } pageInfo { hasNextPage endCursor } } } }";
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    for _ in 0..3 {
        let page = world.get(&helper, query, json!({ "after": after })).await["viewer"]["claims"].take();
        seen.extend(page["edges"].as_array().expect("a list").iter().map(|edge| edge["node"].clone()));
        after = page["pageInfo"]["endCursor"].clone();
    }
    // What they hold they see; the others belong to people among whom they live no more.
    let given_back = json!({ "claim": { "state": "GIVEN_BACK" }, "wish": null });
    let held = json!({ "claim": { "state": "HELD" }, "wish": { "title": "第0个" } });
    assert_eq!(seen, [given_back.clone(), given_back, held]);
}

async fn each_step_happens_once_however_often_it_is_sent(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let wish = town.open_wish(world, &author, "一次就好").await;
    let other = town.open_wish(world, &author, "另一个").await;
    act(world, &helper, "claimWish", &other, json!({})).await;
    for (who, mutation, more) in [
        (&helper, "claimWish", json!({})),
        (&helper, "giveBackWish", json!({ "reason": "再想想" })),
        (&helper, "claimWish", json!({})),
        (&helper, "fulfilWish", json!({ "text": "好了" })),
        (&author, "confirmWish", json!({ "rating": 4 })),
    ] {
        let mut input = input(&wish, more);
        let answers = all((0..20).map(|_| world.act(who, mutation, input.clone(), ALL))).await;
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{mutation} {answers:#?}");
        assert_eq!(answers[0]["__typename"], "Wish");
        input["wishId"] = json!(other);
        let refused = world.act(who, mutation, input, ALL).await;
        assert!(
            ["REQUEST_ID_REUSED", "WISH_ALREADY_CLAIMED"].contains(&text(&refused["code"]).as_str()),
            "{mutation} {refused}"
        );
    }
    let seen = world.get(&author, SEEN, json!({ "id": wish })).await["node"].take();
    assert_eq!(kinds(&seen).len(), 7, "{seen}");
    let untouched = world.get(&author, SEEN, json!({ "id": other })).await["node"].take();
    assert_eq!(untouched["state"], "CLAIMED");
}

async fn every_other_state_and_person_is_refused(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let (helper, other) = (town.volunteer(world, "helper", 0).await, town.volunteer(world, "other", 0).await);
    let stranger = town.volunteer(world, "stranger", 1).await;
    let waiting = post(world, &author, "待审核").await;
    let wish = town.open_wish(world, &author, "心愿").await;
    let moves = |wish: &str| {
        [
            ("claimWish", input(wish, json!({}))),
            ("giveBackWish", input(wish, json!({ "reason": "不行" }))),
            ("fulfilWish", input(wish, json!({ "text": "好了" }))),
            ("confirmWish", input(wish, json!({ "rating": 3 }))),
            ("withdrawWish", input(wish, json!({}))),
        ]
    };
    for (who, of) in [(&stranger, &wish), (&helper, &waiting), (&other, &waiting)] {
        for (mutation, input) in moves(of).into_iter().chain([("revealContact", json!({ "wishId": of }))]) {
            let answer = world.try_act(who, mutation, input, "").await;
            assert_eq!(error_of(&answer), ("NOT_FOUND", "wishId"), "{mutation} {answer}");
        }
    }
    let answers = async |who: &Person| {
        let mut codes = Vec::new();
        for (mutation, input) in moves(&wish) {
            let answer = world.try_act(who, mutation, input, "").await;
            let code = answer["data"][mutation]["code"].as_str().unwrap_or(error_of(&answer).0).to_owned();
            codes.push(code);
        }
        codes
    };
    let not_claimed = ["CLAIM_NOT_HELD", "CLAIM_NOT_HELD", "FORBIDDEN", "FORBIDDEN"];
    act(world, &helper, "claimWish", &wish, json!({})).await;
    assert_eq!(answers(&other).await, [&["WISH_ALREADY_CLAIMED"], &not_claimed[..]].concat());
    assert_eq!(
        answers(&author).await,
        ["NOT_A_HELPER", "CLAIM_NOT_HELD", "CLAIM_NOT_HELD", "WISH_NOT_FULFILLED", "WISH_ALREADY_CLAIMED"]
    );
    act(world, &helper, "fulfilWish", &wish, json!({ "text": "好了" })).await;
    let again = "WISH_ALREADY_FULFILLED";
    assert_eq!(answers(&helper).await, ["WISH_ALREADY_CLAIMED", again, again, "FORBIDDEN", "FORBIDDEN"]);
    act(world, &author, "confirmWish", &wish, json!({ "rating": 1 })).await;
    let confirmed = act(world, &author, "confirmWish", &wish, json!({ "rating": 5 })).await;
    assert_eq!(confirmed["code"], "WISH_ALREADY_CONFIRMED");
    for rating in [0, 6, -1] {
        let answer = world.try_act(&author, "confirmWish", input(&wish, json!({ "rating": rating })), "").await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "rating"), "{answer}");
    }
    for (mutation, more, field) in [
        ("fulfilWish", json!({ "text": "" }), "text"),
        ("fulfilWish", json!({ "text": "长".repeat(501) }), "text"),
        ("giveBackWish", json!({ "reason": " " }), "reason"),
    ] {
        let answer = world.try_act(&helper, mutation, input(&wish, more), "").await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", field), "{answer}");
    }
    let withdrawn = act(world, &author, "withdrawWish", &waiting, json!({})).await;
    assert_eq!(withdrawn["state"], "WITHDRAWN");
    let answer = act(world, &author, "withdrawWish", &waiting, json!({})).await;
    assert_eq!(answer["code"], "WISH_NOT_OPEN");
    let approve = json!({ "wishId": waiting });
    assert_eq!(world.act(&town.staff[0], "approveWish", approve, "").await["code"], "WISH_ALREADY_REVIEWED");
}
