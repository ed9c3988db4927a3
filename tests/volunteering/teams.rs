//! Teams: founded, joined, left, closed.

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::town::Town;
use crate::harness::volunteering::{TEAM, activity, helpers, organise, shift};
use crate::harness::world::{Person, World, error_of};

on_both_stores!(
    a_team_from_its_founding_to_its_end,
    a_team_is_joined_or_closed_and_never_both,
    a_team_lists_its_own_activities,
);

async fn a_team_from_its_founding_to_its_end(world: &World) {
    let town = Town::build(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let name = |name: &str| json!({ "name": name });
    let refused = world.act(&resident, "foundTeam", name("银杏"), TEAM).await;
    assert_eq!(refused["code"], "NOT_A_HELPER", "{refused}");

    let captain = town.volunteer(world, "captain", 0).await;
    let team = world.act(&captain, "foundTeam", name(" 银杏 "), TEAM).await;
    assert_eq!(json!([team["name"], team["size"], team["joined"]]), json!(["银杏", 1, true]), "{team}");
    assert_eq!([&team["captain"]["id"], &team["community"]["id"]], [&json!(captain.id), &json!(town.communities[0])]);
    let other = town.volunteer(world, "other", 0).await;
    let refused = world.act(&other, "foundTeam", name("银杏"), TEAM).await;
    assert_eq!(json!([refused["code"], refused["field"]]), json!(["TEAM_NAME_TAKEN", "name"]));
    let abroad = town.volunteer(world, "abroad", 1).await;
    let elsewhere = world.act(&abroad, "foundTeam", name("银杏"), TEAM).await;
    assert_eq!(elsewhere["size"], 1, "another community has its own names");

    let which = || json!({ "teamId": team["id"] });
    for (who, code) in [(&resident, "NOT_A_HELPER"), (&captain, "ALREADY_IN_TEAM")] {
        let refused = world.act(who, "joinTeam", which(), TEAM).await;
        assert_eq!(refused["code"], code, "{refused}");
    }
    let answer = world.try_act(&abroad, "joinTeam", which(), TEAM).await;
    assert_eq!(error_of(&answer), ("NOT_FOUND", "teamId"), "{answer}");
    let refused = world.act(&other, "leaveTeam", which(), TEAM).await;
    assert_eq!(refused["code"], "NOT_IN_TEAM", "{refused}");
    let joined = world.act(&other, "joinTeam", which(), TEAM).await;
    assert_eq!(json!([joined["size"], joined["joined"]]), json!([2, true]));
    let refused = world.act(&captain, "leaveTeam", which(), TEAM).await;
    assert_eq!(refused["code"], "CAPTAIN_STAYS", "{refused}");

    let people = "query($id: ID!) { node(id: $id) { ... on Team { joined members { edges { node { id } } } } } }";
    for who in [&captain, &other, &town.staff[0]] {
        let seen = world.get(who, people, json!({ "id": team["id"] })).await["node"].take();
        assert_eq!(seen["members"]["edges"].as_array().map(Vec::len), Some(2), "{seen}");
    }
    let answer = world.ask(Some(&resident), people, json!({ "id": team["id"] })).await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    assert_eq!(answer["data"]["node"]["joined"], json!(false), "the team is seen, its people are not");

    let mine = "{ viewer { teams { edges { node { id } } } } teams { edges { node { id } } } }";
    let lists = world.get(&other, mine, json!({})).await;
    let only = json!({ "edges": [{ "node": { "id": team["id"] } }] });
    assert_eq!([&lists["viewer"]["teams"], &lists["teams"]], [&only; 2]);
    let left = world.act(&other, "leaveTeam", which(), TEAM).await;
    assert_eq!(json!([left["size"], left["joined"]]), json!([1, false]));
    let again = world.act(&other, "joinTeam", which(), TEAM).await;
    assert_eq!(json!([again["size"], again["joined"]]), json!([2, true]), "who left can come back");
    world.act(&other, "leaveTeam", which(), TEAM).await;
    let closed = world.act(&captain, "leaveTeam", which(), TEAM).await;
    assert_eq!(closed["size"], 0);
    assert!(closed["closedAt"].is_string(), "{closed}");
    let refused = world.act(&other, "joinTeam", which(), TEAM).await;
    assert_eq!(refused["code"], "TEAM_CLOSED", "{refused}");
    assert_eq!(world.get(&other, mine, json!({})).await["teams"]["edges"], json!([]));
    let refounded = world.act(&other, "foundTeam", name("银杏"), TEAM).await;
    assert_eq!(refounded["size"], 1, "the name is free again: {refounded}");
}

async fn a_team_is_joined_or_closed_and_never_both(world: &World) {
    let town = Town::build(world).await;
    let people = helpers(world, &town, 6).await;
    for round in 0..5 {
        let input = json!({ "name": format!("第{round}队") });
        let team = world.act(&people[0], "foundTeam", input, TEAM).await;
        let answers = all(people.iter().enumerate().map(|(n, who)| {
            let input = json!({ "teamId": team["id"] });
            async move { world.act(who, if n == 0 { "leaveTeam" } else { "joinTeam" }, input, TEAM).await }
        }))
        .await;
        let joined = answers[1..].iter().filter(|answer| answer["__typename"] == "Team").count();
        let query = "query($id: ID!) { node(id: $id) { ... on Team { size closedAt } } }";
        let after = world.get(&people[0], query, json!({ "id": team["id"] })).await["node"].take();
        if answers[0]["__typename"] == "Team" {
            assert_eq!((joined, &after["size"]), (0, &json!(0)), "{answers:#?}");
        } else {
            assert_eq!(json!([answers[0]["code"], after["closedAt"]]), json!(["CAPTAIN_STAYS", null]));
            assert_eq!(json!(joined + 1), after["size"]);
        }
    }
}

async fn a_team_lists_its_own_activities(world: &World) {
    let town = Town::build(world).await;
    let captain = town.volunteer(world, "captain", 0).await;
    let team = world.act(&captain, "foundTeam", json!({ "name": "银杏" }), TEAM).await["id"].take();
    let mut made = Vec::new();
    for hours in [48, 24, 2] {
        let mut input = activity(&town, vec![shift(world, hours, 1, 3)]);
        input["audience"] = json!("TEAM");
        input["teamId"] = team.clone();
        made.push(world.act(&captain, "createActivity", input, "... on Activity { id }").await["id"].take());
        organise(world, &town.staff[0], &town, vec![shift(world, hours, 1, 3)]).await;
    }
    let list = "query($c: ID, $t: ID, $past: Boolean, $first: Int, $after: String) { \
        activities(communityId: $c, teamId: $t, past: $past, first: $first, after: $after) { \
        edges { node { id } } pageInfo { endCursor } } }";
    let page = async |who: &Person, variables: Value| {
        let mut seen = world.get(who, list, variables).await["activities"].take();
        let ids = seen["edges"].as_array().expect("a list").iter().map(|edge| edge["node"]["id"].clone()).collect();
        let ids: Vec<Value> = ids;
        (ids, seen["pageInfo"]["endCursor"].take())
    };
    let (first, after) = page(&captain, json!({ "t": team, "first": 2 })).await;
    assert_eq!(first, [made[2].clone(), made[1].clone()]);
    let (rest, _) = page(&captain, json!({ "t": team, "first": 2, "after": after })).await;
    assert_eq!(rest, [made[0].clone()]);
    let answer = world.ask(Some(&captain), list, json!({ "after": after })).await;
    assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "after"), "another list");
    assert_eq!(page(&captain, json!({})).await.0.len(), 6);

    let stranger = town.volunteer(world, "stranger", 1).await;
    let nobodys = json!("Team:nothing");
    for (who, variables) in [
        (&stranger, json!({ "t": team })),
        (&town.city_admin, json!({ "c": town.communities[1], "t": team })),
        (&captain, json!({ "t": nobodys })),
    ] {
        let answer = world.ask(Some(who), list, variables).await;
        let (code, field) = error_of(&answer);
        assert!(["NOT_FOUND", "BAD_USER_INPUT"].contains(&code) && field == "teamId", "{answer}");
    }

    world.pass(Duration::hours(4));
    let captain = world.login("captain").await;
    assert_eq!(page(&captain, json!({ "t": team, "past": true })).await.0, [made[2].clone()]);
    assert_eq!(page(&captain, json!({ "t": team })).await.0, [made[1].clone(), made[0].clone()]);
}
