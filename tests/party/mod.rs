//! Reporting in, and keeping duty.

mod duty;

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::party::{
    CODE, NODE, REPORT_IN, about, ask, because, check_in, code, party_member, point, reported_in, with_unit,
};
use crate::harness::town::{appoint, text};
use crate::harness::world::{Person, World, error_of, request_id};

on_both_stores!(
    a_report_in_goes_from_the_question_to_its_end,
    staff_decide_once_and_never_about_themselves,
    one_report_in_lives_at_a_time,
    another_community_learns_nothing_of_it,
    a_report_in_keeps_its_unit_and_community,
    the_same_request_has_the_same_answer,
    report_ins_and_points_come_in_pages,
    texts_and_ids_have_a_form,
);

const QUEUE: &str = "query($c: ID) { reportInQueue(communityId: $c) { edges { node { id } } } }";
const LIST: &str =
    "query($c: ID, $state: ReportInState) { reportIns(communityId: $c, state: $state) { edges { node { id } } } }";

async fn a_report_in_goes_from_the_question_to_its_end(world: &World) {
    let (town, unit) = with_unit(world).await;
    let me = party_member(world, &town, &unit, "me", 0).await;
    let staff = &town.staff[0];
    let asked = ask(world, &me).await;
    assert_eq!(asked["state"], "ASKED", "{asked}");
    assert_eq!(asked["member"], json!({ "id": me.id, "shownName": "赵**" }));
    assert_eq!(asked["unit"], json!({ "name": "供水公司" }));
    assert_eq!(asked["community"], json!({ "id": town.communities[0] }));
    let id = text(&asked["id"]);
    let here = json!({ "c": town.communities[0] });
    assert_eq!(
        world.get(staff, QUEUE, here.clone()).await["reportInQueue"]["edges"],
        json!([{ "node": { "id": id } }])
    );
    assert_eq!(error_of(&world.ask(Some(&me), QUEUE, json!({})).await).0, "FORBIDDEN");
    assert_eq!(error_of(&world.ask(Some(&me), LIST, json!({})).await).0, "FORBIDDEN");

    world.pass(Duration::minutes(5));
    let accepted = world.act(staff, "acceptReportIn", about(&id), REPORT_IN).await;
    assert_eq!([&accepted["state"], &accepted["askedAt"]], [&json!("ACTIVE"), &asked["askedAt"]]);
    assert!(accepted["acceptedAt"].as_str() > asked["askedAt"].as_str(), "{accepted}");
    assert_eq!(world.get(staff, QUEUE, here.clone()).await["reportInQueue"]["edges"], json!([]));

    let ended = world.act(&me, "endReportIn", because(&id, " 工作调动 "), REPORT_IN).await;
    assert_eq!([&ended["state"], &ended["endReason"]], [&json!("ENDED"), &json!("工作调动")], "{ended}");
    assert_eq!(ended["acceptedAt"], accepted["acceptedAt"], "what was stays written");
    let twice = world.act(staff, "endReportIn", because(&id, "又"), "").await;
    assert_eq!([&twice["code"], &twice["field"]], [&json!("REPORT_IN_NOT_LIVE"), &json!("reportInId")]);

    // After the end they may ask again; staff say no and why; then staff end what they took in.
    world.pass(Duration::milliseconds(1));
    let second = text(&ask(world, &me).await["id"]);
    let refused = world.act(staff, "refuseReportIn", because(&second, "请到新居住地报到"), REPORT_IN).await;
    assert_eq!([&refused["state"], &refused["refuseReason"]], [&json!("REFUSED"), &json!("请到新居住地报到")]);
    assert_eq!([&refused["acceptedAt"], &refused["endedAt"]], [&Value::Null; 2], "{refused}");
    world.pass(Duration::milliseconds(1));
    let third = reported_in(world, &town, &me).await;
    let ended = world.act(staff, "endReportIn", because(&third, "长期不在"), REPORT_IN).await;
    assert_eq!(ended["state"], "ENDED");
    // One that only waits: the member withdraws it, staff refuse it.
    world.pass(Duration::milliseconds(1));
    let fourth = text(&ask(world, &me).await["id"]);
    let early = world.act(staff, "endReportIn", because(&fourth, "不"), "").await;
    assert_eq!(early["code"], "REPORT_IN_NOT_LIVE", "{early}");
    let withdrawn = world.act(&me, "endReportIn", because(&fourth, "搬家"), REPORT_IN).await;
    assert_eq!([&withdrawn["state"], &withdrawn["acceptedAt"]], [&json!("ENDED"), &Value::Null]);

    let mine = world.get(&me, "{ viewer { reportIns { edges { node { id } } } } }", json!({})).await;
    let ids = |ids: &[&String]| json!(ids.iter().map(|id| json!({ "node": { "id": id } })).collect::<Vec<_>>());
    assert_eq!(mine["viewer"]["reportIns"]["edges"], ids(&[&fourth, &third, &second, &id]), "the latest first");
    for (state, expected) in [
        (json!("REFUSED"), ids(&[&second])),
        (json!("ENDED"), ids(&[&id, &third, &fourth])),
        (json!("ACTIVE"), ids(&[])),
        (Value::Null, ids(&[&id, &second, &third, &fourth])),
    ] {
        let list = world.get(staff, LIST, json!({ "c": town.communities[0], "state": state })).await;
        assert_eq!(list["reportIns"]["edges"], expected, "{state}");
    }
}

