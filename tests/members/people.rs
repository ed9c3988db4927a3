//! Places, units, people, roles.

use domain::audit::entry::Deed;
use domain::ids::{GrantId, MemberId};
use domain::members::REVOKE_ROLE;
use domain::members::roles::first_administrator;
use domain::text::Line;
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::sql::count;
use crate::harness::town::{Town, appoint, area, second_it, text};
use crate::harness::world::{Person, World, error_of, request_id};

on_both_stores!(
    the_viewer_says_who_i_am_where_i_belong_and_what_i_may_do,
    a_home_is_a_community_and_a_grid_within_it,
    staff_administer_what_is_below_their_node,
    a_role_acts_at_once_and_ends_at_once,
    the_roster_confirms_a_party_member,
    a_liaison_decides_where_the_roster_does_not_tell,
    a_roster_line_confirms_one_person,
    nobody_who_answers_for_a_unit_is_confirmed_by_a_line_of_their_own,
    a_city_keeps_its_last_administrator,
);

const VIEWER: &str = "{ viewer { id realName shownName phone home { community { name } grid { name } building { name } } \
    volunteerSince partyMembership { state unit { name area { name } } } roles { role node { ... on Area { name } ... on Unit { name } } } \
    abilities } }";

async fn the_viewer_says_who_i_am_where_i_belong_and_what_i_may_do(world: &World) {
    let town = Town::build(world).await;
    let me = world.login("me").await;
    let empty = json!({ "viewer": {
        "id": me.id, "realName": null, "shownName": "", "phone": null, "home": null, "volunteerSince": null,
        "partyMembership": null, "roles": [], "abilities": [],
    } });
    assert_eq!(world.get(&me, VIEWER, json!({})).await, empty);
    let me = town.resident(world, "me", 0, Some(0)).await;
    world.act(&me, "setRealName", json!({ "realName": "欧阳修文" }), "").await;
    world.act(&me, "bindPhone", json!({ "code": "phone-13800001234.1" }), "").await;
    appoint(world, &town.city_admin, &me, "GRID_WORKER", &town.grids[1]).await;
    let viewer = world.get(&me, VIEWER, json!({})).await["viewer"].take();
    assert_eq!(
        [&viewer["realName"], &viewer["shownName"], &viewer["phone"]],
        [&json!("欧阳修文"), &json!("欧**"), &json!("13800001234")]
    );
    assert_eq!(
        viewer["home"],
        json!({ "community": { "name": "桂花社区" }, "grid": { "name": "第1网格" }, "building": null })
    );
    assert_eq!(viewer["roles"], json!([{ "role": "GRID_WORKER", "node": { "name": "第2网格" } }]));
    assert_eq!(viewer["abilities"], json!(["POST_WISHES", "REDEEM_GOODS"]));
    let staff = world.get(&town.staff[0], VIEWER, json!({})).await["viewer"]["abilities"].take();
    assert_eq!(
        staff,
        json!(["REVIEW_WISHES", "MANAGE_BANK", "PUBLISH_NOTICES", "MANAGE_PLACES", "MANAGE_ROLES", "MANAGE_ROSTERS"])
    );

    let spent = world.act(&me, "bindPhone", json!({ "code": "phone-13800001234.1" }), "").await;
    assert_eq!(spent["code"], "PHONE_CODE_SPENT", "{spent}");
    let seen = world
        .get(
            &town.staff[0],
            "query($id: ID!) { node(id: $id) { ... on Person { shownName } } }",
            json!({ "id": me.id }),
        )
        .await;
    assert_eq!(seen["node"], json!({ "shownName": "欧**" }));
}

