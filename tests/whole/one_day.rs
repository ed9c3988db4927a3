//! One day that runs through all five systems, as each person lives it.

use chrono::Duration;
use domain::calendar::day_of;
use domain::points::verify::verify;
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::town::{Town, appoint, text};
use crate::harness::volunteering::{organise, shift, sign_up};
use crate::harness::world::{Person, World, error_of, request_id};

on_both_stores!(
    one_day,
    hours_are_voided_and_entered_again_and_their_points_follow,
    a_day_grants_eight_hours_and_codes_change,
    a_unit_sees_figures_that_open_to_their_entries,
    my_home_in_one_request
);

const SHEET: &str = "{ moralBank { balanceSheet { issued withMembers onHold redeemed addsUp goods { received onShelf onHold handedOut } } } }";
const CODE: &str = "query($id: ID!) { node(id: $id) { ... on Shift { checkInCode { digits qrText until } } } }";
const HOURS: &str = "{ viewer { hours { totalMinutes star entries { edges { node { id minutes how activityTitle voidedAt confirmer { id } } } } } } }";
const RECORD: &str = "query($u: ID!, $d: Date!) { unitRecord(unitId: $u, from: $d, to: $d) { edges { node { \
    person { id shownName } reportIns checkIns minutes wishes } } } }";
const ENTRIES: &str = "query($u: ID!, $m: ID!, $k: RecordKind!, $d: Date!) { unitMemberEntries(unitId: $u, memberId: $m, \
    kind: $k, from: $d, to: $d) { edges { node { id at communityName title minutes } } } }";

async fn rules(world: &World, town: &Town) {
    for (behaviour, points) in [("WISH_CONFIRMED", 30), ("HOUR", 10)] {
        let input = json!({ "communityId": town.communities[0], "behaviour": behaviour, "points": points });
        world.act(&town.staff[0], "setPointRule", input, "").await;
    }
}

async fn code(world: &World, staff: &Person, shift: &str) -> Value {
    world.get(staff, CODE, json!({ "id": shift })).await["node"]["checkInCode"].take()
}

/// Checks in or out by the code on the organiser's screen.
async fn by_code(world: &World, town: &Town, who: &Person, mutation: &str, shift: &str) -> Value {
    let staff = world.login(&format!("staff-{}", town.communities[0])).await;
    let code = code(world, &staff, shift).await;
    let input = json!({ "shiftId": shift, "code": code["qrText"] });
    world.act(who, mutation, input, "... on SignUp { id attendance { checkedInAt checkedOutAt grantedMinutes } }").await
}

async fn balance(world: &World, who: &Person) -> i64 {
    let account = world.get(who, "{ viewer { bankAccount { balance } } }", json!({})).await;
    account["viewer"]["bankAccount"]["balance"].as_i64().expect("a number")
}