async fn staff_decide_once_and_never_about_themselves(world: &World) {
    let (town, unit) = with_unit(world).await;
    let me = party_member(world, &town, &unit, "me", 0).await;
    let id = text(&ask(world, &me).await["id"]);
    let staff = &town.staff[0];
    let answers = all((0..10).map(|n| {
        let (who, mutation, input) = match n % 3 {
            0 => (staff, "acceptReportIn", about(&id)),
            1 => (&town.city_admin, "refuseReportIn", because(&id, "不")),
            _ => (&me, "endReportIn", because(&id, "撤回")),
        };
        async move { world.act(who, mutation, input, "... on ReportIn { state }").await }
    }))
    .await;
    // One of the staff decides, and what they accepted the member may end right after.
    let won = answers.iter().filter(|answer| answer["__typename"] == "ReportIn").count();
    assert!((1..=2).contains(&won), "{answers:#?}");
    let others = answers.iter().filter(|answer| answer["__typename"] == "Refusal");
    for other in others {
        assert!(other["code"] == "REPORT_IN_ALREADY_DECIDED" || other["code"] == "REPORT_IN_NOT_LIVE", "{other}");
    }

    // Staff who live where they work, and are party members: somebody else decides.
    let both = party_member(world, &town, &unit, "both", 0).await;
    appoint(world, &town.city_admin, &both, "COMMUNITY_STAFF", &town.communities[0]).await;
    let own = text(&ask(world, &both).await["id"]);
    for (mutation, input) in [("acceptReportIn", about(&own)), ("refuseReportIn", because(&own, "不"))] {
        let answer = world.try_act(&both, mutation, input, "").await;
        assert_eq!(error_of(&answer).0, "FORBIDDEN", "{mutation} {answer}");
    }
    world.act(staff, "acceptReportIn", about(&own), "... on ReportIn { id }").await;
    for (mutation, input) in [("acceptReportIn", about(&own)), ("refuseReportIn", because(&own, "不"))] {
        let twice = world.act(staff, mutation, input, "").await;
        assert_eq!([&twice["code"], &twice["field"]], [&json!("REPORT_IN_ALREADY_DECIDED"), &json!("reportInId")]);
    }
}

async fn one_report_in_lives_at_a_time(world: &World) {
    let (town, unit) = with_unit(world).await;
    let nobody = world.login("nobody").await;
    assert_eq!(ask(world, &nobody).await["code"], "NO_HOME_COMMUNITY");
    let volunteer = town.volunteer(world, "volunteer", 0).await;
    assert_eq!(ask(world, &volunteer).await["code"], "NOT_A_PARTY_MEMBER");
    world.act(&volunteer, "setRealName", json!({ "realName": "钱红" }), "").await;
    world.act(&volunteer, "askPartyMembership", json!({ "unitId": unit }), "").await;
    assert_eq!(ask(world, &volunteer).await["code"], "NOT_A_PARTY_MEMBER", "pending is not confirmed");
    let me = party_member(world, &town, &unit, "me", 0).await;
    let asked = all((0..20).map(|_| ask(world, &me))).await;
    let won: Vec<_> = asked.iter().filter(|answer| answer["state"] == "ASKED").collect();
    assert_eq!(won.len(), 1, "{asked:#?}");
    assert_eq!(asked.iter().filter(|answer| answer["code"] == "REPORT_IN_ALREADY_LIVE").count(), 19);
    world.act(&town.staff[0], "acceptReportIn", about(&text(&won[0]["id"])), "").await;
    assert_eq!(ask(world, &me).await["code"], "REPORT_IN_ALREADY_LIVE", "nor beside an active one");
}

