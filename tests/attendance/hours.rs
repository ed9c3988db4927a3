//! Granted time: the limit of a day, corrections, and stars.

use chrono::{Duration, NaiveTime};
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::attendance::{call, hours, served};
use crate::harness::on_both_stores;
use crate::harness::town::{Town, staff};
use crate::harness::volunteering::{organise, sign_up};
use crate::harness::world::{Person, World, error_of, request_id};

on_both_stores!(
    a_day_has_eight_hours_whatever_comes_at_once,
    a_wrong_entry_is_voided_and_entered_again,
    stars_follow_the_nearest_rule,
);

const ENTRY: &str = "... on Hours { id minutes day how reason replacesId voidReason voidedAt voidedBy { id } \
    confirmer { id } member { id } }";

/// Lets time pass until the next day begins in China, so that what follows is of one day.
fn until_midnight(world: &World) {
    let china = world.ports.now() + Duration::hours(8);
    world.pass((china.date_naive() + Duration::days(1)).and_time(NaiveTime::MIN).and_utc() - china);
}

async fn a_day_has_eight_hours_whatever_comes_at_once(world: &World) {
    let town = Town::build(world).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let day = (world.ports.now() + Duration::hours(8)).date_naive() + Duration::days(1);
    let midnight = day.and_time(NaiveTime::MIN).and_utc() - Duration::hours(8);
    // Twelve shifts of an hour on one day, and one on the next.
    let plan = |from: i64, to: i64| {
        let at = |hour| midnight + Duration::hours(hour);
        json!({ "startsAt": at(from), "endsAt": at(to), "capacity": 1 })
    };
    let plans = (0..12).chain([24]).map(|hour| plan(hour, hour + 1)).collect();
    let (_, shifts) = organise(world, &town.staff[0], &town, plans).await;
    for shift in &shifts {
        assert_eq!(sign_up(world, &helper, shift).await["state"], "SEATED");
    }
    until_midnight(world);
    for shift in &shifts[..12] {
        let there = call(world, &staff(world, &town).await, shift, &helper, "IN").await;
        assert_eq!(there["attendance"]["worth"], "OPEN", "{there}");
        world.pass(Duration::hours(1));
    }
    let by = staff(world, &town).await;
    let gone = all(shifts[..12].iter().map(|shift| call(world, &by, shift, &helper, "OUT"))).await;
    let minutes: Vec<_> =
        gone.iter().map(|answer| answer["attendance"]["grantedMinutes"].as_i64().expect("minutes")).collect();
    assert_eq!(minutes.iter().sum::<i64>(), 480, "{gone:#?}");
    for answer in &gone {
        let nothing = answer["attendance"]["grantedMinutes"] == 0;
        assert_eq!(answer["attendance"]["worth"], if nothing { "DAY_FULL" } else { "GRANTED" }, "{answer}");
    }
    let account = hours(world, &world.login("helper").await).await;
    assert_eq!(account["totalMinutes"], 480);
    let entries = account["entries"]["edges"].as_array().expect("a list");
    assert_eq!(entries.len(), minutes.iter().filter(|minutes| **minutes > 0).count(), "no entry of nothing");
    assert!(entries.iter().all(|edge| edge["node"]["day"] == json!(day.to_string())), "{entries:#?}");
    world.pass(Duration::hours(12));
    call(world, &staff(world, &town).await, &shifts[12], &helper, "IN").await;
    world.pass(Duration::hours(1));
    let gone = call(world, &staff(world, &town).await, &shifts[12], &helper, "OUT").await;
    assert_eq!(gone["attendance"]["grantedMinutes"], 60, "the next day has its own: {gone}");
}

