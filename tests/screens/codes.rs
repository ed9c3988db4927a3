//! The check-in codes of a day.

use chrono::{Duration, Timelike, Utc};
use serde_json::{Value, json};

use crate::harness::attendance::shift_with;
use crate::harness::live::Socket;
use crate::harness::on_both_stores;
use crate::harness::screens::{entered, pair};
use crate::harness::town::{Town, staff};
use crate::harness::volunteering::{organise, shift};
use crate::harness::world::{Person, World, error_of};

on_both_stores!(the_codes_of_today_are_those_that_count, the_codes_are_for_staff_and_for_screens_that_show_them);

const TODAY: &str = "checkInCodesOfToday { community { id } shifts { shift { id activity { title } } code { digits qrText \
    until } } }";

/// Goes to the next morning, at ten o'clock where the communities are.
fn morning(world: &World) {
    let hour = (world.now().with_timezone(&Utc).hour() + 8) % 24;
    world.pass(Duration::hours(i64::from((34 - hour) % 24)));
}

fn ids(shifts: &Value) -> Vec<&str> {
    let shifts = shifts.as_array().expect("a list").iter();
    shifts.map(|it| it["shift"]["id"].as_str().expect("an id")).collect()
}

async fn the_codes_of_today_are_those_that_count(world: &World) {
    morning(world);
    let town = Town::build(world).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let soon = shift_with(world, &town, 2, &[&helper]).await;
    let by = staff(world, &town).await;
    let (_, later) = organise(world, &by, &town, vec![shift(world, 6, 2, 5), shift(world, 24, 2, 5)]).await;
    let (called_off, _) = organise(world, &by, &town, vec![shift(world, 3, 2, 5)]).await;
    world.act(&by, "cancelActivity", json!({ "activityId": called_off, "reason": "下雨" }), "").await;
    let screen = pair(world, &by, &town.communities[0], "CHECK_IN_CODES").await;
    let there = entered(world, &screen).await;
    let query = format!("{{ {TODAY} }}");
    let seen = world.get(&there, &query, json!({})).await["checkInCodesOfToday"]["shifts"].take();
    assert_eq!(ids(&seen), [&soon, &later[0]], "not tomorrow's, nor what was called off");
    assert_eq!(seen[1]["code"], Value::Null, "nobody can check in yet");
    let lead = "query($id: ID!) { node(id: $id) { ... on Shift { checkInCode { digits qrText until } } } }";
    let shown = world.get(&by, lead, json!({ "id": soon })).await["node"]["checkInCode"].take();
    assert_eq!(seen[0]["code"], shown);

    let mut socket = Socket::of(&world.url, &there).await;
    socket.subscribe("1", &format!("subscription {{ {TODAY} }}"), json!({}));
    let first = socket.data("1").await["checkInCodesOfToday"]["shifts"].take();
    assert_eq!(first[0]["code"], shown);
    world.pass(Duration::seconds(30));
    let second = socket.data("1").await["checkInCodesOfToday"]["shifts"].take();
    assert_ne!(second[0]["code"]["until"], first[0]["code"]["until"]);
    let input = json!({ "shiftId": soon, "code": second[0]["code"]["qrText"] });
    let arrived = world.act(&helper, "checkIn", input, "... on SignUp { attendance { checkedInAt } }").await;
    assert!(arrived["attendance"]["checkedInAt"].is_string(), "{arrived}");

    // When it is over one can still check out.
    world.pass(Duration::hours(3));
    let there = entered(world, &screen).await;
    let seen = world.get(&there, &query, json!({})).await["checkInCodesOfToday"]["shifts"].take();
    assert_eq!(ids(&seen), [&soon, &later[0]]);
    assert!(seen[0]["code"]["digits"].is_string(), "{seen}");
}

async fn the_codes_are_for_staff_and_for_screens_that_show_them(world: &World) {
    morning(world);
    let town = Town::build(world).await;
    let helper = town.volunteer(world, "helper", 0).await;
    let soon = shift_with(world, &town, 2, &[&helper]).await;
    let here = &town.communities[0];
    let by = staff(world, &town).await;
    let query = "query($c: ID) { checkInCodesOfToday(communityId: $c) { shifts { shift { id } code { digits } } } }";
    let ask = async |who: &Person, community: &str| world.ask(Some(who), query, json!({ "c": community })).await;
    let seen = ask(&by, here).await["data"]["checkInCodesOfToday"]["shifts"].take();
    assert_eq!(ids(&seen), [&soon]);
    assert_eq!(error_of(&ask(&helper, here).await).0, "FORBIDDEN");
    assert_eq!(error_of(&ask(&town.staff[1], here).await).0, "NOT_FOUND");
    let codes = entered(world, &pair(world, &by, here, "CHECK_IN_CODES").await).await;
    assert_eq!(error_of(&ask(&codes, &town.communities[1]).await).0, "NOT_FOUND");
    for purpose in ["BOARD", "OPEN_WISHES"] {
        let other = entered(world, &pair(world, &by, here, purpose).await).await;
        assert_eq!(error_of(&ask(&other, here).await).0, "FORBIDDEN", "{purpose}");
    }
    // What leads on from a shift stays with those who lead it.
    let more = "{ checkInCodesOfToday { shifts { shift { taken checkInCode { digits } roster { edges { node { id } } } } } } }";
    let answer = world.ask(Some(&codes), more, json!({})).await;
    let shift = &answer["data"]["checkInCodesOfToday"]["shifts"][0]["shift"];
    assert_eq!(*shift, json!({ "taken": 1, "checkInCode": null, "roster": null }), "{answer}");
}
