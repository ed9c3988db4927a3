//! Keeping duty: proved with the code that the point shows.

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::party::{
    CODE, NODE, about, ask, because, check_in, code, party_member, point, reported_in, with_unit,
};
use crate::harness::town::text;
use crate::harness::world::{Person, World, error_of};

on_both_stores!(
    duty_is_proved_once_an_hour_with_the_code_of_now,
    only_who_is_reported_in_keeps_duty,
    a_closed_point_takes_nobody,
    staff_see_who_kept_duty_and_when,
);

async fn duty_is_proved_once_an_hour_with_the_code_of_now(world: &World) {
    // The first minute of an hour, so that the hour does not end on the way.
    let now = world.ports.now();
    world.pass(Duration::seconds(3_600 - now.timestamp().rem_euclid(3_600)));
    let (town, unit) = with_unit(world).await;
    let me = party_member(world, &town, &unit, "me", 0).await;
    reported_in(world, &town, &me).await;
    let (east, west) = (point(world, &town, "东门岗").await, point(world, &town, "西门岗").await);
    let shown = code(world, &town, &east).await;
    assert_eq!(shown["qrText"], json!(format!("linli:{east}:{}", text(&shown["digits"]))));
    let fields = "... on DutyCheckIn { id checkedInAt dutyPoint { id name } }";
    let wrong = if shown["digits"] == "000000" { "000001" } else { "000000" };
    let refused = world.act(&me, "checkInAtDutyPoint", check_in(&east, &json!(wrong)), fields).await;
    assert_eq!([&refused["code"], &refused["field"]], [&json!("CODE_WRONG"), &json!("code")]);
    let elsewhere = code(world, &town, &west).await;
    let refused = world.act(&me, "checkInAtDutyPoint", check_in(&east, &elsewhere["digits"]), fields).await;
    assert_eq!(refused["code"], "CODE_WRONG", "each point has codes of its own");

    let answers =
        all((0..20).map(|_| world.act(&me, "checkInAtDutyPoint", check_in(&east, &shown["qrText"]), fields))).await;
    let won: Vec<_> = answers.iter().filter(|answer| answer["__typename"] == "DutyCheckIn").collect();
    assert_eq!(won.len(), 1, "{answers:#?}");
    assert_eq!(won[0]["dutyPoint"], json!({ "id": east, "name": "东门岗" }));
    assert_eq!(answers.iter().filter(|answer| answer["code"] == "DUTY_ALREADY_CHECKED_IN").count(), 19);
    let other = world.act(&me, "checkInAtDutyPoint", check_in(&west, &elsewhere["digits"]), fields).await;
    assert_eq!(other["__typename"], "DutyCheckIn", "{other}");

    world.pass(Duration::seconds(90));
    let late = world.act(&me, "checkInAtDutyPoint", check_in(&west, &elsewhere["digits"]), fields).await;
    assert_eq!(late["code"], "CODE_WRONG", "an old code proves nothing");
    world.pass(Duration::hours(1));
    let me = world.login("me").await;
    let admin = world.login("city-admin").await;
    let shown = world.get(&admin, CODE, json!({ "id": east })).await["node"]["checkInCode"].take();
    let next = world.act(&me, "checkInAtDutyPoint", check_in(&east, &shown["digits"]), fields).await;
    assert_eq!(next["__typename"], "DutyCheckIn", "a new hour: {next}");
    let mine = "{ viewer { dutyCheckIns { edges { node { id } } } } }";
    let mine = world.get(&me, mine, json!({})).await["viewer"]["dutyCheckIns"]["edges"].take();
    assert_eq!(mine.as_array().map(Vec::len), Some(3));
    assert_eq!(mine[0]["node"]["id"], next["id"], "the latest first");
    let neighbour = town.resident(world, "neighbour", 0, None).await;
    assert_eq!(world.get(&neighbour, NODE, json!({ "id": next["id"] })).await["node"], Value::Null);
    for who in [&me, &admin] {
        assert_eq!(world.get(who, NODE, json!({ "id": next["id"] })).await["node"]["id"], next["id"]);
    }
}

async fn only_who_is_reported_in_keeps_duty(world: &World) {
    let (town, unit) = with_unit(world).await;
    let east = point(world, &town, "东门岗").await;
    let resident = town.resident(world, "resident", 0, None).await;
    let member = party_member(world, &town, &unit, "member", 0).await;
    let shown = code(world, &town, &east).await;
    let try_it = |who: &Person| {
        let (who, input) = (who.clone(), check_in(&east, &shown["digits"]));
        async move { world.act(&who, "checkInAtDutyPoint", input, "").await }
    };
    assert_eq!(try_it(&resident).await["code"], "NOT_A_PARTY_MEMBER");
    assert_eq!(try_it(&member).await["code"], "NO_ACTIVE_REPORT_IN");
    let id = text(&ask(world, &member).await["id"]);
    assert_eq!(try_it(&member).await["code"], "NO_ACTIVE_REPORT_IN", "asked is not active");
    world.act(&town.staff[0], "acceptReportIn", about(&id), "").await;
    assert_eq!(try_it(&member).await["__typename"], "DutyCheckIn");
    world.act(&member, "endReportIn", because(&id, "到期"), "").await;
    assert_eq!(try_it(&member).await["code"], "NO_ACTIVE_REPORT_IN");
}