async fn a_home_is_a_community_and_a_grid_within_it(world: &World) {
    let town = Town::build(world).await;
    let building = area(world, &town.staff[0], &town.grids[1], "BUILDING", "21号楼").await;
    let elsewhere = area(world, &town.staff[1], &town.communities[1], "GRID", "第9网格").await;
    let me = world.login("me").await;
    world.consent(&me).await;
    let [here, there] = &town.communities;
    for (input, code, field) in [
        (json!({ "communityId": town.street }), "BAD_USER_INPUT", "communityId"),
        (json!({ "communityId": "area_01h455vb4pex5vsknk084sn02q" }), "NOT_FOUND", "communityId"),
        (json!({ "communityId": me.id }), "BAD_USER_INPUT", "communityId"),
        (json!({ "communityId": here, "gridId": elsewhere }), "NOT_FOUND", "gridId"),
        (json!({ "communityId": here, "gridId": building }), "NOT_FOUND", "gridId"),
        (
            json!({ "communityId": here, "gridId": town.grids[0], "buildingId": building }),
            "BAD_USER_INPUT",
            "buildingId",
        ),
        (json!({ "communityId": there, "buildingId": building }), "NOT_FOUND", "buildingId"),
    ] {
        let answer = world.try_act(&me, "joinCommunity", input, "").await;
        assert_eq!(error_of(&answer), (code, field), "{answer}");
    }
    assert_eq!(world.get(&me, VIEWER, json!({})).await["viewer"]["home"], Value::Null, "nothing was stored");
    let fields = "... on Viewer { home { community { id } grid { id } building { id } } }";
    let joined = world.act(&me, "joinCommunity", json!({ "communityId": here, "buildingId": building }), fields).await;
    let home = json!({ "community": { "id": here }, "grid": { "id": town.grids[1] }, "building": { "id": building } });
    assert_eq!(joined["home"], home, "the building says the grid");
    let moved = world.act(&me, "joinCommunity", json!({ "communityId": there }), fields).await;
    assert_eq!(moved["home"], json!({ "community": { "id": there }, "grid": null, "building": null }));
    let wishes = world.get(&me, "{ wishes { edges { cursor } } }", json!({})).await;
    assert_eq!(wishes["wishes"]["edges"], json!([]), "the move acts at once");
}

async fn staff_administer_what_is_below_their_node(world: &World) {
    let town = Town::build(world).await;
    let [first, second] = &town.staff;
    let new = |parent: &str, kind: &str, name: &str| json!({ "parentId": parent, "kind": kind, "name": name });
    let answer = world.try_act(second, "createArea", new(&town.communities[0], "GRID", "不是我的"), "").await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    let answer = world.try_act(first, "createArea", new(&town.communities[0], "BUILDING", "楼在网格里"), "").await;
    assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "kind"), "{answer}");
    let taken = world.act(first, "createArea", new(&town.communities[0], "GRID", "第1网格"), "").await;
    assert_eq!([&taken["code"], &taken["field"]], [&json!("NAME_TAKEN"), &json!("name")]);
    let roots = world
        .get(
            first,
            "{ areas { edges { node { name children { edges { node { name parent { name } } } } } } } }",
            json!({}),
        )
        .await;
    let street = json!([{ "node": { "name": "梧桐街道", "parent": { "name": "江城市" } } }]);
    assert_eq!(roots["areas"]["edges"], json!([{ "node": { "name": "江城市", "children": { "edges": street } } }]));

    let me = town.resident(world, "me", 0, None).await;
    let residents = "query($c: ID) { residents(communityId: $c) { edges { node { id } } } }";
    let seen = world.get(first, residents, json!({ "c": town.communities[0] })).await;
    assert_eq!(seen["residents"]["edges"], json!([{ "node": { "id": me.id } }]));
    assert_eq!(error_of(&world.ask(Some(&me), residents, json!({})).await).0, "FORBIDDEN");
    let answer = world.ask(Some(second), residents, json!({ "c": town.communities[0] })).await;
    assert_eq!(error_of(&answer), ("NOT_FOUND", "communityId"), "{answer}");
}