async fn another_community_learns_nothing_of_it(world: &World) {
    let (town, unit) = with_unit(world).await;
    let me = party_member(world, &town, &unit, "me", 0).await;
    let id = text(&ask(world, &me).await["id"]);
    let neighbour = party_member(world, &town, &unit, "neighbour", 0).await;
    let stranger = party_member(world, &town, &unit, "stranger", 1).await;
    for who in [&neighbour, &stranger, &town.staff[1]] {
        assert_eq!(world.get(who, NODE, json!({ "id": id })).await["node"], Value::Null);
        for (mutation, input) in [
            ("acceptReportIn", about(&id)),
            ("refuseReportIn", because(&id, "不")),
            ("endReportIn", because(&id, "不")),
        ] {
            let answer = world.try_act(who, mutation, input, "").await;
            // Anyone who is not on the staff is not told more.
            let own = mutation == "endReportIn" || who.id == town.staff[1].id;
            let expected = if own { ("NOT_FOUND", "reportInId") } else { ("FORBIDDEN", "") };
            assert_eq!(error_of(&answer), expected, "{mutation} {answer}");
        }
    }
    for who in [&me, &town.staff[0], &town.city_admin] {
        assert_eq!(world.get(who, NODE, json!({ "id": id })).await["node"]["id"], json!(id));
    }
    let point = point(world, &town, "东门岗").await;
    for who in [&stranger, &town.staff[1]] {
        assert_eq!(world.get(who, NODE, json!({ "id": point })).await["node"], Value::Null);
        let input = json!({ "dutyPointId": point });
        let of_staff = |field| if who.id == town.staff[1].id { ("NOT_FOUND", field) } else { ("FORBIDDEN", "") };
        assert_eq!(error_of(&world.try_act(who, "closeDutyPoint", input, "").await), of_staff("dutyPointId"));
        let answer = world.try_act(who, "checkInAtDutyPoint", check_in(&point, &json!("123456")), "").await;
        assert_eq!(error_of(&answer), ("NOT_FOUND", "dutyPointId"), "{answer}");
        for text in [QUEUE, LIST, "query($c: ID) { dutyPoints(communityId: $c) { edges { cursor } } }"] {
            let answer = world.ask(Some(who), text, json!({ "c": town.communities[0] })).await;
            let own = text.contains("dutyPoints");
            let expected = if own { ("NOT_FOUND", "communityId") } else { of_staff("communityId") };
            assert_eq!(error_of(&answer), expected, "{answer}");
        }
        let input = json!({ "communityId": town.communities[0], "name": "岗", "place": "门" });
        let answer = world.try_act(who, "createDutyPoint", input, "").await;
        assert_eq!(error_of(&answer), of_staff("communityId"), "{answer}");
    }
    // A neighbour sees the point and not its code.
    let answer = world.ask(Some(&neighbour), CODE, json!({ "id": point })).await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    assert_eq!(answer["data"]["node"], json!({ "id": point, "checkInCode": null }));
    let input = json!({ "dutyPointId": point });
    assert_eq!(error_of(&world.try_act(&neighbour, "closeDutyPoint", input, "").await).0, "FORBIDDEN");
    let input = json!({ "communityId": town.communities[0], "name": "岗", "place": "门" });
    assert_eq!(error_of(&world.try_act(&neighbour, "createDutyPoint", input, "").await).0, "FORBIDDEN");
}