async fn a_closed_point_takes_nobody(world: &World) {
    let (town, unit) = with_unit(world).await;
    let east = point(world, &town, "东门岗").await;
    let staff = &town.staff[0];
    let new = |name: &str| json!({ "communityId": town.communities[0], "name": name, "place": "门" });
    let taken = world.act(staff, "createDutyPoint", new("东门岗"), "").await;
    assert_eq!([&taken["code"], &taken["field"]], [&json!("NAME_TAKEN"), &json!("name")]);
    let mut members = Vec::new();
    for n in 0..10 {
        let member = party_member(world, &town, &unit, &format!("member{n}"), 0).await;
        reported_in(world, &town, &member).await;
        members.push(member);
    }
    let shown = code(world, &town, &east).await;
    // Ten check in while the point closes: each is in, or hears that it is closed.
    let close = || json!({ "dutyPointId": east });
    let answers = all((0..20).map(|n| {
        let (who, mutation, input) = match n % 2 {
            0 => (&members[n / 2], "checkInAtDutyPoint", check_in(&east, &shown["digits"])),
            _ => (staff, "closeDutyPoint", close()),
        };
        async move { world.act(who, mutation, input, "").await }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| answer["__typename"] == "DutyPoint").count(), 1, "closed once");
    let inside = answers.iter().filter(|answer| answer["__typename"] == "DutyCheckIn").count();
    let closed = answers.iter().filter(|answer| answer["code"] == "DUTY_POINT_CLOSED").count();
    assert_eq!(inside + closed, 19, "{answers:#?}");
    let late = world.act(&members[0], "checkInAtDutyPoint", check_in(&east, &shown["digits"]), "").await;
    assert_eq!([&late["code"], &late["field"]], [&json!("DUTY_POINT_CLOSED"), &json!("dutyPointId")]);
    assert_eq!(code(world, &town, &east).await, Value::Null, "no code any more");
    assert_eq!(world.get(&members[0], NODE, json!({ "id": east })).await["node"]["id"], json!(east));
    let open = "query($c: ID) { dutyPoints(communityId: $c) { edges { node { id } } } }";
    assert_eq!(world.get(&members[0], open, json!({})).await["dutyPoints"]["edges"], json!([]));
    let again = world.act(staff, "createDutyPoint", new("东门岗"), "").await;
    assert_eq!(again["__typename"], "DutyPoint", "the name is free again: {again}");
}

async fn staff_see_who_kept_duty_and_when(world: &World) {
    let (town, unit) = with_unit(world).await;
    let east = point(world, &town, "东门岗").await;
    let shown = code(world, &town, &east).await;
    let mut came = Vec::new();
    for name in ["first", "second", "third"] {
        let member = party_member(world, &town, &unit, name, 0).await;
        reported_in(world, &town, &member).await;
        // What happens in one moment has no order of its own.
        world.pass(Duration::seconds(1));
        let there = check_in(&east, &shown["digits"]);
        let there =
            world.act(&member, "checkInAtDutyPoint", there, "... on DutyCheckIn { checkedInAt member { id } }").await;
        assert_eq!(there["member"]["id"], json!(member.id), "{there}");
        came.push(json!({ "checkedInAt": there["checkedInAt"], "member": { "id": member.id, "shownName": "赵**" } }));
    }
    let list = "query($id: ID!, $first: Int, $after: String) { node(id: $id) { ... on DutyPoint { \
        checkIns(first: $first, after: $after) { edges { node { checkedInAt member { id shownName } } } pageInfo { endCursor } } } } }";
    let page = async |variables: Value| {
        let mut seen = world.get(&town.staff[0], list, variables).await["node"]["checkIns"].take();
        let nodes: Vec<_> = seen["edges"].as_array().expect("a list").iter().map(|edge| edge["node"].clone()).collect();
        (nodes, seen["pageInfo"]["endCursor"].take())
    };
    let (latest, after) = page(json!({ "id": east, "first": 2 })).await;
    assert_eq!(latest, [came[2].clone(), came[1].clone()], "the latest first");
    assert_eq!(page(json!({ "id": east, "first": 2, "after": after })).await.0, [came[0].clone()]);
    let west = point(world, &town, "西门岗").await;
    assert_eq!(page(json!({ "id": west })).await.0, Vec::<Value>::new());
    let resident = town.resident(world, "resident", 0, None).await;
    let answer = world.ask(Some(&resident), list, json!({ "id": east })).await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    assert_eq!(answer["data"]["node"]["checkIns"], Value::Null);
    let seen = world.get(&town.staff[1], list, json!({ "id": east })).await;
    assert_eq!(seen["node"], Value::Null, "of another community");
}