async fn a_role_acts_at_once_and_ends_at_once(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    let residents = "{ residents { edges { node { id } } } }";
    assert_eq!(error_of(&world.ask(Some(&me), residents, json!({})).await).0, "FORBIDDEN");
    let grant = |by: &Person, who: &Person, role: &str, node: &str| {
        let input = json!({ "memberId": who.id, "role": role, "nodeId": node });
        let by = by.clone();
        async move { world.try_act(&by, "grantRole", input, "... on Proposal { id }").await }
    };
    let here = &town.communities[0];
    for (by, role, node, code) in [
        (&me, "COMMUNITY_STAFF", here, "FORBIDDEN"),
        (&town.staff[0], "COMMUNITY_STAFF", here, "FORBIDDEN"),
        (&town.staff[1], "GRID_WORKER", &town.grids[0], "FORBIDDEN"),
        (&town.city_admin, "STREET_ADMIN", here, "BAD_USER_INPUT"),
        (&town.city_admin, "LIAISON", here, "BAD_USER_INPUT"),
    ] {
        let answer = grant(by, &me, role, node).await;
        assert_eq!(error_of(&answer).0, code, "{role} {answer}");
    }
    let elsewhere = town.resident(world, "elsewhere", 1, None).await;
    let answer = grant(&town.staff[0], &elsewhere, "GRID_WORKER", &town.grids[0]).await;
    assert_eq!(error_of(&answer), ("NOT_FOUND", "memberId"), "{answer}");
    let input = json!({ "requestId": request_id(), "memberId": me.id, "role": "COMMUNITY_STAFF", "nodeId": here });
    let proposal = text(&world.act(&town.city_admin, "grantRole", input.clone(), "... on Proposal { id }").await["id"]);
    assert_eq!(error_of(&world.ask(Some(&me), residents, json!({})).await).0, "FORBIDDEN", "nothing yet");
    let role = text(&second_it(world, &town.second_admin, &proposal).await["resultId"]);
    world.get(&me, residents, json!({})).await;
    let twice = grant(&town.city_admin, &me, "COMMUNITY_STAFF", here).await;
    assert_eq!(twice["data"]["grantRole"]["code"], "ROLE_ALREADY_HELD", "{twice}");

    let revoke = json!({ "roleId": role });
    let answer = world.try_act(&town.staff[1], "revokeRole", revoke.clone(), "").await;
    assert_eq!(error_of(&answer), ("NOT_FOUND", "roleId"), "{answer}");
    world.act(&town.city_admin, "revokeRole", revoke.clone(), "... on HeldRole { role }").await;
    assert_eq!(error_of(&world.ask(Some(&me), residents, json!({})).await).0, "FORBIDDEN", "at once");
    let answer = world.try_act(&town.city_admin, "revokeRole", revoke, "").await;
    assert_eq!(error_of(&answer), ("NOT_FOUND", "roleId"), "{answer}");
    let again = world.act(&town.city_admin, "grantRole", input, "... on Proposal { id }").await;
    assert_eq!(again["id"], json!(proposal), "the same request, whatever has changed since");
    assert_eq!(error_of(&world.ask(Some(&me), residents, json!({})).await).0, "FORBIDDEN", "and no new effect");
    let role = appoint(world, &town.city_admin, &me, "COMMUNITY_STAFF", here).await;
    let laid_down = world.act(&me, "revokeRole", json!({ "roleId": role }), "... on HeldRole { role }").await;
    assert_eq!(laid_down["role"], "COMMUNITY_STAFF", "one's own");
}

async fn the_roster_confirms_a_party_member(world: &World) {
    let (town, unit) = with_unit(world).await;
    let me = town.resident(world, "me", 0, None).await;
    let ask = |who: &Person| {
        let who = who.clone();
        let input = json!({ "unitId": unit });
        async move {
            world
                .act(
                    &who,
                    "askPartyMembership",
                    input,
                    "... on Viewer { partyMembership { state unit { name } } abilities }",
                )
                .await
        }
    };
    assert_eq!(ask(&me).await["code"], "NO_REAL_NAME");
    world.act(&me, "setRealName", json!({ "realName": "赵卫国" }), "").await;
    world.act(&me, "bindPhone", json!({ "code": "phone-13800001001.1" }), "").await;
    let confirmed = ask(&me).await;
    assert_eq!(
        confirmed["partyMembership"],
        json!({ "state": "CONFIRMED", "unit": { "name": "供水公司" } }),
        "{confirmed}"
    );
    assert_eq!(confirmed["abilities"], json!(["POST_WISHES", "CLAIM_WISHES", "REDEEM_GOODS"]));
    assert_eq!(ask(&me).await["code"], "PARTY_MEMBERSHIP_ALREADY_ASKED");
    let author = town.resident(world, "author", 0, None).await;
    let wish = town.open_wish(world, &author, "帮我").await;
    let claimed = world.act(&me, "claimWish", json!({ "wishId": wish }), "").await;
    assert_eq!(claimed["__typename"], "Wish");
}

