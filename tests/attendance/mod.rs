//! From check-in to granted time.

mod hours;
mod scans;

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::attendance::{THERE, call, hours, served, shift_with};
use crate::harness::on_both_stores;
use crate::harness::town::{Town, staff, text};
use crate::harness::volunteering::{activity, organise, shift, sign_up};
use crate::harness::world::{Person, World, error_of, request_id};

on_both_stores!(
    a_code_becomes_granted_time,
    the_roll_is_called_and_never_for_oneself,
    nobody_who_can_see_the_code_vouches_for_themselves,
    attendance_has_its_times,
    check_in_and_check_out_happen_once,
    a_check_in_and_a_cancelling_decide_on_one,
    who_was_there_when_it_was_called_off_checks_out,
    only_what_was_served_counts,
    another_community_sees_nothing_of_it,
);

/// The code that staff of the first community show now.
async fn code(world: &World, staff: &Person, shift: &str) -> Value {
    let query = "query($id: ID!) { node(id: $id) { ... on Shift { checkInCode { digits qrText until } } } }";
    world.get(staff, query, json!({ "id": shift })).await["node"]["checkInCode"].take()
}

fn with_code(shift: &str, code: &Value) -> Value {
    json!({ "requestId": request_id(), "shiftId": shift, "code": code })
}

async fn a_code_becomes_granted_time(world: &World) {
    let town = Town::build(world).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let late = town.volunteer(world, "late", 0).await;
    let shift = shift_with(world, &town, 2, &[&helper]).await;
    let shown = code(world, &town.staff[0], &shift).await;
    assert_eq!(shown["digits"].as_str().map(str::len), Some(6), "{shown}");
    assert_eq!(shown["qrText"], json!(format!("linli:{shift}:{}", text(&shown["digits"]))));
    let until: DateTime<Utc> = text(&shown["until"]).parse().expect("a time");
    assert!(until > world.ports.now() && until <= world.ports.now() + Duration::seconds(30));

    let digits = text(&shown["digits"]);
    let wrong = format!("{:06}", (digits.parse::<u32>().expect("digits") + 1) % 1_000_000);
    let refused = world.act(&helper, "checkIn", with_code(&shift, &json!(wrong)), THERE).await;
    assert_eq!(json!([refused["code"], refused["field"]]), json!(["CODE_WRONG", "code"]));
    let answer = world.try_act(&helper, "checkIn", with_code(&shift, &json!("12345")), "").await;
    assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "code"), "{answer}");
    let refused = world.act(&late, "checkIn", with_code(&shift, &shown["digits"]), THERE).await;
    assert_eq!(refused["code"], "NO_SEAT", "{refused}");
    let refused = world.act(&helper, "checkOut", with_code(&shift, &shown["digits"]), THERE).await;
    assert_eq!(refused["code"], "NOT_CHECKED_IN", "{refused}");
    let there = world.act(&helper, "checkIn", with_code(&shift, &shown["digits"]), THERE).await;
    let open = json!(["CODE", null, "OPEN", 0]);
    let attendance = |answer: &Value| {
        let a = &answer["attendance"];
        json!([a["checkedInBy"], a["checkedOutBy"], a["worth"], a["grantedMinutes"]])
    };
    assert_eq!(attendance(&there), open, "{there}");
    // The code is on the screen of those who lead, and on nobody else's.
    let query = "query($id: ID!) { node(id: $id) { ... on Shift { checkInCode { digits } } } }";
    let answer = world.ask(Some(&helper), query, json!({ "id": shift })).await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");

    world.pass(Duration::minutes(120) + Duration::seconds(59));
    let helper = world.login("helper").await;
    let shown = code(world, &staff(world, &town).await, &shift).await;
    let gone = world.act(&helper, "checkOut", with_code(&shift, &shown["qrText"]), THERE).await;
    assert_eq!(attendance(&gone), json!(["CODE", "CODE", "GRANTED", 90]), "whole minutes, from the start of the shift");
    let account = hours(world, &helper).await;
    assert_eq!(json!([account["totalMinutes"], account["starMinutes"], account["star"]]), json!([90, 90, 0]));
    let rule = json!({ "hours": [100, 300, 600, 1000, 1500], "window": "LIFETIME", "areaId": null });
    assert_eq!(account["starRule"], rule);
    let entry = &account["entries"]["edges"][0]["node"];
    assert_eq!(
        json!([entry["minutes"], entry["activityTitle"], entry["how"], entry["voidedAt"], entry["shift"]["id"]]),
        json!([90, "河边清洁", "CODE", null, shift])
    );
    assert_eq!(entry["confirmer"]["id"], json!(town.staff[0].id), "whose code it was");
    assert_eq!(entry["community"]["id"], json!(town.communities[0]));

    let of_member = "query($id: ID!) { memberHours(memberId: $id) { totalMinutes entries { edges { node { id } } } } }";
    let seen = world.get(&staff(world, &town).await, of_member, json!({ "id": helper.id })).await;
    assert_eq!(
        seen["memberHours"],
        json!({ "totalMinutes": 90, "entries": { "edges": [{ "node": { "id": entry["id"] } }] } })
    );
    let late = world.login("late").await;
    let answer = world.ask(Some(&late), of_member, json!({ "id": helper.id })).await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    let node = "query($id: ID!) { node(id: $id) { id } }";
    assert_eq!(world.get(&late, node, json!({ "id": entry["id"] })).await["node"], Value::Null);
    assert_eq!(world.get(&helper, node, json!({ "id": entry["id"] })).await["node"]["id"], entry["id"]);
}

