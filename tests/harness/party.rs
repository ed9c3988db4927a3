//! Reporting in and keeping duty, as a test does them through the API.

use serde_json::{Value, json};

use super::town::{Town, text};
use super::world::{Person, World, request_id};

/// What is asked of a report-in.
pub(crate) const REPORT_IN: &str = "... on ReportIn { id state askedAt acceptedAt refusedAt refuseReason endedAt endReason \
    community { id } member { id shownName } unit { name } }";

/// Whether somebody sees what has an id.
pub(crate) const NODE: &str = "query($id: ID!) { node(id: $id) { id } }";

/// What a duty point shows those who administer it.
pub(crate) const CODE: &str =
    "query($id: ID!) { node(id: $id) { id ... on DutyPoint { checkInCode { digits qrText until } } } }";

/// A town with a unit, whose roster is typed in as needed.
pub(crate) async fn with_unit(world: &World) -> (Town, String) {
    let town = Town::build(world).await;
    let input = json!({ "areaId": town.city, "name": "供水公司" });
    let unit = text(&world.act(&town.city_admin, "createUnit", input, "... on Unit { id }").await["id"]);
    (town, unit)
}

/// A confirmed party member of the unit in a community.
pub(crate) async fn party_member(world: &World, town: &Town, unit: &str, name: &str, community: usize) -> Person {
    let person = town.resident(world, name, community, None).await;
    confirm(world, town, unit, &person).await;
    person
}

/// Makes somebody a confirmed party member of the unit.
pub(crate) async fn confirm(world: &World, town: &Town, unit: &str, person: &Person) {
    world.act(person, "setRealName", json!({ "realName": "赵卫国" }), "").await;
    world.act(person, "askPartyMembership", json!({ "unitId": unit }), "").await;
    let input = json!({ "memberId": person.id, "unitId": unit, "confirm": true });
    world.act(&town.city_admin, "decidePartyMembership", input, "... on Person { id }").await;
}

/// Asks to report in.
pub(crate) async fn ask(world: &World, who: &Person) -> Value {
    world.act(who, "askReportIn", json!({}), REPORT_IN).await
}

/// What says which report-in, under a request id of its own.
pub(crate) fn about(report_in: &str) -> Value {
    json!({ "requestId": request_id(), "reportInId": report_in })
}

/// What says which report-in, and why.
pub(crate) fn because(report_in: &str, reason: &str) -> Value {
    json!({ "requestId": request_id(), "reportInId": report_in, "reason": reason })
}

/// Reports a party member in to the first community, and gives the report-in.
pub(crate) async fn reported_in(world: &World, town: &Town, who: &Person) -> String {
    let id = text(&ask(world, who).await["id"]);
    let accepted = world.act(&town.staff[0], "acceptReportIn", about(&id), REPORT_IN).await;
    assert_eq!(accepted["state"], "ACTIVE", "{accepted}");
    id
}

/// A duty point of the first community.
pub(crate) async fn point(world: &World, town: &Town, name: &str) -> String {
    let input = json!({ "communityId": town.communities[0], "name": name, "place": "东门外" });
    text(&world.act(&town.staff[0], "createDutyPoint", input, "... on DutyPoint { id }").await["id"])
}

/// What the point shows now.
pub(crate) async fn code(world: &World, town: &Town, point: &str) -> Value {
    world.get(&town.city_admin, CODE, json!({ "id": point })).await["node"]["checkInCode"].take()
}

/// What proves duty at a point.
pub(crate) fn check_in(point: &str, code: &Value) -> Value {
    json!({ "requestId": request_id(), "dutyPointId": point, "code": code })
}
