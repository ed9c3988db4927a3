//! What waits for a second person: roles, large corrections and large awards.

use chrono::Duration;
use domain::points::sheet::verify;
use sea_orm::{ConnectionTrait, Database, Statement};
use serde_json::{Value, json};

use crate::attendance::staff;
use crate::harness::on_both_stores;
use crate::harness::town::{Town, appoint, propose, second_it, text};
use crate::harness::world::{Person, World, error_of, request_id};
use crate::hours::served;
use crate::login::all;

on_both_stores!(
    a_role_waits_for_a_second_person,
    nobody_is_his_own_second_person,
    the_one_concerned_and_strangers_neither_see_nor_decide,
    a_large_correction_of_time_waits,
    a_large_award_waits_and_gives_no_more_than_was_shown,
    who_proposed_must_still_be_entitled,
    of_several_who_decide_at_once_one_counts,
    a_proposal_expires,
    what_a_rule_refuses_stays_open,
    erasure_ends_what_is_open,
    the_database_knows_two_persons,
);

const SHOWN: &str = "... on Proposal { id state reason expiresAt decisionReason resultId member { id } area { id } proposedBy { id } \
    decidedBy { id } what { __typename ... on ProposedRole { role } ... on ProposedVoiding { hoursId day minutes } \
    ... on ProposedEntering { hoursId minutes points } ... on ProposedAward { deed points } } }";
const RESIDENTS: &str = "{ residents { edges { node { id } } } }";
const DEED: &str = "拾金不昧";

/// The whole answer to a decision.
async fn try_decide(world: &World, by: &Person, proposal: &str, carry_out: bool) -> Value {
    let input = json!({ "requestId": request_id(), "proposalId": proposal, "carryOut": carry_out, "reason": "已核实" });
    world.try_act(by, "decideProposal", input, SHOWN).await
}

/// A decision that is made or refused.
async fn decide(world: &World, by: &Person, proposal: &str, carry_out: bool) -> Value {
    let mut answer = try_decide(world, by, proposal, carry_out).await;
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"]["decideProposal"].take()
}

/// The ids of what somebody sees waiting.
async fn waiting(world: &World, who: &Person) -> Vec<String> {
    let seen = world.get(who, "{ proposals { edges { node { id } } } }", json!({})).await;
    let edges = seen["proposals"]["edges"].as_array().expect("edges").clone();
    edges.iter().map(|edge| text(&edge["node"]["id"])).collect()
}

/// The proposal as somebody sees it.
async fn seen(world: &World, who: &Person, proposal: &str) -> Value {
    let query = format!("query($id: ID!) {{ node(id: $id) {{ __typename {SHOWN} }} }}");
    world.get(who, &query, json!({ "id": proposal })).await["node"].take()
}

async fn rule(world: &World, town: &Town, deed: Option<&str>, points: i64, day_cap: Option<i64>) {
    let behaviour = if deed.is_some() { "DEED" } else { "HOUR" };
    let input = json!({ "requestId": request_id(), "communityId": town.communities[0], "behaviour": behaviour,
        "deed": deed, "points": points, "dayCap": day_cap });
    let made = world.act(&staff(world, town).await, "setPointRule", input, "... on PointRule { points }").await;
    assert_eq!(made["points"], json!(points), "{made}");
}

async fn award(world: &World, by: &Person, who: &Person) -> Value {
    // What happens at once has no order of its own.
    world.pass(Duration::milliseconds(1));
    let input = json!({ "requestId": request_id(), "memberId": who.id, "deed": DEED, "note": "捡到钱包交到社区" });
    world.act(by, "awardPoints", input, &format!("... on Award {{ entryId }} {SHOWN}")).await
}

async fn balance(world: &World, who: &Person) -> Value {
    let query = "{ viewer { bankAccount { balance } } }";
    world.get(who, query, json!({})).await["viewer"]["bankAccount"]["balance"].take()
}

async fn minutes(world: &World, who: &Person) -> Value {
    world.get(who, "{ viewer { hours { totalMinutes } } }", json!({})).await["viewer"]["hours"]["totalMinutes"].take()
}

async fn books_are_right(world: &World) {
    assert_eq!(verify(&*world.ports.store).await.expect("an answer"), []);
}

