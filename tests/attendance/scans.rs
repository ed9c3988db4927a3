//! Scans made without network, and handed in later.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use crate::harness::attendance::{THERE, call, hours, shift_with};
use crate::harness::on_both_stores;
use crate::harness::party::{check_in, code as code_of_point, party_member, point, reported_in, with_unit};
use crate::harness::town::{Town, staff};
use crate::harness::world::{Person, World, request_id};

on_both_stores!(
    a_scan_handed_in_later_counts_from_when_it_was_made,
    a_scan_is_refused_when_it_is_too_old_or_proves_nothing,
    a_scan_of_what_was_marked_since_doubles_nothing,
    duty_counts_for_the_hour_of_the_scan,
);

/// The digits that staff of the first community show now, and when that is.
async fn scanned(world: &World, by: &Person, shift: &str) -> Value {
    let query = "query($id: ID!) { node(id: $id) { ... on Shift { checkInCode { digits } } } }";
    let code = world.get(by, query, json!({ "id": shift })).await["node"]["checkInCode"]["digits"].take();
    json!({ "shiftId": shift, "code": code, "scannedAt": world.ports.now() })
}

fn moment(value: &Value) -> DateTime<Utc> {
    value.as_str().expect("a time").parse().expect("a time")
}

/// The same scan, handed in anew.
fn again(scan: &Value) -> Value {
    let mut scan = scan.clone();
    scan["requestId"] = json!(request_id());
    scan
}

async fn a_scan_handed_in_later_counts_from_when_it_was_made(world: &World) {
    let town = Town::build(world).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let shift = shift_with(world, &town, 2, &[&helper]).await;
    world.pass(Duration::minutes(60));
    let came = scanned(world, &staff(world, &town).await, &shift).await;
    world.pass(Duration::minutes(45));
    let went = scanned(world, &staff(world, &town).await, &shift).await;
    // Home again, long after the end of the shift.
    world.pass(Duration::hours(20));
    let helper = world.login("helper").await;
    let early = world.act(&helper, "checkOut", again(&went), THERE).await;
    assert_eq!(early["code"], "NOT_CHECKED_IN", "{early}");
    let came = again(&came);
    let there = world.act(&helper, "checkIn", came.clone(), THERE).await;
    assert_eq!(moment(&there["attendance"]["checkedInAt"]), moment(&came["scannedAt"]), "{there}");
    let before =
        json!({ "shiftId": shift, "code": came["code"], "scannedAt": world.ports.now() - Duration::hours(23) });
    let refused = world.act(&helper, "checkOut", before, THERE).await;
    assert_eq!(refused["code"], "NOT_CHECKED_IN", "nobody goes before they came: {refused}");
    let went = again(&went);
    let gone = world.act(&helper, "checkOut", went.clone(), THERE).await;
    assert_eq!(gone["attendance"]["grantedMinutes"], 45, "{gone}");
    assert_eq!(moment(&gone["attendance"]["checkedOutAt"]), moment(&went["scannedAt"]), "{gone}");
    // The same request has the same answer, also when the scan would be too old by now.
    world.pass(Duration::hours(10));
    let helper = world.login("helper").await;
    for (mutation, input) in [("checkIn", &came), ("checkOut", &went)] {
        assert_eq!(world.act(&helper, mutation, input.clone(), THERE).await, gone, "{mutation}");
    }
    assert_eq!(hours(world, &helper).await["totalMinutes"], 45);
}

async fn a_scan_is_refused_when_it_is_too_old_or_proves_nothing(world: &World) {
    let town = Town::build(world).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let shift = shift_with(world, &town, 2, &[&helper]).await;
    let came = scanned(world, &town.staff[0], &shift).await;
    let at = world.ports.now();
    let with = |seconds: i64| {
        let mut scan = again(&came);
        scan["scannedAt"] = json!(at + Duration::seconds(seconds));
        scan
    };
    let refused = world.act(&helper, "checkIn", with(61), THERE).await;
    assert_eq!(json!([refused["code"], refused["field"]]), json!(["SCAN_IN_FUTURE", "scannedAt"]));
    let refused = world.act(&helper, "checkIn", with(-3_600), THERE).await;
    assert_eq!(refused["code"], "CHECK_IN_CLOSED", "it is judged for its time: {refused}");
    world.pass(Duration::minutes(10));
    let refused = world.act(&helper, "checkIn", with(300), THERE).await;
    assert_eq!(json!([refused["code"], refused["field"]]), json!(["CODE_WRONG", "code"]));
    world.pass(Duration::hours(24) - Duration::minutes(10) + Duration::seconds(1));
    let helper = world.login("helper").await;
    let refused = world.act(&helper, "checkIn", with(0), THERE).await;
    assert_eq!(json!([refused["code"], refused["field"]]), json!(["SCAN_TOO_OLD", "scannedAt"]));
    world.pass(Duration::seconds(-1));
    let there = world.act(&helper, "checkIn", with(0), THERE).await;
    assert_eq!(moment(&there["attendance"]["checkedInAt"]), moment(&came["scannedAt"]), "{there}");
}

