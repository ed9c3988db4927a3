//! Activities, shifts, sign-ups and teams, as a test makes them through the API.

use std::collections::BTreeSet;

use chrono::Duration;
use serde_json::{Value, json};

use super::town::{Town, text};
use super::world::{Person, World, request_id};

/// What is asked of a team.
pub(crate) const TEAM: &str = "... on Team { id name size joined closedAt captain { id } community { id } }";
/// What is asked of a sign-up.
pub(crate) const SIGN_UP: &str = "... on SignUp { id state position endedAt member { id } shift { id taken waiting } }";

/// What an activity with these shifts says.
pub(crate) fn activity(town: &Town, shifts: Vec<Value>) -> Value {
    json!({
        "requestId": request_id(), "communityId": town.communities[0], "title": "河边清洁", "text": "带上手套。",
        "place": "桂花桥头", "shifts": shifts,
    })
}

/// A shift that starts in this many hours.
pub(crate) fn shift(world: &World, starts: i64, hours: i64, capacity: i32) -> Value {
    let starts = world.ports.now() + Duration::hours(starts);
    json!({ "startsAt": starts, "endsAt": starts + Duration::hours(hours), "capacity": capacity })
}

/// Makes an activity in the first community, and gives its id and those of its shifts.
pub(crate) async fn organise(world: &World, by: &Person, town: &Town, shifts: Vec<Value>) -> (String, Vec<String>) {
    let fields = "... on Activity { id shifts { id } }";
    let made = world.act(by, "createActivity", activity(town, shifts), fields).await;
    let shifts = made["shifts"].as_array().unwrap_or_else(|| panic!("{made}"));
    (text(&made["id"]), shifts.iter().map(|shift| text(&shift["id"])).collect())
}

/// Signs up under a new request id.
pub(crate) async fn sign_up(world: &World, who: &Person, shift: &str) -> Value {
    world.act(who, "signUp", json!({ "shiftId": shift }), SIGN_UP).await
}

/// Cancels under a new request id.
pub(crate) async fn cancel(world: &World, who: &Person, sign_up: &Value) -> Value {
    let input = json!({ "signUpId": sign_up["id"] });
    world.act(who, "cancelSignUp", input, SIGN_UP).await
}

/// The roster of a shift as staff see it: who, whether seated, and the position.
pub(crate) async fn roster(world: &World, town: &Town, shift: &str) -> Vec<Value> {
    let query = "query($id: ID!, $after: String) { node(id: $id) { ... on Shift { taken waiting \
        roster(first: 100, after: $after) { edges { node { state position member { id } } } \
        pageInfo { hasNextPage endCursor } } } } }";
    let (mut found, mut after) = (Vec::new(), Value::Null);
    loop {
        let mut node = world.get(&town.staff[0], query, json!({ "id": shift, "after": after })).await["node"].take();
        let page = node["roster"].take();
        found.extend(page["edges"].as_array().expect("a list").iter().map(|edge| edge["node"].clone()));
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            let seated = found.iter().filter(|entry| entry["state"] == "SEATED").count();
            assert_eq!(json!([seated, found.len() - seated]), json!([node["taken"], node["waiting"]]));
            return found;
        }
    }
}

/// Checks that a roster has this many seats and this many who wait, nobody twice and positions without a gap.
pub(crate) fn must_be_exact(roster: &[Value], seats: usize, waiting: usize) {
    let seated = roster.iter().take_while(|entry| entry["state"] == "SEATED").count();
    assert_eq!((seated, roster.len() - seated), (seats, waiting));
    let people: BTreeSet<_> = roster.iter().map(|entry| text(&entry["member"]["id"])).collect();
    assert_eq!(people.len(), roster.len(), "nobody twice");
    let positions: Vec<_> =
        roster[seated..].iter().map(|entry| entry["position"].as_u64().expect("a position")).collect();
    assert_eq!(positions, (1..=waiting as u64).collect::<Vec<_>>());
}

/// This many volunteers of the first community.
pub(crate) async fn helpers(world: &World, town: &Town, count: usize) -> Vec<Person> {
    let names: Vec<_> = (0..count).map(|n| format!("helper{n}")).collect();
    let mut people = Vec::new();
    for chunk in names.chunks(20) {
        people.extend(futures_util::future::join_all(chunk.iter().map(|name| town.volunteer(world, name, 0))).await);
    }
    people
}