async fn a_role_waits_for_a_second_person(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    let (first, second, here) = (&town.city_admin, &town.second_admin, &town.communities[0]);
    let input = json!({ "requestId": request_id(), "memberId": me.id, "role": "COMMUNITY_STAFF", "nodeId": here });
    let proposed = world.act(first, "grantRole", input.clone(), SHOWN).await;
    let id = text(&proposed["id"]);
    let expected = json!(["OPEN", "COMMUNITY_STAFF", me.id, here, first.id, Value::Null, Value::Null]);
    let told = |proposal: &Value| {
        let [what, member, area] = [&proposal["what"]["role"], &proposal["member"]["id"], &proposal["area"]["id"]];
        json!([
            proposal["state"],
            what,
            member,
            area,
            proposal["proposedBy"]["id"],
            proposal["decidedBy"],
            proposal["resultId"]
        ])
    };
    assert_eq!(told(&proposed), expected);
    assert_eq!(error_of(&world.ask(Some(&me), RESIDENTS, json!({})).await).0, "FORBIDDEN", "nothing was given");
    assert_eq!(world.act(first, "grantRole", input.clone(), SHOWN).await, proposed, "the same request again");
    for who in [first, second] {
        assert_eq!(waiting(world, who).await, [&*id]);
        assert_eq!(seen(world, who, &id).await, proposed);
    }

    let decision = json!({ "requestId": request_id(), "proposalId": id, "carryOut": true, "reason": "已核实" });
    let done = world.act(second, "decideProposal", decision.clone(), SHOWN).await;
    assert_eq!(
        json!([done["state"], done["decidedBy"]["id"], done["decisionReason"]]),
        json!(["CARRIED_OUT", second.id, "已核实"])
    );
    world.get(&me, RESIDENTS, json!({})).await;
    let roles = world.get(&me, "{ viewer { roles { id role } } }", json!({})).await;
    assert_eq!(roles["viewer"]["roles"], json!([{ "id": done["resultId"], "role": "COMMUNITY_STAFF" }]));
    assert_eq!(world.act(second, "decideProposal", decision, SHOWN).await, done, "the same decision again");
    assert_eq!(world.act(first, "grantRole", input, SHOWN).await, done, "the same request, as it stands now");
    assert_eq!(decide(world, second, &id, false).await["code"], "PROPOSAL_ALREADY_DECIDED");
    assert_eq!(decide(world, first, &id, false).await["code"], "PROPOSAL_ALREADY_DECIDED");
    assert!(waiting(world, first).await.is_empty());

    let log = "query($area: ID!) { auditLog(areaId: $area, first: 100) { edges { node { act actor { id } target requestId } } } }";
    let log = world.get(first, log, json!({ "area": here })).await["auditLog"]["edges"].take();
    let entry = |act: &str, target: &Value| {
        let found = log.as_array().expect("edges").iter().map(|edge| &edge["node"]);
        found.filter(|node| node["act"] == act && node["target"] == *target).cloned().collect::<Vec<_>>()
    };
    let [proposed, decided, granted] =
        [entry("propose", &json!(id)), entry("decideProposal", &json!(id)), entry("grantRole", &done["resultId"])];
    assert_eq!((proposed.len(), decided.len(), granted.len()), (1, 1, 1), "{log:#}");
    assert_eq!(json!([proposed[0]["actor"]["id"], decided[0]["actor"]["id"]]), json!([first.id, second.id]));
    assert_eq!(granted[0]["requestId"], decided[0]["requestId"], "one act");

    let id = propose(world, first, &me, "GRID_WORKER", &town.grids[0]).await;
    let declined = decide(world, &town.staff[0], &id, false).await;
    assert_eq!(json!([declined["state"], declined["resultId"]]), json!(["DECLINED", Value::Null]));
    let roles = world.get(&me, "{ viewer { roles { role } } }", json!({})).await;
    assert_eq!(roles["viewer"]["roles"], json!([{ "role": "COMMUNITY_STAFF" }]));
}