async fn one_day(world: &World) {
    let town = Town::build(world).await;
    rules(world, &town).await;
    let staff = &town.staff[0];
    let resident = town.resident(world, "resident", 0, None).await;
    let (water, first) = town.party_member(world, "first", 0, "供水公司").await;
    let (_, second) = town.party_member(world, "second", 0, "梧桐路小学").await;
    let liaison = town.resident(world, "liaison", 1, None).await;
    appoint(world, &town.city_admin, &liaison, "LIAISON", &water).await;
    let rice = json!({ "communityId": town.communities[0], "name": "大米5公斤", "pricePoints": 30,
        "pieces": 1, "pickUp": "社区服务大厅" });
    let rice = text(&world.act(staff, "offerGoods", rice, "... on Goods { id }").await["id"]);

    // Staff publish a notice, and the resident reads it.
    let notice = json!({ "areaId": town.communities[0], "category": "GENERAL", "title": "周末清洁日",
        "text": "欢迎报名。", "audience": ["RESIDENTS"] });
    let notice = world.act(staff, "publishNotice", notice, "... on Notice { id }").await;
    let unread = "{ unreadNoticeCount }";
    assert_eq!(world.get(&resident, unread, json!({})).await["unreadNoticeCount"], 1);
    let read = json!({ "noticeIds": [notice["id"]] });
    let answer = world.try_act(&resident, "markNoticesRead", read, "").await;
    assert!(answer.get("errors").is_none(), "{answer}");
    assert_eq!(world.get(&resident, unread, json!({})).await["unreadNoticeCount"], 0);

    // A wish, approved; two party members of different units race for it.
    let wish = town.open_wish(world, &resident, "修门铃").await;
    let claim = |who: &Person| {
        let (who, wish) = (who.clone(), wish.clone());
        async move {
            let input = json!({ "wishId": wish, "forMyUnit": true });
            world.act(&who, "claimWish", input, "... on Wish { claim { claimer { id } unit { name } } }").await
        }
    };
    let answers = all([&first, &second].into_iter().map(claim)).await;
    let won: Vec<_> = answers.iter().filter(|answer| answer["__typename"] == "Wish").collect();
    assert_eq!(won.len(), 1, "{answers:#?}");
    let winner = if won[0]["claim"]["claimer"]["id"] == json!(first.id) { &first } else { &second };
    let other = if winner.id == first.id { &second } else { &first };
    for (who, mutation, more) in
        [(winner, "fulfilWish", json!({ "text": "好了" })), (&resident, "confirmWish", json!({ "rating": 5 }))]
    {
        let mut input = json!({ "wishId": wish });
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        assert_eq!(world.act(who, mutation, input, "").await["__typename"], "Wish");
    }
    assert_eq!([balance(world, winner).await, balance(world, other).await], [30, 0]);

    // The last seat: one has it, another waits; the seat is given up, and the next moves up.
    let (_, shifts) = organise(world, &town.staff[0], &town, vec![shift(world, 2, 3, 1)]).await;
    let fickle = town.volunteer(world, "fickle", 0).await;
    let seat = sign_up(world, &fickle, &shifts[0]).await;
    assert_eq!(seat["state"], "SEATED", "{seat}");
    let waits = sign_up(world, other, &shifts[0]).await;
    assert_eq!([&waits["state"], &waits["position"]], [&json!("WAITING"), &json!(1)]);
    let input = json!({ "signUpId": seat["id"] });
    world.act(&fickle, "cancelSignUp", input, "").await;
    let plan = "{ viewer { signUps { edges { node { id state position } } } } }";
    let mine = world.get(other, plan, json!({})).await["viewer"]["signUps"]["edges"][0]["node"].take();
    assert_eq!([&mine["state"], &mine["position"]], [&json!("SEATED"), &Value::Null]);

    // Checks in and out by the code: minutes, and points.
    let name = |who: &Person| if who.id == first.id { "first" } else { "second" };
    world.pass(Duration::hours(2));
    let other = &world.login(name(other)).await;
    let there = by_code(world, &town, other, "checkIn", &shifts[0]).await;
    assert!(there["attendance"]["checkedInAt"].is_string(), "{there}");
    world.pass(Duration::minutes(180));
    let other = &world.login(name(other)).await;
    let gone = by_code(world, &town, other, "checkOut", &shifts[0]).await;
    assert_eq!(gone["attendance"]["grantedMinutes"], 180, "{gone}");
    let hours = world.get(other, HOURS, json!({})).await["viewer"]["hours"].take();
    assert_eq!([&hours["totalMinutes"], &hours["star"]], [&json!(180), &json!(0)]);
    assert_eq!(hours["entries"]["edges"][0]["node"]["confirmer"]["id"], json!(staff.id));
    assert_eq!(balance(world, other).await, 30);

    // Both redeem the last bag of rice at once; the counter hands it out.
    let winner = &world.login(name(winner)).await;
    let staff = &world.login(&format!("staff-{}", town.communities[0])).await;
    let answers = all([winner, other].into_iter().map(|who| {
        let input = json!({ "goodsId": rice });
        world.act(who, "redeemGoods", input, "... on Redemption { code }")
    }))
    .await;
    let (held, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer["__typename"] == "Redemption");
    assert_eq!((held.len(), &lost[0]["code"]), (1, &json!("GOODS_OUT_OF_STOCK")), "{answers:#?}");
    let input = json!({ "communityId": town.communities[0], "code": held[0]["code"] });
    let out = world.act(staff, "handOutGoods", input, "... on Redemption { state }").await;
    assert_eq!(out["state"], "HANDED_OUT");

    // The liaison sees what their member did; the one of another unit does not see the other.
    let liaison = &world.login("liaison").await;
    // The wish was five hours ago and the shift began two hours later, perhaps on the next day.
    let ago = Duration::hours(if winner.id == first.id { 5 } else { 3 });
    let day = json!(day_of(world.ports.now() - ago).to_string());
    let seen = world.get(liaison, RECORD, json!({ "u": water, "d": day })).await["unitRecord"]["edges"].take();
    assert_eq!(seen.as_array().map(Vec::len), Some(1), "{seen}");
    let node = &seen[0]["node"];
    assert_eq!(node["person"]["id"], json!(first.id));
    let did = if winner.id == first.id { (0, 1) } else { (180, 0) };
    assert_eq!((&node["minutes"], &node["wishes"]), (&json!(did.0), &json!(did.1)), "{node}");

    // The balance sheet adds up.
    let sheet = world.get(other, SHEET, json!({})).await["moralBank"]["balanceSheet"].take();
    let goods = json!({ "received": 1, "onShelf": 0, "onHold": 0, "handedOut": 1 });
    let expected =
        json!({ "issued": 60, "withMembers": 30, "onHold": 0, "redeemed": 30, "addsUp": true, "goods": goods });
    assert_eq!(sheet, expected);
    assert_eq!(verify(&*world.ports.store).await.expect("an answer"), []);
}