async fn a_report_in_keeps_its_unit_and_community(world: &World) {
    let (town, unit) = with_unit(world).await;
    let me = party_member(world, &town, &unit, "me", 0).await;
    let id = reported_in(world, &town, &me).await;
    let point = point(world, &town, "东门岗").await;
    world.act(&me, "joinCommunity", json!({ "communityId": town.communities[1] }), "").await;
    let text = "query($id: ID!) { node(id: $id) { ... on ReportIn { state community { id } unit { id } } } }";
    let kept = json!({ "state": "ACTIVE", "community": { "id": town.communities[0] }, "unit": { "id": unit } });
    assert_eq!(world.get(&me, text, json!({ "id": id })).await["node"], kept, "moving house ends nothing");
    // They serve the old community until it ends, and see where; then no more.
    let shown = code(world, &town, &point).await;
    let done = world.act(&me, "checkInAtDutyPoint", check_in(&point, &shown["digits"]), "").await;
    assert_eq!(done["__typename"], "DutyCheckIn", "{done}");
    world.act(&me, "endReportIn", because(&id, "搬家"), "").await;
    let answer = world.try_act(&me, "checkInAtDutyPoint", check_in(&point, &shown["digits"]), "").await;
    assert_eq!(error_of(&answer), ("NOT_FOUND", "dutyPointId"), "{answer}");
    assert_eq!(ask(world, &me).await["community"]["id"], json!(town.communities[1]));
}

async fn the_same_request_has_the_same_answer(world: &World) {
    let (town, unit) = with_unit(world).await;
    let me = party_member(world, &town, &unit, "me", 0).await;
    let staff = &town.staff[0];
    let many = async |who: &Person, mutation: &str, input: &Value, made: &str| {
        let answers = all((0..20).map(|_| world.act(who, mutation, input.clone(), made))).await;
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{mutation} {answers:#?}");
        answers[0].clone()
    };
    let point = "... on DutyPoint { id name createdAt closedAt }";
    let input = json!({ "requestId": request_id() });
    let asked = many(&me, "askReportIn", &input, REPORT_IN).await;
    assert_eq!(asked["state"], "ASKED");
    let id = text(&asked["id"]);
    let input = about(&id);
    assert_eq!(many(staff, "acceptReportIn", &input, REPORT_IN).await["state"], "ACTIVE");
    let reused = world
        .act(staff, "refuseReportIn", json!({ "requestId": input["requestId"], "reportInId": id, "reason": "不" }), "")
        .await;
    assert_eq!([&reused["code"], &reused["field"]], [&json!("REQUEST_ID_REUSED"), &json!("requestId")]);
    let input = json!({ "requestId": request_id(), "communityId": town.communities[0], "name": "岗", "place": "门" });
    let made = many(staff, "createDutyPoint", &input, point).await;
    assert_eq!(made["name"], "岗", "{made}");
    let east = text(&made["id"]);
    let input = check_in(&east, &code(world, &town, &east).await["digits"]);
    let fields = "... on DutyCheckIn { id checkedInAt dutyPoint { id } }";
    let first = many(&me, "checkInAtDutyPoint", &input, fields).await;
    assert_eq!(first["__typename"], "DutyCheckIn", "{first}");
    let close = json!({ "requestId": request_id(), "dutyPointId": east });
    assert!(many(staff, "closeDutyPoint", &close, point).await["closedAt"].is_string());
    let end = because(&id, "到期");
    assert_eq!(many(&me, "endReportIn", &end, REPORT_IN).await["state"], "ENDED");
    // Whatever has changed since.
    world.pass(Duration::hours(2));
    let me = world.login("me").await;
    assert_eq!(world.act(&me, "checkInAtDutyPoint", input, fields).await, first);
    assert_eq!(world.act(&me, "endReportIn", end, REPORT_IN).await["state"], "ENDED");
    // Refusing, too.
    world.pass(Duration::milliseconds(1));
    let next = text(&ask(world, &me).await["id"]);
    let staff = world.login(&format!("staff-{}", town.communities[0])).await;
    assert_eq!(many(&staff, "refuseReportIn", &because(&next, "不"), REPORT_IN).await["state"], "REFUSED");
}

async fn report_ins_and_points_come_in_pages(world: &World) {
    let (town, unit) = with_unit(world).await;
    let mut asked = Vec::new();
    for n in 0..5 {
        let member = party_member(world, &town, &unit, &format!("member{n}"), 0).await;
        world.pass(Duration::milliseconds(1));
        asked.push(ask(world, &member).await["id"].clone());
        point(world, &town, &format!("岗{n}")).await;
    }
    let lists = "query($c: ID, $first: Int, $after: String, $last: Int, $before: String) { \
        reportInQueue(communityId: $c, first: $first, after: $after, last: $last, before: $before) { \
        edges { node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } \
        dutyPoints(communityId: $c, first: 2) { edges { node { name } } pageInfo { hasNextPage } } }";
    let staff = &town.staff[0];
    let page = |change: Value| {
        let mut variables = json!({ "c": town.communities[0] });
        variables.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        world.get(staff, lists, variables)
    };
    let ids = |page: &Value| -> Vec<Value> {
        page["edges"].as_array().expect("a list").iter().map(|edge| edge["node"]["id"].clone()).collect()
    };
    let first = page(json!({ "first": 2 })).await;
    assert_eq!(ids(&first["reportInQueue"]), asked[..2]);
    assert_eq!(first["dutyPoints"]["edges"], json!([{ "node": { "name": "岗0" } }, { "node": { "name": "岗1" } }]));
    assert_eq!(first["dutyPoints"]["pageInfo"]["hasNextPage"], json!(true));
    let rest = page(json!({ "first": 10, "after": first["reportInQueue"]["pageInfo"]["endCursor"] })).await;
    assert_eq!(ids(&rest["reportInQueue"]), asked[2..]);
    let last = page(json!({ "last": 2 })).await;
    assert_eq!(ids(&last["reportInQueue"]), asked[3..]);
    let before = page(json!({ "last": 2, "before": last["reportInQueue"]["pageInfo"]["startCursor"] })).await;
    assert_eq!(ids(&before["reportInQueue"]), asked[1..3]);
    let cursor = &first["reportInQueue"]["pageInfo"]["endCursor"];
    let other = "query($c: ID, $after: String) { reportIns(communityId: $c, after: $after) { edges { cursor } } }";
    let answer = world.ask(Some(staff), other, json!({ "c": town.communities[0], "after": cursor })).await;
    assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "after"), "{answer}");
}

