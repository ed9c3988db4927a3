//! Who can still decide what waits for a second person, and what becomes of it.

use chrono::Duration;
use sea_orm::{ConnectionTrait, Database, Statement};
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::points::books_are_right;
use crate::harness::proposals::{DEED, SHOWN, award, balance, decide, rule, seen, try_decide, waiting};
use crate::harness::town::{Town, appoint, area, propose, second_it, staff, text};
use crate::harness::world::{Person, World, error_of};

on_both_stores!(
    who_proposed_must_still_be_entitled,
    nobody_carries_out_what_they_could_not_do_themselves,
    of_several_who_decide_at_once_one_counts,
    a_proposal_expires,
    what_a_rule_refuses_stays_open,
    erasure_ends_what_is_open,
    the_database_knows_two_persons,
);

async fn who_proposed_must_still_be_entitled(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, Some(DEED), 100, None).await;
    let who = town.resident(world, "who", 0, None).await;
    let mut roles = Vec::new();
    let mut proposals = Vec::new();
    let mut proposers = Vec::new();
    for name in ["revoked", "blocked"] {
        let person = town.resident(world, name, 0, None).await;
        roles.push(appoint(world, &town.city_admin, &person, "COMMUNITY_STAFF", &town.communities[0]).await);
        proposals.push(text(&award(world, &person, &who).await["id"]));
        proposals.push(propose(world, &person, &who, "GRID_WORKER", &town.grids[0]).await);
        if name == "blocked" {
            let block = json!({ "memberId": person.id, "reason": "冒名" });
            world.act(&town.second_admin, "blockMember", block, "... on Block { blockedAt }").await;
        }
        proposers.push(person);
    }
    world.act(&town.city_admin, "revokeRole", json!({ "roleId": roles[0] }), "... on HeldRole { role }").await;
    assert_eq!(seen(world, &proposers[0], &proposals[0]).await, Value::Null, "nor do they see it any more");
    for proposal in &proposals {
        let refused = decide(world, &town.staff[0], proposal, true).await;
        assert_eq!(json!([refused["code"], refused["field"]]), json!(["PROPOSER_NOT_ENTITLED", "proposalId"]));
        assert_eq!(seen(world, &town.staff[0], proposal).await["state"], "OPEN");
        assert_eq!(decide(world, &town.staff[0], proposal, false).await["state"], "DECLINED");
    }
    assert_eq!(balance(world, &who).await, 0);
    let roles = world.get(&who, "{ viewer { roles { role } } }", json!({})).await;
    assert_eq!(roles["viewer"]["roles"], json!([]));
}

async fn nobody_carries_out_what_they_could_not_do_themselves(world: &World) {
    let town = Town::build(world).await;
    let city = &town.city_admin;
    let street = world.login("street-admin").await;
    appoint(world, city, &street, "STREET_ADMIN", &town.street).await;
    let elsewhere = area(world, city, &town.city, "STREET", "柳树街道").await;
    let elsewhere = area(world, city, &elsewhere, "COMMUNITY", "杨柳社区").await;
    let me = world.login("me").await;
    world.consent(&me).await;
    world.act(&me, "joinCommunity", json!({ "communityId": elsewhere }), "").await;
    // They give this role here, but not to a stranger.
    let role = json!({ "memberId": me.id, "role": "COMMUNITY_STAFF", "nodeId": town.communities[0] });
    assert_eq!(error_of(&world.try_act(&street, "grantRole", role, "").await), ("NOT_FOUND", "memberId"));
    let id = propose(world, city, &me, "COMMUNITY_STAFF", &town.communities[0]).await;
    let refused = try_decide(world, &street, &id, true).await;
    assert_eq!(error_of(&refused).0, "FORBIDDEN", "nothing is outdated: {refused}");
    assert_eq!(decide(world, &town.second_admin, &id, true).await["state"], "CARRIED_OUT");
}

