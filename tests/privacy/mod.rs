//! Consent to the privacy text: before personal data is collected, and withdrawn.

mod erasure;
mod export;
mod keys;
mod logs;

use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::town::{Town, area, wish_input};
use crate::harness::world::{Person, World, error_of, request_id};

on_both_stores!(
    nothing_is_collected_before_consent,
    a_new_text_asks_for_consent_again,
    withdrawing_deletes_what_was_collected,
    a_withdrawal_and_a_change_at_once_leave_no_name,
);

const ME: &str = "{ viewer { consent { version current } realName shownName phone \
    home { community { name } grid { name } building { name } } } }";

async fn give(world: &World, who: &Person, version: i32) -> Value {
    let input = json!({ "version": version });
    world.act(who, "giveConsent", input, "... on Viewer { consent { version current } }").await
}

async fn nothing_is_collected_before_consent(world: &World) {
    let town = Town::build(world).await;
    let policy = world.ask(None, "{ privacyPolicy { version text publishedAt } }", json!({})).await;
    assert_eq!(policy["data"]["privacyPolicy"]["version"], 1, "everybody reads it: {policy}");
    assert!(policy["data"]["privacyPolicy"]["text"].as_str().is_some_and(|text| text.contains("手机号")), "{policy}");

    let me = world.login("me").await;
    let phone = json!({ "code": "phone-13800001234.1" });
    let home = json!({ "communityId": town.communities[0] });
    for (mutation, input) in
        [("joinCommunity", &home), ("setRealName", &json!({ "realName": "王秀英" })), ("bindPhone", &phone)]
    {
        assert_eq!(world.act(&me, mutation, input.clone(), "").await["code"], "CONSENT_MISSING", "{mutation}");
    }
    let calls = world.stand_in.calls();
    assert_eq!((calls.token, calls.phone), (0, 0), "the platform was not asked");
    assert_eq!(give(world, &me, 2).await["code"], "POLICY_CHANGED", "nobody agrees to what is not there");
    let consent = json!({ "version": 1, "current": true });
    assert_eq!(give(world, &me, 1).await["consent"], consent);
    assert_eq!(give(world, &me, 1).await["consent"], consent, "again");
    assert_eq!(world.act(&me, "bindPhone", phone, "").await["__typename"], "Viewer", "the code was not spent");
    world.act(&me, "joinCommunity", home, "... on Viewer { id }").await;
    assert_eq!(error_of(&world.ask(None, ME, json!({})).await).0, "UNAUTHENTICATED");
}

async fn a_new_text_asks_for_consent_again(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    world.act(&me, "setRealName", json!({ "realName": "王秀英" }), "").await;
    let publish = |replaces: i32, text: &str| json!({ "replaces": replaces, "text": text });
    for who in [&me, &town.staff[0]] {
        let answer = world.try_act(who, "publishPrivacyPolicy", publish(1, "新规则"), "").await;
        assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    }
    let fields = "... on PrivacyPolicy { version text }";
    for _ in 0..2 {
        let made = world.act(&town.city_admin, "publishPrivacyPolicy", publish(1, "新规则"), fields).await;
        assert_eq!([&made["version"], &made["text"]], [&json!(2), &json!("新规则")], "{made}");
    }
    let other = world.act(&town.city_admin, "publishPrivacyPolicy", publish(1, "另一个"), fields).await;
    assert_eq!([&other["code"], &other["field"]], [&json!("POLICY_CHANGED"), &json!("replaces")], "{other}");

    let seen = world.get(&me, ME, json!({})).await;
    assert_eq!(seen["viewer"]["consent"], json!({ "version": 1, "current": false }), "{seen}");
    let refused = world.act(&me, "setRealName", json!({ "realName": "王秀兰" }), "").await;
    assert_eq!(refused["code"], "CONSENT_MISSING");
    assert_eq!(give(world, &me, 1).await["code"], "POLICY_CHANGED");
    assert_eq!(give(world, &me, 2).await["consent"]["version"], 2);
    let done = world.act(&me, "setRealName", json!({ "realName": "王秀兰" }), "... on Viewer { realName }").await;
    assert_eq!(done["realName"], "王秀兰");
}

async fn withdrawing_deletes_what_was_collected(world: &World) {
    let town = Town::build(world).await;
    let building = area(world, &town.staff[0], &town.grids[0], "BUILDING", "11号楼").await;
    let me = world.login("me").await;
    let given = json!({ "requestId": request_id(), "version": 1 });
    world.act(&me, "giveConsent", given.clone(), "... on Viewer { id }").await;
    let home = json!({ "communityId": town.communities[0], "buildingId": building });
    world.act(&me, "joinCommunity", home, "... on Viewer { id }").await;
    world.act(&me, "setRealName", json!({ "realName": "王秀英" }), "").await;
    world.act(&me, "bindPhone", json!({ "code": "phone-13800001234.1" }), "").await;
    let seen = world.get(&me, ME, json!({})).await["viewer"].take();
    assert_eq!([&seen["phone"], &seen["home"]["building"]["name"]], [&json!("13800001234"), &json!("11号楼")]);
    town.open_wish(world, &me, "换灯泡").await;

    let input = json!({ "requestId": request_id() });
    for _ in 0..2 {
        let left = world.act(&me, "withdrawConsent", input.clone(), "... on Viewer { realName }").await;
        assert_eq!(left["realName"], Value::Null, "{left}");
        let seen = world.get(&me, ME, json!({})).await;
        let home = json!({ "community": { "name": "桂花社区" }, "grid": { "name": "第1网格" }, "building": null });
        let empty = json!({ "consent": null, "realName": null, "shownName": "", "phone": null, "home": home });
        assert_eq!(seen["viewer"], empty);
        let refused = world.act(&me, "postWish", wish_input("修门铃"), "").await;
        assert_eq!(refused["code"], "CONSENT_MISSING", "a need is personal, too: {refused}");
        // What was agreed to before is not agreed to again by a message that comes late.
        world.act(&me, "giveConsent", given.clone(), "... on Viewer { id }").await;
    }
    let wishes = "query($c: ID) { wishes(communityId: $c) { edges { node { author { shownName } } } } }";
    let seen = world.get(&town.staff[0], wishes, json!({ "c": town.communities[0] })).await;
    assert_eq!(seen["wishes"]["edges"], json!([{ "node": { "author": { "shownName": "" } } }]));
    let mine = world.get(&me, "{ viewer { wishes { edges { node { title state } } } } }", json!({})).await;
    assert_eq!(mine["viewer"]["wishes"]["edges"], json!([{ "node": { "title": "换灯泡", "state": "OPEN" } }]));

    // A withdrawal that comes late does not end a consent that was given since.
    give(world, &me, 1).await;
    world.act(&me, "withdrawConsent", input, "... on Viewer { id }").await;
    assert_eq!(world.get(&me, ME, json!({})).await["viewer"]["consent"]["version"], 1);
}

async fn a_withdrawal_and_a_change_at_once_leave_no_name(world: &World) {
    let town = Town::build(world).await;
    let me = &town.resident(world, "me", 0, None).await;
    for _ in 0..10 {
        give(world, me, 1).await;
        all((0..8).map(|n| async move {
            if n == 4 {
                world.act(me, "withdrawConsent", json!({}), "").await
            } else {
                world.act(me, "setRealName", json!({ "realName": "王秀英" }), "").await
            }
        }))
        .await;
        let seen = world.get(me, ME, json!({})).await;
        assert_eq!([&seen["viewer"]["consent"], &seen["viewer"]["realName"]], [&Value::Null, &Value::Null]);
    }
}