async fn nobody_is_his_own_second_person(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    let first = &town.city_admin;
    let other_device = world.login("city-admin").await;
    let id = propose(world, first, &me, "COMMUNITY_STAFF", &town.communities[0]).await;
    let decision = json!({ "requestId": request_id(), "proposalId": id, "carryOut": true, "reason": "已核实" });
    for who in [first, &other_device, first] {
        let refused = world.act(who, "decideProposal", decision.clone(), SHOWN).await;
        assert_eq!(json!([refused["code"], refused["field"]]), json!(["OWN_PROPOSAL", "proposalId"]));
    }
    let at_once = all((0..10).map(|n| decide(world, if n % 2 == 0 { first } else { &other_device }, &id, true))).await;
    assert!(at_once.iter().all(|answer| answer["code"] == "OWN_PROPOSAL"), "{at_once:#?}");
    // Proposing the same once more is no second person either.
    let twice = propose(world, &other_device, &me, "COMMUNITY_STAFF", &town.communities[0]).await;
    assert_eq!(decide(world, first, &twice, true).await["code"], "OWN_PROPOSAL");
    assert_eq!(error_of(&world.ask(Some(&me), RESIDENTS, json!({})).await).0, "FORBIDDEN");
    assert_eq!(decide(world, &other_device, &twice, false).await["state"], "WITHDRAWN", "he takes it back");
    assert_eq!(decide(world, &town.second_admin, &twice, true).await["code"], "PROPOSAL_ALREADY_DECIDED");
    assert_eq!(waiting(world, &town.second_admin).await, [id]);
    let oneself = json!({ "requestId": request_id(), "memberId": first.id, "role": "CITY_ADMIN", "nodeId": town.city });
    assert_eq!(error_of(&world.try_act(first, "grantRole", oneself, SHOWN).await).0, "FORBIDDEN", "nor for himself");
}

async fn the_one_concerned_and_strangers_neither_see_nor_decide(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, Some(DEED), 150, None).await;
    let colleague = town.resident(world, "colleague", 0, None).await;
    appoint(world, &town.city_admin, &colleague, "COMMUNITY_STAFF", &town.communities[0]).await;
    let worker = town.resident(world, "worker", 0, None).await;
    appoint(world, &town.city_admin, &worker, "GRID_WORKER", &town.grids[0]).await;
    let neighbour = town.resident(world, "neighbour", 0, None).await;
    let [own, foreign] = &town.staff;
    let about = text(&award(world, own, &colleague).await["id"]);
    let above = propose(world, &town.city_admin, &neighbour, "COMMUNITY_STAFF", &town.communities[0]).await;
    for (who, proposal, code) in [
        (&colleague, &about, "NOT_FOUND"),
        (foreign, &about, "NOT_FOUND"),
        (foreign, &above, "NOT_FOUND"),
        // He could not give that role himself.
        (own, &above, "NOT_FOUND"),
        (&worker, &about, "FORBIDDEN"),
        (&neighbour, &above, "FORBIDDEN"),
    ] {
        for carry_out in [true, false] {
            assert_eq!(error_of(&try_decide(world, who, proposal, carry_out).await).0, code);
        }
        assert_eq!(seen(world, who, proposal).await, Value::Null);
    }
    assert!(waiting(world, &colleague).await.is_empty() && waiting(world, foreign).await.is_empty());
    for who in [&worker, &neighbour] {
        let answer = world.ask(Some(who), "{ proposals { edges { node { id } } } }", json!({})).await;
        assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    }
    assert_eq!(waiting(world, own).await, [&*about]);
    assert_eq!(waiting(world, &town.second_admin).await, [about.clone(), above.clone()], "oldest first");
    let paged = "{ proposals(last: 1) { edges { node { id } } pageInfo { hasPreviousPage } } }";
    let paged = world.get(&town.second_admin, paged, json!({})).await["proposals"].take();
    let expected = json!({ "edges": [{ "node": { "id": above } }], "pageInfo": { "hasPreviousPage": true } });
    assert_eq!(paged, expected);
    assert_eq!(balance(world, &colleague).await, 0);
    assert_eq!(decide(world, &town.second_admin, &about, true).await["state"], "CARRIED_OUT");
    assert_eq!(balance(world, &colleague).await, 150);
}

