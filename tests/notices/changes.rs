//! Editing a notice, and taking it back.

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::notices::{NOTICE, publish, titles};
use crate::harness::on_both_stores;
use crate::harness::town::{Town, appoint, text};
use crate::harness::world::{World, error_of, request_id};

on_both_stores!(
    an_edit_keeps_what_was_there_before,
    what_was_never_shown_stays_with_staff,
    of_twenty_who_edit_one_version_one_wins,
    a_withdrawn_notice_leaves_its_title_and_the_reason,
    a_notice_is_withdrawn_once_or_edited_before,
    the_same_change_twenty_times_is_one,
    only_those_who_administer_the_area_change_what_hangs,
);

async fn an_edit_keeps_what_was_there_before(world: &World) {
    let town = Town::build(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let (staff, place) = (&town.staff[0], &town.communities[0]);
    let id = publish(world, staff, place, "停水", json!({ "pinned": true })).await;
    world.pass(Duration::minutes(1));
    let end = (world.now() + Duration::days(1)).to_rfc3339();
    let change = json!({ "title": "停电", "text": "改正", "category": "FINANCE_AFFAIRS", "expiresAt": end });
    let edited = world.act(staff, "editNotice", edit(&id, 1, change), NOTICE).await;
    assert_eq!([&edited["id"], &edited["title"], &edited["version"]], [&json!(id), &json!("停电"), &json!(2)]);
    assert_eq!([&edited["category"], &edited["pinned"]], [&json!("FINANCE_AFFAIRS"), &json!(false)], "all is new");
    world.pass(Duration::minutes(1));
    world.act(&town.city_admin, "editNotice", edit(&id, 2, json!({ "title": "停气" })), NOTICE).await;

    assert_eq!(titles(world, &resident).await, ["停气"]);
    let seen = world.get(&resident, &node(), json!({ "id": id })).await["node"].take();
    assert_eq!([&seen["version"], &seen["expiresAt"]], [&json!(3), &Value::Null], "for good again");
    let versions = seen["versions"].as_array().expect("a list");
    let said: Vec<_> = versions.iter().map(|v| (v["version"].as_i64(), text(&v["title"]), text(&v["text"]))).collect();
    let expected = [(3, "停气", "改正后"), (2, "停电", "改正"), (1, "停水", "正文")];
    assert_eq!(said, expected.map(|(n, title, body)| (Some(n), title.to_owned(), body.to_owned())));
    let authors: Vec<_> = versions.iter().map(|v| text(&v["author"]["id"])).collect();
    assert_eq!(authors, [&town.city_admin.id, &staff.id, &staff.id].map(Clone::clone));
    assert_eq!(versions[0]["writtenAt"], seen["editedAt"]);

    for (change, field) in [
        (json!({ "audience": [] }), "audience"),
        (json!({ "title": "" }), "title"),
        (json!({ "text": "字".repeat(5001) }), "text"),
        (json!({ "expiresAt": (world.now() - Duration::days(1)).to_rfc3339() }), "expiresAt"),
        (json!({ "noticeId": place }), "noticeId"),
    ] {
        let answer = world.try_act(staff, "editNotice", edit(&id, 3, change), "").await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", field), "{answer}");
    }
    let after = world.get(&resident, &node(), json!({ "id": id })).await["node"].take();
    assert_eq!(after, seen, "nothing was stored");
}

async fn what_was_never_shown_stays_with_staff(world: &World) {
    let town = Town::build(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let (staff, place) = (&town.staff[0], &town.communities[0]);
    let start = (world.now() + Duration::hours(1)).to_rfc3339();
    let draft = publish(world, staff, place, "草稿", json!({ "publishAt": start })).await;
    world.act(staff, "editNotice", edit(&draft, 1, json!({ "title": "定稿" })), NOTICE).await;
    let inner = publish(world, staff, place, "内部", json!({ "audience": ["STAFF"] })).await;
    assert_eq!(world.get(&resident, &node(), json!({ "id": inner })).await["node"], Value::Null);
    world.act(staff, "editNotice", edit(&inner, 1, json!({ "title": "公开" })), NOTICE).await;
    world.pass(Duration::hours(1));
    let resident = world.login("resident").await;
    let staff = world.login(&format!("staff-{place}")).await;
    for (id, title) in [(&draft, "定稿"), (&inner, "公开")] {
        let seen = world.get(&resident, &node(), json!({ "id": id })).await["node"].take();
        assert_eq!(seen["versions"].as_array().map(Vec::len), Some(1), "{seen}");
        assert_eq!(seen["versions"][0]["title"], title);
        let seen = world.get(&staff, &node(), json!({ "id": id })).await["node"].take();
        assert_eq!(seen["versions"].as_array().map(Vec::len), Some(2), "{seen}");
    }
}

async fn of_twenty_who_edit_one_version_one_wins(world: &World) {
    let town = Town::build(world).await;
    let id = publish(world, &town.staff[0], &town.communities[0], "初稿", json!({})).await;
    for version in 1..4 {
        let editors = [&town.staff[0], &town.city_admin];
        let answers = all((0..20).map(|n| {
            let input = edit(&id, version, json!({ "title": format!("第{n}人") }));
            world.act(editors[n % 2], "editNotice", input, "... on Notice { id }")
        }))
        .await;
        let won = answers.iter().filter(|answer| answer["__typename"] == "Notice").count();
        let lost = answers.iter().filter(|a| a["code"] == "NOTICE_CHANGED" && a["field"] == "version").count();
        assert_eq!((won, lost), (1, 19), "{answers:#?}");
    }
    let seen = world.get(&town.staff[0], &node(), json!({ "id": id })).await["node"].take();
    let versions: Vec<_> = seen["versions"].as_array().expect("a list").iter().map(|v| v["version"].as_i64()).collect();
    assert_eq!(versions, [4, 3, 2, 1].map(Some));
    assert_eq!(seen["title"], seen["versions"][0]["title"]);
}

async fn a_withdrawn_notice_leaves_its_title_and_the_reason(world: &World) {
    let town = Town::build(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let (staff, place) = (&town.staff[0], &town.communities[0]);
    let end = (world.now() + Duration::hours(1)).to_rfc3339();
    let id = publish(world, staff, place, "有误", json!({ "expiresAt": end })).await;
    world.pass(Duration::seconds(1));
    world.act(staff, "editNotice", edit(&id, 1, json!({ "title": "仍有误", "expiresAt": end })), NOTICE).await;
    world.pass(Duration::seconds(1));
    let input = json!({ "requestId": request_id(), "noticeId": id, "reason": " 时间写错了 " });
    let withdrawn = world.act(staff, "withdrawNotice", input.clone(), NOTICE).await;
    assert_eq!([&withdrawn["withdrawReason"], &withdrawn["text"]], [&json!("时间写错了"), &json!("改正后")]);
    assert_eq!(withdrawn["versions"][1]["text"], "正文", "staff read all");

    assert_eq!(titles(world, &resident).await, ["仍有误"]);
    let seen = world.get(&resident, &node(), json!({ "id": id })).await["node"].take();
    assert_eq!([&seen["title"], &seen["withdrawReason"]], [&json!("仍有误"), &json!("时间写错了")]);
    assert_eq!(seen["withdrawnAt"], withdrawn["withdrawnAt"]);
    assert_eq!([&seen["text"], &seen["versions"][0]["text"], &seen["versions"][1]["text"]], [&Value::Null; 3]);
    assert_eq!(seen["versions"][1]["title"], "有误");
    // Those who work here but do not administer it are no exception.
    let worker = town.resident(world, "worker", 1, None).await;
    appoint(world, &town.city_admin, &worker, "GRID_WORKER", &town.grids[0]).await;
    let seen = world.get(&worker, &node(), json!({ "id": id })).await["node"].take();
    assert_eq!([&seen["title"], &seen["text"]], [&json!("仍有误"), &Value::Null]);

    // Before its publication: it never hangs.
    let start = (world.now() + Duration::minutes(30)).to_rfc3339();
    let never = publish(world, staff, place, "不发了", json!({ "publishAt": start })).await;
    world.act(staff, "withdrawNotice", withdraw(&never), NOTICE).await;
    world.pass(Duration::minutes(31));
    let resident = world.login("resident").await;
    assert_eq!(titles(world, &resident).await, ["仍有误"]);
    assert_eq!(world.get(&resident, &node(), json!({ "id": never })).await["node"], Value::Null);
    world.pass(Duration::minutes(30));
    let resident = world.login("resident").await;
    assert!(titles(world, &resident).await.is_empty(), "expired all the same");
    let staff = world.login(&format!("staff-{place}")).await;
    assert_eq!(world.act(&staff, "withdrawNotice", input, NOTICE).await, withdrawn, "and the answer is the same");
}

async fn a_notice_is_withdrawn_once_or_edited_before(world: &World) {
    let town = Town::build(world).await;
    let (staff, place) = (&town.staff[0], &town.communities[0]);
    let id = publish(world, staff, place, "撤回", json!({})).await;
    let answers = all((0..20).map(|_| world.act(staff, "withdrawNotice", withdraw(&id), "... on Notice { id }"))).await;
    let won = answers.iter().filter(|answer| answer["__typename"] == "Notice").count();
    let lost = answers.iter().filter(|a| a["code"] == "NOTICE_WITHDRAWN" && a["field"] == "noticeId").count();
    assert_eq!((won, lost), (1, 19), "{answers:#?}");
    let refused = world.act(staff, "editNotice", edit(&id, 1, json!({})), "").await;
    assert_eq!(refused["code"], "NOTICE_WITHDRAWN", "{refused}");

    // In parallel with its opposite: the edit wins before the withdrawal, or not at all.
    for round in 0..10 {
        let id = publish(world, staff, place, "两可", json!({})).await;
        let acts =
            [(staff, "editNotice", edit(&id, 1, json!({}))), (&town.city_admin, "withdrawNotice", withdraw(&id))];
        let fields = "... on Notice { version withdrawnAt }";
        let answers = all(acts.into_iter().map(|(who, mutation, input)| world.act(who, mutation, input, fields))).await;
        assert_eq!(answers[1]["__typename"], "Notice", "an edit stops no withdrawal: {answers:#?}");
        let seen = world.get(staff, &node(), json!({ "id": id })).await["node"].take();
        assert!(seen["withdrawnAt"].is_string(), "round {round}: {seen}");
        let edited = answers[0]["__typename"] == "Notice";
        assert!(edited || answers[0]["code"] == "NOTICE_WITHDRAWN", "{answers:#?}");
        assert_eq!(seen["version"], if edited { 2 } else { 1 });
        assert_eq!(seen["versions"].as_array().map(Vec::len), Some(if edited { 2 } else { 1 }));
    }

    let soon = (world.now() + Duration::hours(1)).to_rfc3339();
    let id = publish(world, staff, place, "到期", json!({ "expiresAt": soon })).await;
    world.pass(Duration::hours(1));
    let staff = world.login(&format!("staff-{place}")).await;
    let refused = world.act(&staff, "editNotice", edit(&id, 1, json!({})), "").await;
    assert_eq!([&refused["code"], &refused["field"]], [&json!("NOTICE_EXPIRED"), &json!("noticeId")], "{refused}");
}

async fn the_same_change_twenty_times_is_one(world: &World) {
    let town = Town::build(world).await;
    let (staff, place) = (&town.staff[0], &town.communities[0]);
    let id = publish(world, staff, place, "一次", json!({})).await;
    let mut input = edit(&id, 1, json!({}));
    let edited = all((0..20).map(|_| world.act(staff, "editNotice", input.clone(), NOTICE))).await;
    assert!(edited.iter().all(|answer| *answer == edited[0] && answer["version"] == 2), "{edited:#?}");
    input["title"] = json!("另一个");
    let refused = world.act(staff, "editNotice", input, "").await;
    assert_eq!([&refused["code"], &refused["field"]], [&json!("REQUEST_ID_REUSED"), &json!("requestId")]);
    let mut input = withdraw(&id);
    let withdrawn = all((0..20).map(|_| world.act(staff, "withdrawNotice", input.clone(), NOTICE))).await;
    assert!(withdrawn.iter().all(|a| *a == withdrawn[0] && a["__typename"] == "Notice"), "{withdrawn:#?}");
    input["reason"] = json!("另一个原因");
    let refused = world.act(staff, "withdrawNotice", input, "").await;
    assert_eq!(refused["code"], "REQUEST_ID_REUSED");
}

async fn only_those_who_administer_the_area_change_what_hangs(world: &World) {
    let town = Town::build(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let here = publish(world, &town.staff[0], &town.communities[0], "社区", json!({})).await;
    let above = publish(world, &town.city_admin, &town.street, "街道", json!({})).await;
    for (who, id, code, field) in [
        (&resident, &here, "FORBIDDEN", ""),
        (&resident, &above, "FORBIDDEN", ""),
        (&town.staff[1], &here, "NOT_FOUND", "noticeId"),
        (&town.staff[1], &above, "FORBIDDEN", ""),
    ] {
        let answer = world.try_act(who, "editNotice", edit(id, 1, json!({})), "").await;
        assert_eq!(error_of(&answer), (code, field), "{answer}");
        let answer = world.try_act(who, "withdrawNotice", withdraw(id), "").await;
        assert_eq!(error_of(&answer), (code, field), "{answer}");
    }
    for reason in ["", "\u{200b}", &"因".repeat(201)] {
        let input = json!({ "noticeId": here, "reason": reason });
        let answer = world.try_act(&town.staff[0], "withdrawNotice", input, "").await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "reason"), "{answer}");
    }
    assert_eq!(titles(world, &resident).await, ["街道", "社区"]);
}

fn edit(id: &str, version: usize, change: Value) -> Value {
    let mut input = json!({
        "requestId": request_id(), "noticeId": id, "version": version, "category": "GENERAL", "title": "新标题",
        "text": "改正后", "audience": ["RESIDENTS"], "pinned": false,
    });
    input.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
    input
}

fn withdraw(id: &str) -> Value {
    json!({ "requestId": request_id(), "noticeId": id, "reason": "有误" })
}

fn node() -> String {
    format!("query($id: ID!) {{ node(id: $id) {{ {NOTICE} }} }}")
}