async fn a_liaison_decides_where_the_roster_does_not_tell(world: &World) {
    let (town, unit) = with_unit(world).await;
    let liaison = town.resident(world, "liaison", 1, None).await;
    appoint(world, &town.city_admin, &liaison, "LIAISON", &unit).await;
    let me = town.resident(world, "me", 0, None).await;
    world.act(&me, "setRealName", json!({ "realName": "周建军" }), "").await;
    let fields = "... on Viewer { partyMembership { state } }";
    let asked = world.act(&me, "askPartyMembership", json!({ "unitId": unit }), fields).await;
    assert_eq!(asked["partyMembership"]["state"], "PENDING");

    let pending = "query($id: ID!) { node(id: $id) { id ... on Unit { rosterSize pendingPartyMembers { edges { node { id shownName } } } } } }";
    let seen = world.get(&liaison, pending, json!({ "id": unit })).await;
    assert_eq!(seen["node"]["rosterSize"], 1);
    assert_eq!(seen["node"]["pendingPartyMembers"]["edges"], json!([{ "node": { "id": me.id, "shownName": "周**" } }]));
    for who in [&me, &town.staff[0]] {
        let answer = world.ask(Some(who), pending, json!({ "id": unit })).await;
        assert_eq!(error_of(&answer).0, "FORBIDDEN");
        assert_eq!(answer["data"]["node"], json!({ "id": unit, "rosterSize": null, "pendingPartyMembers": null }));
    }
    world.act(&liaison, "setRealName", json!({ "realName": "高文静" }), "").await;
    world.act(&liaison, "askPartyMembership", json!({ "unitId": unit }), "").await;
    let oneself = json!({ "memberId": liaison.id, "unitId": unit, "confirm": true });
    let answer = world.try_act(&liaison, "decidePartyMembership", oneself, "").await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "nobody confirms themselves: {answer}");
    let decide = |confirm: bool| json!({ "memberId": me.id, "unitId": unit, "confirm": confirm });
    let answer = world.try_act(&me, "decidePartyMembership", decide(true), "").await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    world.act(&liaison, "decidePartyMembership", decide(false), "... on Person { id }").await;
    let again = world.act(&me, "askPartyMembership", json!({ "unitId": unit }), fields).await;
    assert_eq!(again["partyMembership"]["state"], "PENDING", "declined may ask again");
    let done = world.act(&liaison, "decidePartyMembership", decide(true), "... on Person { shownName }").await;
    assert_eq!(done["shownName"], "周**");
    let twice = world.act(&liaison, "decidePartyMembership", decide(false), "").await;
    assert_eq!(twice["code"], "PARTY_MEMBERSHIP_ALREADY_DECIDED");
    let me = world.get(&me, VIEWER, json!({})).await;
    assert_eq!(
        me["viewer"]["partyMembership"],
        json!({ "state": "CONFIRMED", "unit": { "name": "供水公司", "area": { "name": "江城市" } } })
    );
}

async fn a_roster_line_confirms_one_person(world: &World) {
    let (town, unit) = with_unit(world).await;
    let mut states = Vec::new();
    for n in 0..2 {
        let person = town.resident(world, &format!("person{n}"), 0, None).await;
        world.act(&person, "setRealName", json!({ "realName": "赵卫国" }), "").await;
        world.act(&person, "bindPhone", json!({ "code": format!("phone-13800001001.{n}") }), "").await;
        let fields = "... on Viewer { partyMembership { state } }";
        let asked = world.act(&person, "askPartyMembership", json!({ "unitId": unit }), fields).await;
        states.push(text(&asked["partyMembership"]["state"]));
    }
    assert_eq!(states, ["CONFIRMED", "PENDING"], "the second is for people to decide");
    let input = json!({ "unitId": unit, "realName": "李四", "phone": "13800001001" });
    let twice = world.act(&town.city_admin, "addToRoster", input, "").await;
    assert_eq!([&twice["code"], &twice["field"]], [&json!("ALREADY_ON_ROSTER"), &json!("phone")]);
}

async fn with_unit(world: &World) -> (Town, String) {
    let town = Town::build(world).await;
    let input = json!({ "areaId": town.city, "name": "供水公司" });
    let unit = text(&world.act(&town.city_admin, "createUnit", input, "... on Unit { id }").await["id"]);
    let input = json!({ "unitId": unit, "realName": "赵卫国", "phone": "13800001001" });
    let added = world.act(&town.city_admin, "addToRoster", input, "... on Unit { rosterSize }").await;
    assert_eq!(added["rosterSize"], 1);
    (town, unit)
}

