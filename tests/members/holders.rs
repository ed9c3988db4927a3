//! Who holds which role.

use serde_json::{Value, json};

use crate::harness::on_both_stores;
use crate::harness::town::{Town, appoint};
use crate::harness::world::{Person, World, error_of};

on_both_stores!(those_who_give_roles_see_who_holds_them);

const HOLDERS: &str = "query($n: ID!, $within: Boolean, $first: Int, $after: String) { \
    roleHolders(nodeId: $n, within: $within, first: $first, after: $after) { edges { node { member { id } grantedBy { id } \
    role { id role since node { ... on Area { id } ... on Unit { id } } } } } pageInfo { hasNextPage endCursor } } }";

/// Who holds what where, in the order of the list.
async fn holders(world: &World, who: &Person, node: &str, within: bool) -> Vec<[Value; 3]> {
    let seen = world.get(who, HOLDERS, json!({ "n": node, "within": within })).await;
    let edges = seen["roleHolders"]["edges"].as_array().expect("a list").clone();
    let told =
        |node: &Value| [&node["member"]["id"], &node["role"]["role"], &node["role"]["node"]["id"]].map(Clone::clone);
    edges.iter().map(|edge| told(&edge["node"])).collect()
}

async fn those_who_give_roles_see_who_holds_them(world: &World) {
    let town = Town::build(world).await;
    let (by, [here, there]) = (&town.staff[0], &town.communities);
    let [first, second] = ["first", "second"].map(|name| town.resident(world, name, 0, None));
    let (first, second) = (first.await, second.await);
    let liaison = town.resident(world, "liaison", 0, None).await;
    let unit = json!({ "areaId": here, "name": "供水公司" });
    let unit = world.act(by, "createUnit", unit, "... on Unit { id }").await["id"].take();
    let unit = unit.as_str().expect("an id");
    appoint(world, by, &first, "GRID_WORKER", &town.grids[0]).await;
    let role = appoint(world, by, &second, "GRID_WORKER", &town.grids[0]).await;
    appoint(world, by, &liaison, "LIAISON", unit).await;
    let row = |who: &Person, role: &str, node: &str| [json!(who.id), json!(role), json!(node)];
    let grid = &town.grids[0];

    let staff = row(by, "COMMUNITY_STAFF", here);
    let workers = [row(&first, "GRID_WORKER", grid), row(&second, "GRID_WORKER", grid)];
    let of_unit = row(&liaison, "LIAISON", unit);
    assert_eq!(holders(world, by, here, false).await, [staff.clone()]);
    assert_eq!(holders(world, by, grid, false).await, workers);
    assert_eq!(holders(world, by, unit, false).await, [of_unit.clone()]);
    assert_eq!(holders(world, by, unit, true).await, [of_unit.clone()]);
    let within = [staff.clone(), workers[0].clone(), workers[1].clone(), of_unit.clone()];
    assert_eq!(holders(world, by, here, true).await, within);
    let street = holders(world, &town.city_admin, &town.street, true).await;
    assert_eq!(street.len(), 5, "and the staff of the other community: {street:?}");
    assert!(holders(world, &town.city_admin, &town.street, false).await.is_empty());
    let seen = world.get(by, HOLDERS, json!({ "n": grid, "first": 1 })).await["roleHolders"].take();
    let given = &seen["edges"][0]["node"];
    assert!(given["grantedBy"]["id"] == json!(by.id) && given["role"]["since"].is_string(), "{given}");
    let after = json!({ "n": grid, "first": 1, "after": seen["pageInfo"]["endCursor"] });
    let rest = world.get(by, HOLDERS, after).await["roleHolders"].take();
    assert_eq!(rest["edges"][0]["node"]["role"]["id"], json!(role));
    assert_eq!(rest["pageInfo"]["hasNextPage"], false);

    world.act(by, "revokeRole", json!({ "roleId": role }), "").await;
    assert_eq!(holders(world, by, grid, false).await, workers[..1]);

    for (who, node) in [(&first, here), (&town.staff[1], here), (by, there), (by, &town.street)] {
        let answer = world.ask(Some(who), HOLDERS, json!({ "n": node })).await;
        assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    }
    for (node, no) in
        [(&*by.id, "BAD_USER_INPUT"), ("?", "BAD_USER_INPUT"), ("area_01h455vb4pex5vsknk084sn02q", "NOT_FOUND")]
    {
        let answer = world.ask(Some(by), HOLDERS, json!({ "n": node })).await;
        assert_eq!(error_of(&answer), (no, "nodeId"), "{answer}");
    }
}