async fn hours_are_voided_and_entered_again_and_their_points_follow(world: &World) {
    let town = Town::build(world).await;
    rules(world, &town).await;
    town.volunteer(world, "helper", 0).await;
    let helper = world.login("helper").await;
    let (_, shifts) = organise(world, &town.staff[0], &town, vec![shift(world, 1, 3, 5)]).await;
    sign_up(world, &helper, &shifts[0]).await;
    world.pass(Duration::hours(1));
    let helper = world.login("helper").await;
    by_code(world, &town, &helper, "checkIn", &shifts[0]).await;
    world.pass(Duration::minutes(100));
    let helper = world.login("helper").await;
    by_code(world, &town, &helper, "checkOut", &shifts[0]).await;
    assert_eq!(balance(world, &helper).await, 16, "100 minutes at 10 an hour, parts dropped");
    let entry = world.get(&helper, HOURS, json!({})).await["viewer"]["hours"]["entries"]["edges"][0]["node"].take();
    assert_eq!([&entry["minutes"], &entry["how"]], [&json!(100), &json!("CODE")]);

    let staff = world.login(&format!("staff-{}", town.communities[0])).await;
    let input = json!({ "requestId": request_id(), "hoursId": entry["id"], "reason": "看错了人" });
    let answer = world.try_act(&helper, "voidHours", input.clone(), "").await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    let voided =
        all((0..20).map(|_| world.act(&staff, "voidHours", input.clone(), "... on Hours { id voidedAt voidReason }")))
            .await;
    assert!(voided.iter().all(|answer| *answer == voided[0] && answer["voidReason"] == "看错了人"), "{voided:#?}");
    assert_eq!(balance(world, &helper).await, 0, "what was void gives no points");
    let total = world.get(&helper, HOURS, json!({})).await["viewer"]["hours"].take();
    assert_eq!(total["totalMinutes"], 0);

    for (minutes, code) in [(181, "HOURS_OVER_PLAN"), (60, ""), (60, "HOURS_REPLACED")] {
        let input = json!({ "replacesId": entry["id"], "minutes": minutes, "reason": "更正" });
        let made = world.act(&staff, "enterHours", input, "... on Hours { minutes how replacesId }").await;
        if code.is_empty() {
            assert_eq!(
                [&made["minutes"], &made["how"], &made["replacesId"]],
                [&json!(60), &json!("RE_ENTERED"), &entry["id"]]
            );
        } else {
            assert_eq!(made["code"], code, "{made}");
        }
    }
    assert_eq!(balance(world, &helper).await, 10);
    let passbook = "{ viewer { bankAccount { entries { edges { node { movement points why { source title minutes note } } } } } } }";
    let entries = world.get(&helper, passbook, json!({})).await["viewer"]["bankAccount"]["entries"]["edges"].take();
    let why =
        |minutes: i64, note: Value| json!({ "source": "HOURS", "title": "河边清洁", "minutes": minutes, "note": note });
    assert_eq!(
        entries,
        json!([
            { "node": { "movement": "EARNED", "points": 10, "why": why(60, json!("更正")) } },
            { "node": { "movement": "REVERSED", "points": 16, "why": why(100, json!("看错了人")) } },
            { "node": { "movement": "EARNED", "points": 16, "why": why(100, Value::Null) } },
        ])
    );
    assert_eq!(verify(&*world.ports.store).await.expect("an answer"), []);
}