async fn the_roll_is_called_and_never_for_oneself(world: &World) {
    let town = Town::build(world).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let other = town.volunteer(world, "other", 0).await;
    let shift = shift_with(world, &town, 1, &[&helper]).await;
    let input = |who: &Person| json!({ "shiftId": shift, "memberId": who.id, "present": "IN" });
    for who in [&helper, &other] {
        let answer = world.try_act(who, "rollCall", input(&helper), "").await;
        assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    }
    let answer = world.try_act(&town.staff[0], "rollCall", input(&town.staff[0]), "").await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    assert_eq!(call(world, &town.staff[0], &shift, &other, "IN").await["code"], "NO_SEAT");
    assert_eq!(call(world, &town.staff[0], &shift, &helper, "OUT").await["code"], "NOT_CHECKED_IN");
    let there = call(world, &town.staff[0], &shift, &helper, "IN").await;
    assert_eq!(json!([there["attendance"]["checkedInBy"], there["member"]["id"]]), json!(["ROLL_CALL", helper.id]));
    assert_eq!(call(world, &town.staff[0], &shift, &helper, "IN").await["code"], "ALREADY_CHECKED_IN");
    world.pass(Duration::seconds(59));
    let gone = call(world, &town.staff[0], &shift, &helper, "OUT").await;
    let worth = json!([gone["attendance"]["worth"], gone["attendance"]["grantedMinutes"]]);
    assert_eq!(worth, json!(["TOO_SHORT", 0]), "less than a minute, and told so: {gone}");
    assert_eq!(call(world, &town.staff[0], &shift, &helper, "OUT").await["code"], "ALREADY_CHECKED_OUT");
    assert_eq!(hours(world, &helper).await["entries"]["edges"], json!([]), "no entry of nothing");
}

async fn nobody_who_can_see_the_code_vouches_for_themselves(world: &World) {
    let town = Town::build(world).await;
    let captain = town.volunteer(world, "captain", 0).await;
    let member = town.volunteer(world, "member", 0).await;
    let found = json!({ "name": "银杏" });
    let team = world.act(&captain, "foundTeam", found, "... on Team { id }").await;
    world.act(&member, "joinTeam", json!({ "teamId": team["id"] }), "").await;
    let mut input = activity(&town, vec![shift(world, 1, 2, 9)]);
    input["audience"] = json!("TEAM");
    input["teamId"] = team["id"].clone();
    let made = world.act(&captain, "createActivity", input, "... on Activity { shifts { id } }").await;
    let shift = text(&made["shifts"][0]["id"]);
    for who in [&captain, &member] {
        assert_eq!(sign_up(world, who, &shift).await["state"], "SEATED");
    }
    let shown = code(world, &captain, &shift).await;
    let refused = world.act(&captain, "checkIn", with_code(&shift, &shown["digits"]), THERE).await;
    assert_eq!(refused["code"], "OWN_CODE", "{refused}");
    let there = world.act(&member, "checkIn", with_code(&shift, &shown["digits"]), THERE).await;
    assert_eq!(there["attendance"]["checkedInBy"], "CODE", "the captain's code is good for others: {there}");
    let there = call(world, &town.staff[0], &shift, &captain, "IN").await;
    assert_eq!(there["attendance"]["checkedInBy"], "ROLL_CALL", "{there}");
    world.pass(Duration::minutes(70));
    let [captain, member] = [world.login("captain").await, world.login("member").await];
    let shown = code(world, &captain, &shift).await;
    let refused = world.act(&captain, "checkOut", with_code(&shift, &shown["digits"]), THERE).await;
    assert_eq!(refused["code"], "OWN_CODE", "{refused}");
    let gone = call(world, &captain, &shift, &member, "OUT").await;
    assert_eq!(gone["attendance"]["grantedMinutes"], 10, "{gone}");
    let entry = hours(world, &member).await["entries"]["edges"][0]["node"].take();
    assert_eq!(json!([entry["how"], entry["confirmer"]["id"]]), json!(["ROLL_CALL", captain.id]));
}