async fn nobody_who_answers_for_a_unit_is_confirmed_by_a_line_of_their_own(world: &World) {
    let (town, unit) = with_unit(world).await;
    let line = |phone: &str| json!({ "unitId": unit, "realName": "高文静", "phone": phone });
    let fields = "... on Viewer { partyMembership { state } }";
    for (n, asks_first) in [(2, true), (3, false)] {
        let phone = format!("1380000100{n}");
        let liaison = town.resident(world, &format!("liaison{n}"), 1, None).await;
        let role = appoint(world, &town.city_admin, &liaison, "LIAISON", &unit).await;
        world.act(&liaison, "setRealName", json!({ "realName": "高文静" }), "").await;
        let bind = json!({ "code": format!("phone-{phone}.1") });
        if !asks_first {
            world.act(&liaison, "bindPhone", bind.clone(), "").await;
            world.act(&liaison, "addToRoster", line(&phone), "").await;
        }
        let mine = world.act(&liaison, "askPartyMembership", json!({ "unitId": unit }), fields).await;
        assert_eq!(mine["partyMembership"]["state"], "PENDING", "{mine}");
        if asks_first {
            world.act(&liaison, "addToRoster", line(&phone), "").await;
            let bound = world.act(&liaison, "bindPhone", bind, fields).await;
            assert_eq!(bound["partyMembership"]["state"], "PENDING", "{bound}");
        }
        // Another who answers for the unit confirms them; so does the roster, once they answer for it no more.
        if asks_first {
            let decided = json!({ "memberId": liaison.id, "unitId": unit, "confirm": true });
            world.act(&town.city_admin, "decidePartyMembership", decided, "... on Person { id }").await;
        } else {
            world.act(&town.city_admin, "revokeRole", json!({ "roleId": role }), "").await;
            world.act(&liaison, "setRealName", json!({ "realName": "高文静" }), "").await;
        }
        let seen = world.get(&liaison, VIEWER, json!({})).await;
        assert_eq!(seen["viewer"]["partyMembership"]["state"], "CONFIRMED", "{seen}");
    }
}

async fn a_city_keeps_its_last_administrator(world: &World) {
    let town = Town::build(world).await;
    let revoke = async |by: &Person, role: &str| world.try_act(by, "revokeRole", json!({ "roleId": role }), "").await;
    // Of a district, the last may go: the city looks after it.
    let district = area(world, &town.city_admin, &town.city, "DISTRICT", "江北区").await;
    let chief = world.login("chief").await;
    let role = appoint(world, &town.city_admin, &chief, "CITY_ADMIN", &district).await;
    assert_eq!(revoke(&town.city_admin, &role).await["data"]["revokeRole"]["__typename"], "HeldRole");

    let other = &town.second_admin;
    let role_of = async |who: &Person| {
        let roles = world.get(who, "{ viewer { roles { id } } }", json!({})).await;
        text(&roles["viewer"]["roles"][0]["id"])
    };
    let (first, second) = (role_of(&town.city_admin).await, role_of(other).await);
    assert_eq!(revoke(&town.city_admin, &second).await["data"]["revokeRole"]["__typename"], "HeldRole");
    let refused = revoke(&town.city_admin, &first).await;
    assert_eq!(refused["data"]["revokeRole"]["code"], "LAST_ADMINISTRATOR", "{refused}");
    assert_eq!(refused["data"]["revokeRole"]["field"], "roleId", "{refused}");

    // Of two who take away each other's, one stays.
    let member = MemberId::parse("id", &other.id).expect("an id");
    let city = Line::parse("city", "江城市").expect("a name");
    for _ in 0..5 {
        let second = first_administrator(&world.ports, member, &city).await.expect("a role").id.to_string();
        let tries = [(&town.city_admin, &second), (other, &first), (&town.city_admin, &first), (other, &second)];
        let answers = all(tries.iter().map(|(by, role)| revoke(by, role))).await;
        let gone = answers.iter().filter(|answer| answer["data"]["revokeRole"]["__typename"] == "HeldRole").count();
        assert_eq!(gone, 1, "{answers:#?}");
        let held = world.get(&town.city_admin, "{ viewer { roles { id } } }", json!({})).await;
        if held["viewer"]["roles"] == json!([]) {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_take_each_others_role_take_turns() {
    let world = &World::postgres().await;
    let town = Town::build(world).await;
    let role_of = async |who: &Person| {
        let roles = world.get(who, "{ viewer { roles { id } } }", json!({})).await;
        GrantId::parse("id", &text(&roles["viewer"]["roles"][0]["id"])).expect("an id")
    };
    let (first, second) = (role_of(&town.city_admin).await, role_of(&town.second_admin).await);
    let member = |who: &Person| MemberId::parse("id", &who.id).expect("an id");
    let (admin, other, now) = (member(&town.city_admin), member(&town.second_admin), world.now());

    let mut one = world.ports.store.begin().await.expect("a transaction");
    assert!(one.end_role(second, admin, now).await.expect("an answer"));
    let ports = world.ports.clone();
    let late = tokio::spawn(async move {
        let mut tx = ports.store.begin().await.expect("a transaction");
        tx.end_role(first, other, now).await.expect("an answer")
    });
    let waits = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while !late.is_finished() && count(world, waits).await == 0 {}
    world.ports.commit(one, Deed::of_the_program(REVOKE_ROLE)).await.expect("kept");
    assert!(!late.await.expect("an answer"), "the last one stays");
}