async fn of_several_who_decide_at_once_one_counts(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, Some(DEED), 100, None).await;
    let who = town.resident(world, "who", 0, None).await;
    let mut given = 0;
    for round in 0..4 {
        let waits = &text(&award(world, &town.staff[0], &who).await["id"]);
        let deciders = [&town.city_admin, &town.second_admin];
        // In the last two rounds some decline.
        let answers = all((0..12).map(|n| decide(world, deciders[n % 2], waits, round < 2 || n % 3 > 0))).await;
        let (done, late): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer["id"].is_string());
        assert_eq!(done.len(), 1, "{answers:#?}");
        assert!(late.iter().all(|answer| answer["code"] == "PROPOSAL_ALREADY_DECIDED"), "{answers:#?}");
        given += if done[0]["state"] == "CARRIED_OUT" { 100 } else { 0 };
        assert_eq!(balance(world, &who).await, json!(given), "{round}");
    }
    // Two proposals of the same role: one is given.
    let twins = [
        &propose(world, &town.staff[0], &who, "GRID_WORKER", &town.grids[0]).await,
        &propose(world, &town.staff[0], &who, "GRID_WORKER", &town.grids[0]).await,
    ];
    let answers = all((0..8).map(|n| decide(world, &town.city_admin, twins[n % 2], true))).await;
    assert_eq!(answers.iter().filter(|answer| answer["state"] == "CARRIED_OUT").count(), 1, "{answers:#?}");
    let roles = world.get(&who, "{ viewer { roles { role } } }", json!({})).await;
    assert_eq!(roles["viewer"]["roles"], json!([{ "role": "GRID_WORKER" }]));
    books_are_right(world).await;
}

async fn a_proposal_expires(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    let [first, last] = [
        propose(world, &town.city_admin, &me, "COMMUNITY_STAFF", &town.communities[0]).await,
        propose(world, &town.city_admin, &me, "GRID_WORKER", &town.grids[0]).await,
    ];
    world.pass(Duration::days(7) - Duration::seconds(1));
    let second = world.login("city-admin-2").await;
    assert_eq!(waiting(world, &second).await, [first.clone(), last.clone()]);
    assert_eq!(decide(world, &second, &last, true).await["state"], "CARRIED_OUT", "to the last moment");
    world.pass(Duration::seconds(1));
    assert!(waiting(world, &second).await.is_empty());
    assert_eq!(seen(world, &second, &first).await["state"], "EXPIRED");
    for carry_out in [true, false] {
        assert_eq!(decide(world, &second, &first, carry_out).await["code"], "PROPOSAL_EXPIRED");
    }
    let me = world.login("me").await;
    let roles = world.get(&me, "{ viewer { roles { role } } }", json!({})).await;
    assert_eq!(roles["viewer"]["roles"], json!([{ "role": "GRID_WORKER" }]));
}

async fn what_a_rule_refuses_stays_open(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, Some(DEED), 100, Some(150)).await;
    let who = town.resident(world, "who", 0, None).await;
    let (by, second) = (&town.staff[0], &town.city_admin);
    let [first, last] = [text(&award(world, by, &who).await["id"]), text(&award(world, by, &who).await["id"])];
    let third = text(&award(world, by, &who).await["id"]);
    assert_eq!(decide(world, second, &first, true).await["state"], "CARRIED_OUT");
    // The cap leaves half of the next, and nothing of the one after.
    assert_eq!(decide(world, second, &last, true).await["state"], "CARRIED_OUT");
    assert_eq!(balance(world, &who).await, 150);
    let refused = decide(world, second, &third, true).await;
    assert_eq!(json!([refused["code"], refused["field"]]), json!(["CAP_REACHED", "proposalId"]));
    assert_eq!(waiting(world, second).await, [&*third], "it waits for another day");
    world.pass(Duration::days(1));
    let second = &world.login("city-admin").await;
    assert_eq!(decide(world, second, &third, true).await["state"], "CARRIED_OUT");
    let who = &world.login("who").await;
    assert_eq!(balance(world, who).await, 250);

    let role = |by: &Person| {
        let (by, node) = (by.clone(), town.grids[0].clone());
        let input = json!({ "memberId": who.id, "role": "GRID_WORKER", "nodeId": node });
        async move { world.act(&by, "grantRole", input, SHOWN).await }
    };
    let (by, other) = (&staff(world, &town).await, &world.login("city-admin-2").await);
    let [first, last] = [role(by).await, role(by).await];
    assert_eq!(decide(world, other, &text(&first["id"]), true).await["state"], "CARRIED_OUT");
    assert_eq!(role(by).await["code"], "ROLE_ALREADY_HELD", "told at once");
    assert_eq!(decide(world, other, &text(&last["id"]), true).await["code"], "ROLE_ALREADY_HELD");
    assert_eq!(decide(world, other, &text(&last["id"]), false).await["state"], "DECLINED");
    books_are_right(world).await;
}