async fn a_large_correction_of_time_waits(world: &World) {
    let town = Town::build(world).await;
    town.volunteer(world, "helper", 0).await;
    rule(world, &town, None, 10, None).await;
    let void = |id: &Value| json!({ "requestId": request_id(), "hoursId": id, "reason": "签退过晚" });
    let enter = |id: &Value, minutes: i64| json!({ "requestId": request_id(), "replacesId": id, "minutes": minutes, "reason": "核对" });
    let made = format!("... on Hours {{ id }} {SHOWN}");

    let small = served(world, &town, "helper", 3).await;
    let large = served(world, &town, "helper", 4).await;
    let (by, helper) = (staff(world, &town).await, world.login("helper").await);
    assert_eq!((minutes(world, &helper).await, balance(world, &helper).await), (json!(420), json!(70)));
    let voided = world.act(&by, "voidHours", void(&small["id"]), &made).await;
    assert_eq!(voided["__typename"], "Hours", "180 minutes go at once: {voided}");

    let input = void(&large["id"]);
    let waits = world.act(&by, "voidHours", input.clone(), &made).await;
    let what = json!({ "__typename": "ProposedVoiding", "hoursId": large["id"], "day": large["day"], "minutes": 240 });
    assert_eq!(json!([waits["state"], waits["what"], waits["reason"]]), json!(["OPEN", what, "签退过晚"]));
    assert_eq!((minutes(world, &helper).await, balance(world, &helper).await), (json!(240), json!(40)), "nothing yet");
    let second = world.login("city-admin").await;
    let done = second_it(world, &second, &text(&waits["id"])).await;
    assert_eq!(json!([done["state"], done["resultId"]]), json!(["CARRIED_OUT", large["id"]]));
    assert_eq!((minutes(world, &helper).await, balance(world, &helper).await), (json!(0), json!(0)));
    let shown = "query($id: ID!) { node(id: $id) { ... on Hours { voidReason voidedBy { id } } } }";
    let shown = world.get(&helper, shown, json!({ "id": large["id"] })).await["node"].take();
    assert_eq!(
        shown,
        json!({ "voidReason": "签退过晚", "voidedBy": { "id": by.id } }),
        "in the name of who proposed it"
    );
    assert_eq!(world.act(&by, "voidHours", input, &made).await["state"], "CARRIED_OUT", "the same request again");
    assert_eq!(world.act(&by, "voidHours", void(&large["id"]), &made).await["code"], "HOURS_ALREADY_VOIDED");

    // What a rule refuses is refused before anybody else is asked.
    assert_eq!(world.act(&by, "enterHours", enter(&large["id"], 241), &made).await["code"], "HOURS_OVER_PLAN");
    let waits = world.act(&by, "enterHours", enter(&large["id"], 240), &made).await;
    let what = json!({ "__typename": "ProposedEntering", "hoursId": large["id"], "minutes": 240, "points": 40 });
    assert_eq!(json!([waits["state"], waits["what"]]), json!(["OPEN", what]));
    let entered = text(&second_it(world, &second, &text(&waits["id"])).await["resultId"]);
    assert_eq!((minutes(world, &helper).await, balance(world, &helper).await), (json!(240), json!(40)));

    // It is also large by what it is worth: 180 minutes at 40 points an hour.
    rule(world, &town, None, 40, None).await;
    let waits = world.act(&by, "enterHours", enter(&small["id"], 180), &made).await;
    assert_eq!(json!([waits["what"]["minutes"], waits["what"]["points"]]), json!([180, 120]));
    let at_once = world.act(&by, "enterHours", enter(&small["id"], 120), &made).await;
    assert_eq!(at_once["__typename"], "Hours", "80 points go at once: {at_once}");
    let late = decide(world, &second, &text(&waits["id"]), true).await;
    assert_eq!(json!([late["code"], late["field"]]), json!(["HOURS_REPLACED", "proposalId"]));
    assert_eq!(minutes(world, &helper).await, 360);
    let again = world.act(&by, "voidHours", void(&json!(entered)), &made).await;
    assert_eq!(again["state"], "OPEN", "{again}");
    books_are_right(world).await;
}