async fn a_day_grants_eight_hours_and_codes_change(world: &World) {
    let town = Town::build(world).await;
    town.volunteer(world, "helper", 0).await;
    // From ten in the morning, so that both shifts lie on one day.
    let day = day_of(world.ports.now()) + Duration::days(1);
    world.pass(domain::calendar::begin_of(day) + Duration::hours(9) - world.ports.now());
    let town =
        Town { staff: [world.login(&format!("staff-{}", town.communities[0])).await, town.staff[1].clone()], ..town };
    let helper = world.login("helper").await;
    let (_, shifts) = organise(world, &town.staff[0], &town, vec![shift(world, 1, 6, 5), shift(world, 8, 5, 5)]).await;
    for shift in &shifts {
        assert_eq!(sign_up(world, &helper, shift).await["state"], "SEATED");
    }
    let early = code(world, &town.staff[0], &shifts[1]).await;
    let input = json!({ "shiftId": shifts[1], "code": early["digits"] });
    assert_eq!(world.act(&helper, "checkIn", input, "").await["code"], "CHECK_IN_CLOSED");
    let answer = world.ask(Some(&helper), CODE, json!({ "id": shifts[0] })).await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "the secret is the organiser's: {answer}");

    let old = code(world, &town.staff[0], &shifts[0]).await;
    world.pass(Duration::seconds(60));
    let input = json!({ "shiftId": shifts[0], "code": old["digits"] });
    assert_eq!(world.act(&helper, "checkIn", input, "").await["code"], "CODE_WRONG");
    let mut granted = Vec::new();
    for (shift, wait) in shifts.iter().zip([59, 1]) {
        world.pass(Duration::minutes(wait));
        let helper = world.login("helper").await;
        by_code(world, &town, &helper, "checkIn", shift).await;
        world.pass(Duration::hours(6));
        let helper = world.login("helper").await;
        let gone = by_code(world, &town, &helper, "checkOut", shift).await;
        granted.push(gone["attendance"]["grantedMinutes"].as_i64().expect("minutes"));
        world.pass(Duration::minutes(60));
    }
    assert_eq!(granted, [360, 120], "eight hours a day, and no more");
}