async fn erasure_ends_what_is_open(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, Some(DEED), 100, None).await;
    let staff = town.resident(world, "staff", 0, None).await;
    appoint(world, &town.city_admin, &staff, "COMMUNITY_STAFF", &town.communities[0]).await;
    let who = town.resident(world, "who", 0, None).await;
    let other = town.resident(world, "other", 0, None).await;
    let about = text(&award(world, &town.staff[0], &who).await["id"]);
    let by_staff = text(&award(world, &staff, &other).await["id"]);
    let done = text(&award(world, &town.staff[0], &who).await["id"]);
    second_it(world, &town.city_admin, &done).await;
    for person in [&who, &staff] {
        let erased = world.act(person, "eraseAccount", json!({}), "").await;
        assert_eq!(erased["__typename"], "AccountErased", "{erased}");
    }
    for proposal in [&about, &by_staff] {
        let ended = seen(world, &town.city_admin, proposal).await;
        assert_eq!(json!([ended["state"], ended["decidedBy"], ended["decisionReason"]]), json!(["ENDED", null, null]));
        assert_eq!(decide(world, &town.city_admin, proposal, true).await["code"], "PROPOSAL_ALREADY_DECIDED");
    }
    for proposal in [&about, &by_staff, &done] {
        assert_eq!(seen(world, &town.city_admin, proposal).await["reason"], "（已随账号注销删除）");
    }
    assert_eq!(seen(world, &town.city_admin, &done).await["decisionReason"], "（已随账号注销删除）");
    assert!(waiting(world, &town.city_admin).await.is_empty());
    assert_eq!(balance(world, &other).await, 0);

    // A member who erases their account while it is decided gets nothing any more.
    for n in 0..4 {
        let leaves = &town.resident(world, &format!("leaves{n}"), 0, None).await;
        let role = &propose(world, &town.staff[0], leaves, "GRID_WORKER", &town.grids[0]).await;
        let erase = async { world.act(leaves, "eraseAccount", json!({}), "").await };
        let (decided, erased) = tokio::join!(decide(world, &town.city_admin, role, true), erase);
        assert_eq!(erased["__typename"], "AccountErased", "{erased}");
        let late = ["PROPOSAL_ALREADY_DECIDED", "PROPOSAL_OUTDATED"];
        assert!(decided["state"] == "CARRIED_OUT" || late.iter().any(|code| decided["code"] == *code), "{decided}");
    }
    let held = "SELECT COUNT(*) FROM grants g JOIN members m ON m.id = g.member_id WHERE m.erased_at IS NOT NULL AND g.ended_at IS NULL";
    let db = Database::connect(&world.database).await.expect("connect");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), held)).await.expect("an answer");
    assert_eq!(row.expect("a count").try_get_by_index::<i64>(0).expect("a number"), 0);
    db.close().await.expect("close");
    books_are_right(world).await;
}

async fn the_database_knows_two_persons(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    propose(world, &town.city_admin, &me, "COMMUNITY_STAFF", &town.communities[0]).await;
    let db = Database::connect(&world.database).await.expect("connect");
    for wrong in [
        "decided_by = proposed_by, decision = 'carried_out', made_id = id",
        "decided_by = proposed_by, decision = 'declined'",
        "decided_by = subject_id, decision = 'carried_out', made_id = id",
        "decided_by = subject_id, decision = 'withdrawn'",
        "decision = 'carried_out', made_id = id",
    ] {
        let sql = format!("UPDATE proposals SET decided_at = proposed_at, decision_reason = '好', {wrong}");
        let fault = db.execute_unprepared(&sql).await.expect_err(wrong).to_string();
        assert!(fault.to_lowercase().contains("check constraint"), "{wrong}: {fault}");
    }
    db.close().await.expect("close");
}
