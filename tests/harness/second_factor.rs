//! The second factor of administrators, as a test gives it through the API.

use chrono::Duration;
use domain::members::totp::Secret;
use serde_json::{Value, json};

use super::town::{Town, appoint};
use super::world::{ENROL, GIVE, Person, World, error_of, request_id, secret_of};

/// Whether somebody gave a code, and what they may.
pub(crate) async fn state(strict: &World, who: &Person) -> Value {
    strict.get(who, "{ viewer { secondFactor abilities } }", json!({})).await["viewer"].take()
}

/// Enrols, and gives the secret.
pub(crate) async fn enrol(strict: &World, who: &Person) -> Secret {
    secret_of(&strict.ask(Some(who), ENROL, json!({})).await)
}

/// What came of a code: `GIVEN`, or the code of the refusal.
pub(crate) async fn give(strict: &World, who: &Person, code: &str) -> String {
    let mut answer = strict.get(who, GIVE, json!({ "code": code })).await["giveSecondFactorCode"].take();
    let said = if answer["__typename"] == "Viewer" { "secondFactor" } else { "code" };
    answer[said].take().as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// Enrols, and gives the first code.
pub(crate) async fn prove(strict: &World, who: &Person) -> Secret {
    let secret = enrol(strict, who).await;
    assert_eq!(give(strict, who, &code(strict, &secret)).await, "GIVEN");
    secret
}

/// The code of now.
pub(crate) fn code(strict: &World, secret: &Secret) -> String {
    secret.code(strict.now())
}

/// Six digits that are not the code.
pub(crate) fn wrong(strict: &World, secret: &Secret) -> String {
    let right = [secret.code(strict.now()), secret.code(strict.now() - Duration::seconds(30))];
    (0..3).map(|n| format!("{n:06}")).find(|code| !right.contains(code)).expect("a wrong code")
}

/// Tries to act as an administrator; says `Area`, or the code of the error.
pub(crate) async fn act(strict: &World, who: &Person, node: &str, kind: &str) -> String {
    let input = json!({ "parentId": node, "kind": kind, "name": request_id()[..8] });
    let answer = strict.try_act(who, "createArea", input, "").await;
    let made = answer["data"]["createArea"]["__typename"].as_str();
    made.unwrap_or(error_of(&answer).0).to_owned()
}

/// What the audit log says of a person, without logins: the act, how it ended, and (of second factors) where. In the
/// order of the alphabet: what happens at once has no order of its own.
pub(crate) async fn log(strict: &World, by: &Person, town: &Town, of: &Person) -> Vec<Value> {
    let text = "query($a: ID!, $m: ID!) { auditLog(areaId: $a, actorId: $m, first: 100) { edges { node { id act ending \
        area { id } } } } }";
    let log = strict.get(by, text, json!({ "a": town.city, "m": of.id })).await;
    let nodes = log["auditLog"]["edges"].as_array().expect("edges").iter().map(|edge| &edge["node"]);
    let ours = |node: &Value| node["act"].as_str().is_some_and(|act| act.contains("SecondFactor"));
    let area = |node: &Value| if ours(node) { node["area"]["id"].clone() } else { Value::Null };
    let told = nodes.map(|node| json!([node["act"], node["ending"], area(node)]));
    let mut told: Vec<_> = told.filter(|told| told[0] != "login" && told[0] != "createAccount").collect();
    told.sort_by_key(Value::to_string);
    told
}

/// An administrator of the street.
pub(crate) async fn street_admin(world: &World, town: &Town) -> Person {
    let person = world.login("street-admin").await;
    appoint(world, &town.city_admin, &person, "STREET_ADMIN", &town.street).await;
    person
}
