//! Input that is not of the promised form: a coded answer that names the field, and nothing stored.

use chrono::{Datelike, Duration};
use serde_json::{Value, json};

use crate::harness::on_both_stores;
use crate::harness::town::{Town, wish_input};
use crate::harness::world::{World, error_of};

on_both_stores!(
    ids_of_every_wrong_kind,
    texts_and_numbers_out_of_bounds,
    forms_that_the_schema_refuses,
    days_are_written_in_one_form,
);

async fn ids_of_every_wrong_kind(world: &World) {
    let town = Town::build(world).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let unknown = "wish_01h455vb4pex5vsknk084sn02q";
    let answer = world.try_act(&helper, "claimWish", json!({ "wishId": unknown }), "").await;
    assert_eq!(error_of(&answer), ("NOT_FOUND", "wishId"), "{answer}");
    let long = format!("wish_{}", "0".repeat(10_000));
    for wrong in [
        "",
        "x",
        "wish_",
        "wish_short",
        "wish_00000000000000000000000000",
        "wish_7zzzzzzzzzzzzzzzzzzzzzzzzz",
        "WISH_01h455vb4pex5vsknk084sn02q",
        "wish_01H455VB4PEX5VSKNK084SN02Q",
        "wish_8zzzzzzzzzzzzzzzzzzzzzzzzz",
        "wish_01h455vb4pex5vsknk084sn02'",
        "心愿_01",
        &long,
        &helper.id,
        &town.communities[0],
    ] {
        let answer = world.try_act(&helper, "claimWish", json!({ "wishId": wrong }), "").await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "wishId"), "{wrong} {answer}");
        let answer = world.try_act(&town.staff[0], "approveWish", json!({ "wishId": wrong }), "").await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "wishId"), "{wrong} {answer}");
    }
    for (id, code) in
        [("", "BAD_USER_INPUT"), ("session_01h455vb4pex5vsknk084sn02q", "BAD_USER_INPUT"), (unknown, "none")]
    {
        let answer = world.ask(Some(&helper), "query($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await;
        assert_eq!(error_of(&answer).0, code, "{id} {answer}");
        assert_eq!(answer["data"].get("node").unwrap_or(&Value::Null), &Value::Null);
    }
    let grant = json!({ "memberId": helper.id, "role": "GRID_WORKER", "nodeId": unknown });
    let answer = world.try_act(&town.city_admin, "grantRole", grant, "").await;
    assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "nodeId"), "{answer}");
    let nobody =
        json!({ "memberId": "member_01h455vb4pex5vsknk084sn02q", "role": "GRID_WORKER", "nodeId": town.grids[0] });
    let answer = world.try_act(&town.city_admin, "grantRole", nobody, "").await;
    assert_eq!(error_of(&answer), ("NOT_FOUND", "memberId"), "{answer}");
}

async fn texts_and_numbers_out_of_bounds(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    for (change, field) in [
        (json!({ "title": "" }), "title"),
        (json!({ "title": " \u{3000} " }), "title"),
        (json!({ "title": "\u{200b}" }), "title"),
        (json!({ "title": "愿".repeat(31) }), "title"),
        (json!({ "title": "两\n行" }), "title"),
        (json!({ "title": "空\u{0}字" }), "title"),
        (json!({ "title": "\u{202e}反" }), "title"),
        (json!({ "text": "愿".repeat(501) }), "text"),
        (json!({ "text": "\t\n" }), "text"),
        (json!({ "costLimitFen": 100 }), "costLimitFen"),
        (json!({ "kind": "GOODS" }), "costLimitFen"),
        (json!({ "kind": "GOODS", "costLimitFen": 0 }), "costLimitFen"),
        (json!({ "kind": "GOODS", "costLimitFen": -1 }), "costLimitFen"),
        (json!({ "kind": "GOODS", "costLimitFen": 30001 }), "costLimitFen"),
        (json!({ "neededBy": "2020-01-01" }), "neededBy"),
        (json!({ "neededBy": "2199-12-31" }), "neededBy"),
    ] {
        let mut input = wish_input("好心愿");
        input.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        let answer = world.try_act(&me, "postWish", input, "").await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", field), "{change} {answer}");
    }
    for wrong in ["王", "=cmd()", "王\u{0}五", &"王".repeat(31)] {
        let answer = world.try_act(&me, "setRealName", json!({ "realName": wrong }), "").await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "realName"), "{wrong} {answer}");
    }
    let mine = world.get(&me, "{ viewer { realName wishes { edges { cursor } } } }", json!({})).await;
    assert_eq!(mine["viewer"], json!({ "realName": null, "wishes": { "edges": [] } }), "nothing was stored");
}

async fn forms_that_the_schema_refuses(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    for change in [
        json!({ "kind": "CASH" }),
        json!({ "kind": null }),
        json!({ "title": 7 }),
        json!({ "title": null }),
        json!({ "costLimitFen": "12" }),
        json!({ "costLimitFen": 99_999_999_999_i64 }),
        json!({ "costLimitFen": 1.5 }),
        json!({ "neededBy": "tomorrow" }),
        json!({ "neededBy": "2026-02-30" }),
        json!({ "requestId": "one" }),
        json!({ "requestId": "0190a5d0ac96774bbcceb302099a8057" }),
        json!({ "unknownField": 1 }),
    ] {
        let mut input = wish_input("好心愿");
        input.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        let answer = world.try_act(&me, "postWish", input, "").await;
        let name = change.as_object().and_then(|o| o.keys().next()).expect("a field");
        assert_eq!(error_of(&answer).0, "BAD_USER_INPUT", "{change} {answer}");
        assert!(
            answer["errors"][0]["message"].to_string().contains(name.as_str()),
            "names the field: {change} {answer}"
        );
    }
    let mine = world.get(&me, "{ viewer { wishes { edges { cursor } } } }", json!({})).await;
    assert_eq!(mine["viewer"]["wishes"]["edges"], json!([]));
}

async fn days_are_written_in_one_form(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    // A day ahead whose month has one digit.
    let today = (world.ports.now() + Duration::hours(8)).date_naive();
    let day = (1..).map(|n| today + Duration::days(n)).find(|day| day.month() < 10 && day.day() < 10).expect("a day");
    let (year, month, number) = (day.year(), day.month(), day.day());
    for text in [
        format!("+{year}-{month}-{number:02}"),
        format!("+{year}-{month:02}-{number}"),
        format!("+0{year}-{month}-{number}"),
        format!("{year}-{month}-{number}"),
        format!(" {year}-{month}-{number:02}"),
        format!("{year}- {month}- {number}"),
        format!("{year}-{month}-{number:03}"),
        day.format("%Y/%m/%d").to_string(),
        day.format("%Y-%m-%dT00:00").to_string(),
    ] {
        let mut input = wish_input("修灯");
        input["neededBy"] = json!(text);
        let answer = world.try_act(&me, "postWish", input, "").await;
        assert_eq!(error_of(&answer).0, "BAD_USER_INPUT", "{text} {answer}");
    }
    let mut input = wish_input("修灯");
    input["neededBy"] = json!(day.to_string());
    let posted = world.act(&me, "postWish", input, "... on Wish { neededBy }").await;
    assert_eq!(posted["neededBy"], json!(day.to_string()));
}