async fn a_wrong_entry_is_voided_and_entered_again(world: &World) {
    let town = Town::build(world).await;
    town.volunteer(world, "helper", 0).await;
    town.volunteer(world, "other", 0).await;
    until_midnight(world);
    let entry = served(world, &town, "helper", 3).await;
    let by = staff(world, &town).await;
    let void = |id: &Value| json!({ "requestId": request_id(), "hoursId": id, "reason": "签退过早" });
    let enter = |id: &Value, minutes: i64| json!({ "requestId": request_id(), "replacesId": id, "minutes": minutes, "reason": "核对签到表" });

    let [me, neighbour] = [world.login("helper").await, world.login("other").await];
    let answer = world.try_act(&me, "voidHours", void(&entry["id"]), "").await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    let answer = world.try_act(&neighbour, "voidHours", void(&entry["id"]), "").await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    let refused = world.act(&by, "enterHours", enter(&entry["id"], 60), ENTRY).await;
    assert_eq!(json!([refused["code"], refused["field"]]), json!(["HOURS_NOT_VOIDED", "replacesId"]));
    let input = void(&entry["id"]);
    let voided = all((0..20).map(|_| world.act(&by, "voidHours", input.clone(), ENTRY))).await;
    assert!(voided.iter().all(|answer| *answer == voided[0] && answer["__typename"] == "Hours"), "{voided:#?}");
    assert_eq!(json!([voided[0]["voidReason"], voided[0]["voidedBy"]["id"]]), json!(["签退过早", by.id]));
    let refused = world.act(&by, "voidHours", void(&entry["id"]), ENTRY).await;
    assert_eq!(refused["code"], "HOURS_ALREADY_VOIDED", "{refused}");
    assert_eq!(hours(world, &me).await["totalMinutes"], 0, "voided ones do not count");

    for (minutes, code) in [(0, "BAD_USER_INPUT"), (481, "BAD_USER_INPUT"), (-1, "BAD_USER_INPUT")] {
        let answer = world.try_act(&by, "enterHours", enter(&entry["id"], minutes), "").await;
        assert_eq!(error_of(&answer), (code, "minutes"), "{answer}");
    }
    let refused = world.act(&by, "enterHours", enter(&entry["id"], 181), ENTRY).await;
    assert_eq!(json!([refused["code"], refused["field"]]), json!(["HOURS_OVER_PLAN", "minutes"]));
    let answer = world.try_act(&me, "enterHours", enter(&entry["id"], 60), "").await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    let entered = all((0..10).map(|_| world.act(&by, "enterHours", enter(&entry["id"], 170), ENTRY))).await;
    let made: Vec<_> = entered.iter().filter(|answer| answer["__typename"] == "Hours").collect();
    assert_eq!(made.len(), 1, "{entered:#?}");
    assert_eq!(entered.iter().filter(|answer| answer["code"] == "HOURS_REPLACED").count(), 9);
    assert_eq!(
        json!([
            made[0]["minutes"],
            made[0]["how"],
            made[0]["replacesId"],
            made[0]["reason"],
            made[0]["confirmer"]["id"]
        ]),
        json!([170, "RE_ENTERED", entry["id"], "核对签到表", by.id])
    );
    assert_eq!(made[0]["day"], entry["day"]);
    let account = hours(world, &me).await;
    assert_eq!(account["totalMinutes"], 170);
    assert_eq!(account["entries"]["edges"].as_array().map(Vec::len), Some(2), "the voided one stays");

    // With 240 and 120 minutes of other shifts, the day has room for 120 more.
    world.act(&by, "voidHours", void(&made[0]["id"]), "").await;
    for hours in [4, 2] {
        assert_eq!(served(world, &town, "helper", hours).await["day"], entry["day"]);
    }
    let by = staff(world, &town).await;
    let refused = world.act(&by, "enterHours", enter(&made[0]["id"], 121), ENTRY).await;
    assert_eq!(json!([refused["code"], refused["field"]]), json!(["DAY_LIMIT_REACHED", "minutes"]));
    let input = enter(&made[0]["id"], 120);
    let fits = all((0..20).map(|_| world.act(&by, "enterHours", input.clone(), ENTRY))).await;
    assert!(
        fits.iter().all(|answer| *answer == fits[0] && answer["minutes"] == 120),
        "a chain of corrections: {fits:#?}"
    );
    assert_eq!(hours(world, &world.login("helper").await).await["totalMinutes"], 480);
}

/// The rule that counts at a place, as anybody reads it.
async fn rule_at(world: &World, who: &Person, area: &str) -> Value {
    let query = "query($a: ID!) { starRule(areaId: $a) { hours areaId } }";
    world.get(who, query, json!({ "a": area })).await["starRule"].take()
}

async fn stars_follow_the_nearest_rule(world: &World) {
    let town = Town::build(world).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let set = |area: &str, hours: Value, window: &str| json!({ "requestId": request_id(), "areaId": area, "hours": hours, "window": window });
    let fields = "... on StarRule { hours window areaId }";
    let [own, street] = [&town.communities[0], &town.street];
    for wrong in
        [json!([]), json!([1, 2, 3, 4]), json!([1, 2, 2, 3, 4]), json!([0, 1, 2, 3, 4]), json!([1, 2, 3, 4, 100_001])]
    {
        let answer = world.try_act(&town.city_admin, "setStarRule", set(street, wrong.clone(), "LIFETIME"), "").await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "hours"), "{wrong} {answer}");
    }
    let rising = || json!([1, 2, 3, 4, 5]);
    for (who, area) in [(&helper, own), (&town.staff[0], street), (&town.staff[1], own)] {
        let answer = world.try_act(who, "setStarRule", set(area, rising(), "LIFETIME"), "").await;
        assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    }
    let answer = world.try_act(&town.city_admin, "setStarRule", set(&town.grids[0], rising(), "LIFETIME"), "").await;
    assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "areaId"), "{answer}");

    until_midnight(world);
    served(world, &town, "helper", 2).await;
    let star = async || {
        let account = hours(world, &world.login("helper").await).await;
        json!([account["star"], account["starRule"]["areaId"], account["starMinutes"], account["totalMinutes"]])
    };
    assert_eq!(star().await, json!([0, null, 120, 120]));
    let admin = world.login("city-admin").await;
    let input = set(street, rising(), "LIFETIME");
    let done = all((0..20).map(|_| world.act(&admin, "setStarRule", input.clone(), fields))).await;
    assert!(done.iter().all(|answer| *answer == done[0] && answer["areaId"] == json!(street)), "{done:#?}");
    assert_eq!(star().await, json!([2, street, 120, 120]));
    let by = staff(world, &town).await;
    world.act(&by, "setStarRule", set(own, json!([1, 3, 4, 5, 6]), "CALENDAR_YEAR"), fields).await;
    assert_eq!(star().await, json!([1, own, 120, 120]), "the nearest counts");
    let reader = world.login("helper").await;
    assert_eq!(rule_at(world, &reader, own).await, json!({ "hours": [1, 3, 4, 5, 6], "areaId": own }));
    assert_eq!(rule_at(world, &reader, &town.communities[1]).await["areaId"], json!(street));
    assert_eq!(rule_at(world, &reader, &town.city).await["areaId"], json!(null), "the default");
    world.pass(Duration::days(366));
    assert_eq!(star().await, json!([0, own, 0, 120]), "another year");
    let by = staff(world, &town).await;
    world.act(&by, "setStarRule", set(own, rising(), "LIFETIME"), fields).await;
    assert_eq!(star().await, json!([2, own, 120, 120]), "setting it again takes its place");
}