async fn attendance_has_its_times(world: &World) {
    let town = Town::build(world).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let slow = town.volunteer(world, "slow", 0).await;
    let starts = world.ports.now() + Duration::minutes(61);
    let plan = json!({ "startsAt": starts, "endsAt": starts + Duration::hours(1), "capacity": 9 });
    let (_, shifts) = organise(world, &town.staff[0], &town, vec![plan]).await;
    let shift = &shifts[0];
    for who in [&helper, &slow] {
        sign_up(world, who, shift).await;
    }
    assert_eq!(call(world, &town.staff[0], shift, &helper, "IN").await["code"], "CHECK_IN_CLOSED", "too early");
    world.pass(Duration::minutes(1));
    let there = call(world, &town.staff[0], shift, &helper, "IN").await;
    assert_eq!(there["attendance"]["worth"], "OPEN", "{there}");
    world.pass(Duration::minutes(120));
    let by = staff(world, &town).await;
    assert_eq!(call(world, &by, shift, &slow, "IN").await["code"], "CHECK_IN_CLOSED", "it is over");
    world.pass(Duration::hours(24));
    let by = staff(world, &town).await;
    assert_eq!(call(world, &by, shift, &helper, "OUT").await["code"], "CHECK_OUT_CLOSED");
    world.pass(Duration::seconds(-1));
    let gone = call(world, &by, shift, &helper, "OUT").await;
    assert_eq!(gone["attendance"]["grantedMinutes"], 60, "no more than was planned: {gone}");
}

async fn check_in_and_check_out_happen_once(world: &World) {
    let town = Town::build(world).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let shift = shift_with(world, &town, 2, &[&helper]).await;
    let shown = code(world, &town.staff[0], &shift).await;
    let input = with_code(&shift, &shown["digits"]);
    let came = all((0..20).map(|_| world.act(&helper, "checkIn", input.clone(), THERE))).await;
    assert!(came.iter().all(|answer| *answer == came[0] && answer["__typename"] == "SignUp"), "{came:#?}");
    let other = town.volunteer(world, "other", 0).await;
    sign_up(world, &other, &shift).await;
    let came = all((0..10).map(|n| {
        let (town, shift, other, shown) = (&town, &shift, &other, &shown);
        async move {
            match n % 2 {
                0 => world.act(other, "checkIn", with_code(shift, &shown["digits"]), THERE).await,
                _ => call(world, &town.staff[0], shift, other, "IN").await,
            }
        }
    }))
    .await;
    assert_eq!(came.iter().filter(|answer| answer["__typename"] == "SignUp").count(), 1, "{came:#?}");
    assert_eq!(came.iter().filter(|answer| answer["code"] == "ALREADY_CHECKED_IN").count(), 9);

    world.pass(Duration::minutes(42));
    let town = Town { staff: [staff(world, &town).await, town.staff[1].clone()], ..town };
    let [helper, other] = [world.login("helper").await, world.login("other").await];
    let shown = code(world, &town.staff[0], &shift).await;
    let input = with_code(&shift, &shown["digits"]);
    let left = all((0..20).map(|_| world.act(&helper, "checkOut", input.clone(), THERE))).await;
    assert!(left.iter().all(|answer| *answer == left[0] && answer["__typename"] == "SignUp"), "{left:#?}");
    assert_eq!(hours(world, &helper).await["totalMinutes"], 12);
    let left = all((0..10).map(|n| {
        let (town, shift, other, shown) = (&town, &shift, &other, &shown);
        async move {
            match n % 2 {
                0 => world.act(other, "checkOut", with_code(shift, &shown["digits"]), THERE).await,
                _ => call(world, &town.staff[0], shift, other, "OUT").await,
            }
        }
    }))
    .await;
    assert_eq!(left.iter().filter(|answer| answer["__typename"] == "SignUp").count(), 1, "{left:#?}");
    assert_eq!(left.iter().filter(|answer| answer["code"] == "ALREADY_CHECKED_OUT").count(), 9);
    assert_eq!(hours(world, &other).await["entries"]["edges"].as_array().map(Vec::len), Some(1));
}