async fn a_unit_sees_figures_that_open_to_their_entries(world: &World) {
    let town = Town::build(world).await;
    let (unit, member) = town.party_member(world, "member", 0, "供水公司").await;
    let staff = &town.staff[0];
    let made = world.act(&member, "askReportIn", json!({}), "... on ReportIn { id }").await;
    let accept = json!({ "reportInId": made["id"] });
    world.act(staff, "acceptReportIn", accept, "").await;
    let point = json!({ "communityId": town.communities[0], "name": "东门岗", "place": "东门" });
    let point = world.act(staff, "createDutyPoint", point, "... on DutyPoint { id }").await;
    let node = "query($id: ID!) { node(id: $id) { ... on DutyPoint { checkInCode { digits } } } }";
    let code = world.get(staff, node, json!({ "id": point["id"] })).await["node"]["checkInCode"]["digits"].take();
    let input = json!({ "dutyPointId": point["id"], "code": code });
    assert_eq!(world.act(&member, "checkInAtDutyPoint", input, "").await["__typename"], "DutyCheckIn");
    let author = town.resident(world, "author", 0, None).await;
    for title in ["一", "二"] {
        let wish = town.open_wish(world, &author, title).await;
        for (who, mutation, more) in [
            (&member, "claimWish", json!({})),
            (&member, "fulfilWish", json!({ "text": "好了" })),
            (&author, "confirmWish", json!({ "rating": 4 })),
        ] {
            let mut input = json!({ "wishId": wish });
            input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            world.act(who, mutation, input, "").await;
        }
    }
    let liaison = town.resident(world, "liaison", 1, None).await;
    let answer = world.ask(Some(&liaison), RECORD, json!({ "u": unit, "d": "2026-01-01" })).await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "not yet: {answer}");
    appoint(world, &town.city_admin, &liaison, "LIAISON", &unit).await;
    let day = json!(day_of(world.ports.now()).to_string());
    let seen =
        world.get(&liaison, RECORD, json!({ "u": unit, "d": day })).await["unitRecord"]["edges"][0]["node"].take();
    let person = json!({ "id": member.id, "shownName": "赵**" });
    assert_eq!(seen, json!({ "person": person, "reportIns": 1, "checkIns": 1, "minutes": 0, "wishes": 2 }));
    for (kind, count, title) in [
        ("REPORT_IN", 1, Value::Null),
        ("CHECK_IN", 1, json!("东门岗")),
        ("HOURS", 0, Value::Null),
        ("WISH", 2, Value::Null),
    ] {
        let variables = json!({ "u": unit, "m": member.id, "k": kind, "d": day });
        let entries = world.get(&liaison, ENTRIES, variables).await["unitMemberEntries"]["edges"].take();
        assert_eq!(entries.as_array().map(Vec::len), Some(count), "{kind} {entries}");
        for entry in entries.as_array().expect("a list") {
            assert_eq!([&entry["node"]["title"], &entry["node"]["communityName"]], [&title, &json!("桂花社区")]);
        }
    }
    let yesterday = json!(day_of(world.ports.now() - Duration::days(1)).to_string());
    let before =
        world.get(&liaison, RECORD, json!({ "u": unit, "d": yesterday })).await["unitRecord"]["edges"][0]["node"]
            .take();
    assert_eq!([&before["reportIns"], &before["wishes"]], [&json!(0), &json!(0)], "another period");
    let stranger = json!({ "u": unit, "m": author.id, "k": "WISH", "d": day });
    assert_eq!(
        world.get(&liaison, ENTRIES, stranger).await["unitMemberEntries"]["edges"],
        json!([]),
        "of members only"
    );
    let long =
        "query($u: ID!) { unitRecord(unitId: $u, from: \"2025-01-01\", to: \"2026-06-01\") { edges { cursor } } }";
    assert_eq!(error_of(&world.ask(Some(&liaison), long, json!({ "u": unit })).await), ("BAD_USER_INPUT", "to"));
    for who in [&member, &author] {
        let answer = world.ask(Some(who), RECORD, json!({ "u": unit, "d": day })).await;
        assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    }
}

async fn my_home_in_one_request(world: &World) {
    let town = Town::build(world).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let (_, shifts) = organise(world, &town.staff[0], &town, vec![shift(world, 2, 3, 1)]).await;
    sign_up(world, &helper, &shifts[0]).await;
    let home = "{ viewer { shownName phone home { community { name } } bankAccount { balance entries(first: 10) { edges { node { \
        points movement } } } } signUps(first: 3) { edges { node { state shift { startsAt activity { title place } } } } } } \
        unreadNoticeCount }";
    let seen = world.get(&helper, home, json!({})).await;
    assert_eq!(seen["viewer"]["signUps"]["edges"][0]["node"]["shift"]["activity"]["title"], "河边清洁");
    assert_eq!([&seen["viewer"]["bankAccount"]["balance"], &seen["unreadNoticeCount"]], [&json!(0), &json!(0)]);
}