async fn texts_and_ids_have_a_form(world: &World) {
    let (town, unit) = with_unit(world).await;
    let me = party_member(world, &town, &unit, "me", 0).await;
    let id = reported_in(world, &town, &me).await;
    let east = point(world, &town, "东门岗").await;
    let staff = &town.staff[0];
    let unknown = "reportin_01h455vb4pex5vsknk084sn02q";
    let new =
        |name: &str, place: &str, community: &str| json!({ "communityId": community, "name": name, "place": place });
    let here = &town.communities[0];
    let long = "长".repeat(201);
    for (who, mutation, input, code, field) in [
        (staff, "acceptReportIn", about(unknown), "NOT_FOUND", "reportInId"),
        (staff, "acceptReportIn", about(&me.id), "BAD_USER_INPUT", "reportInId"),
        (staff, "refuseReportIn", because(&id, " "), "BAD_USER_INPUT", "reason"),
        (&me, "endReportIn", because(&id, &long), "BAD_USER_INPUT", "reason"),
        (staff, "createDutyPoint", new("", "门", here), "BAD_USER_INPUT", "name"),
        (staff, "createDutyPoint", new(&long[..31 * 3], "门", here), "BAD_USER_INPUT", "name"),
        (staff, "createDutyPoint", new("岗", &long[..61 * 3], here), "BAD_USER_INPUT", "place"),
        (staff, "createDutyPoint", new("岗", "门", &town.grids[0]), "NOT_FOUND", "communityId"),
        (&town.city_admin, "createDutyPoint", new("岗", "门", &town.street), "NOT_FOUND", "communityId"),
        (&me, "checkInAtDutyPoint", check_in(&east, &json!("12345")), "BAD_USER_INPUT", "code"),
        (&me, "checkInAtDutyPoint", check_in(&id, &json!("123456")), "BAD_USER_INPUT", "dutyPointId"),
    ] {
        let answer = world.try_act(who, mutation, input, "").await;
        assert_eq!(error_of(&answer), (code, field), "{mutation} {answer}");
    }
    assert_eq!(error_of(&world.ask(None, QUEUE, json!({})).await).0, "UNAUTHENTICATED");
}