async fn a_large_award_waits_and_gives_no_more_than_was_shown(world: &World) {
    let town = Town::build(world).await;
    let who = town.resident(world, "who", 0, None).await;
    let (by, second) = (&town.staff[0], &town.city_admin);
    rule(world, &town, Some(DEED), 99, None).await;
    assert_eq!(award(world, by, &who).await["__typename"], "Award", "99 points go at once");
    rule(world, &town, Some(DEED), 100, None).await;
    let waits = award(world, by, &who).await;
    let what = json!({ "__typename": "ProposedAward", "deed": DEED, "points": 100 });
    assert_eq!(json!([waits["what"], waits["reason"]]), json!([what, "捡到钱包交到社区"]));
    assert_eq!(balance(world, &who).await, 99);
    let done = second_it(world, second, &text(&waits["id"])).await;
    assert!(text(&done["resultId"]).starts_with("entry_"), "{done}");
    let book = "{ viewer { bankAccount { balance entries(first: 1) { edges { node { id points why { note confirmer { id } } } } } } } }";
    let book = world.get(&who, book, json!({})).await["viewer"]["bankAccount"].take();
    let why = json!({ "note": "捡到钱包交到社区", "confirmer": { "id": by.id } });
    assert_eq!(book["entries"]["edges"], json!([{ "node": { "id": done["resultId"], "points": 100, "why": why } }]));
    assert_eq!(book["balance"], 199);

    // The second person was shown 100 points, and nobody gives more by changing the rule.
    let waits = text(&award(world, by, &who).await["id"]);
    rule(world, &town, Some(DEED), 10_000, None).await;
    let refused = decide(world, second, &waits, true).await;
    assert_eq!(json!([refused["code"], refused["field"]]), json!(["PROPOSAL_OUTDATED", "proposalId"]));
    assert_eq!(seen(world, second, &waits).await["state"], "OPEN");
    assert_eq!(decide(world, second, &waits, false).await["state"], "DECLINED");
    // Nor after the member moved, to where another rule counts.
    rule(world, &town, Some(DEED), 100, None).await;
    let waits = text(&award(world, by, &who).await["id"]);
    world.act(&who, "joinCommunity", json!({ "communityId": town.communities[1] }), "").await;
    assert_eq!(decide(world, second, &waits, true).await["code"], "PROPOSAL_OUTDATED");
    books_are_right(world).await;
}

async fn who_proposed_must_still_be_entitled(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, Some(DEED), 100, None).await;
    let who = town.resident(world, "who", 0, None).await;
    let mut roles = Vec::new();
    let mut proposals = Vec::new();
    for name in ["revoked", "blocked"] {
        let person = town.resident(world, name, 0, None).await;
        roles.push(appoint(world, &town.city_admin, &person, "COMMUNITY_STAFF", &town.communities[0]).await);
        proposals.push(text(&award(world, &person, &who).await["id"]));
        proposals.push(propose(world, &person, &who, "GRID_WORKER", &town.grids[0]).await);
        if name == "blocked" {
            let block = json!({ "requestId": request_id(), "memberId": person.id, "reason": "冒名" });
            world.act(&town.second_admin, "blockMember", block, "... on Block { blockedAt }").await;
        }
    }
    world.act(&town.city_admin, "revokeRole", json!({ "roleId": roles[0] }), "... on HeldRole { role }").await;
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
        let input = json!({ "requestId": request_id(), "memberId": who.id, "role": "GRID_WORKER", "nodeId": node });
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
    let by_him = text(&award(world, &staff, &other).await["id"]);
    let done = text(&award(world, &town.staff[0], &who).await["id"]);
    second_it(world, &town.city_admin, &done).await;
    for person in [&who, &staff] {
        let erased = world.act(person, "eraseAccount", json!({ "requestId": request_id() }), "").await;
        assert_eq!(erased["__typename"], "AccountErased", "{erased}");
    }
    for proposal in [&about, &by_him] {
        let ended = seen(world, &town.city_admin, proposal).await;
        assert_eq!(json!([ended["state"], ended["decidedBy"], ended["decisionReason"]]), json!(["ENDED", null, null]));
        assert_eq!(decide(world, &town.city_admin, proposal, true).await["code"], "PROPOSAL_ALREADY_DECIDED");
    }
    for proposal in [&about, &by_him, &done] {
        assert_eq!(seen(world, &town.city_admin, proposal).await["reason"], "（已随账号注销删除）");
    }
    assert_eq!(seen(world, &town.city_admin, &done).await["decisionReason"], "（已随账号注销删除）");
    assert!(waiting(world, &town.city_admin).await.is_empty());
    assert_eq!(balance(world, &other).await, 0);

    // Whoever erases himself while it is decided gets nothing any more.
    for n in 0..4 {
        let leaves = &town.resident(world, &format!("leaves{n}"), 0, None).await;
        let role = &propose(world, &town.staff[0], leaves, "GRID_WORKER", &town.grids[0]).await;
        let erase = async { world.act(leaves, "eraseAccount", json!({ "requestId": request_id() }), "").await };
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