async fn a_scan_of_what_was_marked_since_doubles_nothing(world: &World) {
    let town = Town::build(world).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let shift = shift_with(world, &town, 2, &[&helper]).await;
    let came = scanned(world, &town.staff[0], &shift).await;
    world.pass(Duration::minutes(40));
    let by = staff(world, &town).await;
    call(world, &by, &shift, &helper, "IN").await;
    let went = scanned(world, &by, &shift).await;
    world.pass(Duration::minutes(20));
    let by = staff(world, &town).await;
    let helper = world.login("helper").await;
    let refused = world.act(&helper, "checkIn", again(&came), THERE).await;
    assert_eq!(refused["code"], "ALREADY_CHECKED_IN", "{refused}");
    let gone = call(world, &by, &shift, &helper, "OUT").await;
    assert_eq!(gone["attendance"]["grantedMinutes"], 20, "{gone}");
    let refused = world.act(&helper, "checkOut", again(&went), THERE).await;
    assert_eq!(refused["code"], "ALREADY_CHECKED_OUT", "{refused}");
    assert_eq!(hours(world, &helper).await["totalMinutes"], 20);
}

async fn duty_counts_for_the_hour_of_the_scan(world: &World) {
    // The first minute of an hour, so that the hour does not end on the way.
    let now = world.ports.now();
    world.pass(Duration::seconds(3_600 - now.timestamp().rem_euclid(3_600)));
    let (town, unit) = with_unit(world).await;
    let me = party_member(world, &town, &unit, "me", 0).await;
    let fields = "... on DutyCheckIn { id checkedInAt }";
    let east = point(world, &town, "东门岗").await;
    let too_soon = code_of_point(world, &town, &east).await["digits"].take();
    let before = world.ports.now();
    world.pass(Duration::seconds(1));
    reported_in(world, &town, &me).await;
    let scan = |code: &Value, at: DateTime<Utc>| {
        let mut input = check_in(&east, code);
        input["scannedAt"] = json!(at);
        input
    };
    let refused = world.act(&me, "checkInAtDutyPoint", scan(&too_soon, before), fields).await;
    assert_eq!(refused["code"], "NO_ACTIVE_REPORT_IN", "not yet then: {refused}");
    let (digits, at) = (code_of_point(world, &town, &east).await["digits"].take(), world.ports.now());
    world.pass(Duration::seconds(60));
    world
        .act(
            &world.login(&format!("staff-{}", town.communities[0])).await,
            "closeDutyPoint",
            json!({ "dutyPointId": east }),
            "",
        )
        .await;
    world.pass(Duration::hours(2));
    let me = world.login("me").await;
    let late = scan(&digits, at + Duration::seconds(120));
    let refused = world.act(&me, "checkInAtDutyPoint", late, fields).await;
    assert_eq!(refused["code"], "DUTY_POINT_CLOSED", "{refused}");
    let first = scan(&digits, at);
    let made = world.act(&me, "checkInAtDutyPoint", first.clone(), fields).await;
    assert_eq!(moment(&made["checkedInAt"]), at, "the point was open then: {made}");
    let refused = world.act(&me, "checkInAtDutyPoint", scan(&digits, at), fields).await;
    assert_eq!(refused["code"], "DUTY_ALREADY_CHECKED_IN", "{refused}");
    assert_eq!(world.act(&me, "checkInAtDutyPoint", first, fields).await, made);
    world.pass(Duration::hours(24));
    let me = world.login("me").await;
    let refused = world.act(&me, "checkInAtDutyPoint", scan(&digits, at), fields).await;
    assert_eq!([&refused["code"], &refused["field"]], [&json!("SCAN_TOO_OLD"), &json!("scannedAt")]);
}