async fn a_check_in_and_a_cancelling_decide_on_one(world: &World) {
    let town = Town::build(world).await;
    let mut people = Vec::new();
    for n in 0..8 {
        people.push(town.volunteer(world, &format!("helper{n}"), 0).await);
    }
    let shift = shift_with(world, &town, 2, &people.iter().collect::<Vec<_>>()).await;
    let query = "query($id: ID!) { node(id: $id) { ... on Shift { mySignUp { id } } } }";
    let mut mine = Vec::new();
    for who in &people {
        mine.push(world.get(who, query, json!({ "id": shift })).await["node"]["mySignUp"]["id"].take());
    }
    let answers = all(people.iter().zip(&mine).map(|(who, mine)| {
        let (town, shift) = (&town, &shift);
        async move {
            let input = json!({ "signUpId": mine });
            let (came, went) = tokio::join!(
                call(world, &town.staff[0], shift, who, "IN"),
                world.act(who, "cancelSignUp", input, THERE)
            );
            json!([came, went])
        }
    }))
    .await;
    for pair in &answers {
        match (pair[0]["__typename"].as_str(), pair[1]["__typename"].as_str()) {
            (Some("SignUp"), Some("Refusal")) => assert_eq!(pair[1]["code"], "ALREADY_CHECKED_IN", "{pair}"),
            (Some("Refusal"), Some("SignUp")) => assert_eq!(pair[0]["code"], "NO_SEAT", "{pair}"),
            _ => panic!("both or neither: {pair:#}"),
        }
    }
}

async fn who_was_there_when_it_was_called_off_checks_out(world: &World) {
    let town = Town::build(world).await;
    let [here, away] = [town.volunteer(world, "here", 0).await, town.volunteer(world, "away", 0).await];
    let shift = shift_with(world, &town, 2, &[&here, &away]).await;
    call(world, &town.staff[0], &shift, &here, "IN").await;
    world.pass(Duration::minutes(40));
    let here = world.login("here").await;
    let query = "query($id: ID!) { node(id: $id) { ... on Shift { activity { id } } } }";
    let activity = world.get(&here, query, json!({ "id": shift })).await["node"]["activity"]["id"].take();
    let off = json!({ "activityId": activity, "reason": "暴雨" });
    let by = staff(world, &town).await;
    world.act(&by, "cancelActivity", off, "").await;
    assert_eq!(call(world, &by, &shift, &away, "IN").await["code"], "NO_SEAT");
    let gone = call(world, &by, &shift, &here, "OUT").await;
    assert_eq!(json!([gone["state"], gone["attendance"]["grantedMinutes"]]), json!(["CALLED_OFF", 10]), "{gone}");
}

async fn only_what_was_served_counts(world: &World) {
    // When they came and went, in seconds from the start of a shift of an hour, and after how many it was called off.
    let nothing = json!(["TOO_SHORT", 0]);
    let cases = [
        ("before it began", -1_680, -1_560, None, nothing.clone()),
        ("until it began", -1_680, 59, None, nothing.clone()),
        ("from before it began", -1_680, 60, None, json!(["GRANTED", 1])),
        ("until after it was over", 3_000, 7_200, None, json!(["GRANTED", 10])),
        ("all of it and more", -1_680, 7_200, None, json!(["GRANTED", 60])),
        ("called off at once", 0, 123, Some(3), nothing.clone()),
        ("called off before it began", -1_680, 600, Some(-60), nothing.clone()),
        ("called off while they were there", -60, 1_800, Some(1_259), json!(["GRANTED", 20])),
    ];
    let town = Town::build(world).await;
    town.volunteer(world, "helper", 0).await;
    let worth = |answer: &Value| json!([answer["attendance"]["worth"], answer["attendance"]["grantedMinutes"]]);
    let mut total = 0;
    for (case, came, went, called_off, expected) in cases {
        let helper = world.login("helper").await;
        let starts = world.ports.now() + Duration::minutes(30);
        let plan = json!({ "startsAt": starts, "endsAt": starts + Duration::hours(1), "capacity": 9 });
        let (activity, shifts) = organise(world, &staff(world, &town).await, &town, vec![plan]).await;
        sign_up(world, &helper, &shifts[0]).await;
        let until = |seconds| world.pass(starts + Duration::seconds(seconds) - world.ports.now());
        until(came);
        call(world, &staff(world, &town).await, &shifts[0], &helper, "IN").await;
        if let Some(off) = called_off {
            until(off);
            let off = json!({ "activityId": activity, "reason": "暴雨" });
            world.act(&staff(world, &town).await, "cancelActivity", off, "").await;
        }
        until(went);
        let gone = call(world, &staff(world, &town).await, &shifts[0], &helper, "OUT").await;
        assert_eq!(worth(&gone), expected, "{case}: {gone}");
        let mine = "query($id: ID!) { node(id: $id) { ... on SignUp { attendance { worth grantedMinutes } } } }";
        let seen = world.get(&world.login("helper").await, mine, json!({ "id": gone["id"] })).await["node"].take();
        assert_eq!(worth(&seen), expected, "{case}: as the member sees it");
        total += expected[1].as_i64().expect("minutes");
        let account = hours(world, &world.login("helper").await).await;
        assert_eq!(account["totalMinutes"], total, "{case}");
        // The next case is of another day, which has its own 480 minutes.
        world.pass(Duration::days(1));
    }
    // Nor does it count when staff enter it again: the last was called off after 20 minutes and 59 seconds.
    let by = staff(world, &town).await;
    let account = hours(world, &world.login("helper").await).await;
    let entry = &account["entries"]["edges"][0]["node"]["id"];
    let input = json!({ "hoursId": entry, "reason": "记错了" });
    world.act(&by, "voidHours", input, "").await;
    let enter = async |minutes| {
        let input = json!({ "replacesId": entry, "minutes": minutes, "reason": "更正" });
        world.act(&by, "enterHours", input, "... on Hours { minutes }").await
    };
    assert_eq!(enter(21).await["code"], "HOURS_OVER_PLAN");
    assert_eq!(enter(20).await["minutes"], 20);
}

async fn another_community_sees_nothing_of_it(world: &World) {
    let town = Town::build(world).await;
    let helper = town.volunteer(world, "helper", 0).await;
    town.volunteer(world, "stranger", 1).await;
    let entry = served(world, &town, "helper", 1).await;
    let stranger = world.login("stranger").await;
    let foreign = world.login(&format!("staff-{}", town.communities[1])).await;
    for who in [&stranger, &foreign] {
        let node = "query($id: ID!) { node(id: $id) { id } }";
        assert_eq!(world.get(who, node, json!({ "id": entry["id"] })).await["node"], Value::Null);
        let of_member = "query($id: ID!) { memberHours(memberId: $id) { totalMinutes } }";
        let answer = world.ask(Some(who), of_member, json!({ "id": helper.id })).await;
        // Anyone who is not on the staff is not told more.
        let of_staff = |field| if who.id == foreign.id { ("NOT_FOUND", field) } else { ("FORBIDDEN", "") };
        assert_eq!(error_of(&answer), of_staff("memberId"), "{answer}");
        let shift = &entry["shift"]["id"];
        let of_shift = ("NOT_FOUND", "shiftId");
        for (mutation, expected, input) in [
            ("checkIn", of_shift, json!({ "shiftId": shift, "code": "123456" })),
            ("checkOut", of_shift, json!({ "shiftId": shift, "code": "123456" })),
            ("rollCall", of_shift, json!({ "shiftId": shift, "memberId": helper.id, "present": "IN" })),
            ("voidHours", of_staff("hoursId"), json!({ "hoursId": entry["id"], "reason": "不" })),
            ("enterHours", of_staff("replacesId"), json!({ "replacesId": entry["id"], "minutes": 1, "reason": "不" })),
        ] {
            let answer = world.try_act(who, mutation, input, "").await;
            assert_eq!(error_of(&answer), expected, "{mutation} {answer}");
        }
    }
    // Hours move with the member: staff of the new community see them, those of the old one keep to their own records.
    let moving = world.login("helper").await;
    world.act(&moving, "joinCommunity", json!({ "communityId": town.communities[1] }), "... on Viewer { id }").await;
    let of_member = "query($id: ID!) { memberHours(memberId: $id) { totalMinutes entries { edges { node { id } } } } }";
    let seen = world.get(&foreign, of_member, json!({ "id": helper.id })).await;
    assert_eq!(seen["memberHours"]["entries"]["edges"][0]["node"]["id"], entry["id"]);
    let void = json!({ "hoursId": entry["id"], "reason": "不归我们" });
    let answer = world.try_act(&foreign, "voidHours", void, "").await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
}
