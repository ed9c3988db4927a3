//! What waits for a second person: roles, large corrections and large awards.

mod deciding;

use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::attendance::served;
use crate::harness::on_both_stores;
use crate::harness::points::books_are_right;
use crate::harness::proposals::{DEED, SHOWN, award, balance, decide, rule, seen, try_decide, waiting};
use crate::harness::town::{Town, appoint, propose, second_it, staff, text};
use crate::harness::world::{Person, World, error_of, request_id};

on_both_stores!(
    a_role_waits_for_a_second_person,
    nobody_is_their_own_second_person,
    the_one_concerned_and_strangers_neither_see_nor_decide,
    a_large_correction_of_time_waits,
    a_large_award_waits_and_gives_no_more_than_was_shown,
);

const RESIDENTS: &str = "{ residents { edges { node { id } } } }";

async fn minutes(world: &World, who: &Person) -> Value {
    world.get(who, "{ viewer { hours { totalMinutes } } }", json!({})).await["viewer"]["hours"]["totalMinutes"].take()
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

async fn nobody_is_their_own_second_person(world: &World) {
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
    assert_eq!(decide(world, &other_device, &twice, false).await["state"], "WITHDRAWN", "they take it back");
    assert_eq!(decide(world, &town.second_admin, &twice, true).await["code"], "PROPOSAL_ALREADY_DECIDED");
    assert_eq!(waiting(world, &town.second_admin).await, [id]);
    let oneself = json!({ "memberId": first.id, "role": "CITY_ADMIN", "nodeId": town.city });
    assert_eq!(error_of(&world.try_act(first, "grantRole", oneself, SHOWN).await).0, "FORBIDDEN", "nor for themselves");
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
        // They could not give that role themselves.
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
    let enter = |id: &Value, minutes: i64| json!({ "replacesId": id, "minutes": minutes, "reason": "核对" });
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
    // The second person was shown 120 points, and nobody gives more by changing the rule.
    rule(world, &town, None, 41, None).await;
    let more = decide(world, &second, &text(&waits["id"]), true).await;
    assert_eq!(json!([more["code"], more["field"]]), json!(["PROPOSAL_OUTDATED", "proposalId"]));
    rule(world, &town, None, 40, None).await;
    let at_once = world.act(&by, "enterHours", enter(&small["id"], 120), &made).await;
    assert_eq!(at_once["__typename"], "Hours", "80 points go at once: {at_once}");
    let late = decide(world, &second, &text(&waits["id"]), true).await;
    assert_eq!(json!([late["code"], late["field"]]), json!(["HOURS_REPLACED", "proposalId"]));
    assert_eq!(minutes(world, &helper).await, 360);
    let again = world.act(&by, "voidHours", void(&json!(entered)), &made).await;
    assert_eq!(again["state"], "OPEN", "{again}");
    assert_eq!(world.act(&by, "voidHours", void(&at_once["id"]), &made).await["__typename"], "Hours", "80 points");
    let entered = world.act(&by, "enterHours", enter(&at_once["id"], 180), &made).await;
    let entered = text(&second_it(world, &second, &text(&entered["id"])).await["resultId"]);
    let worth = world.act(&by, "voidHours", void(&json!(entered)), &made).await;
    assert_eq!(worth["state"], "OPEN", "180 minutes and 120 points: {worth}");
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
    // Nor after the member moved, to where another rule counts: also not by those who reach both.
    rule(world, &town, Some(DEED), 100, None).await;
    let there = json!({ "communityId": town.communities[1], "behaviour": "DEED", "deed": DEED, "points": 100 });
    world.act(&town.staff[1], "setPointRule", there, "... on PointRule { points }").await;
    for by in [by, &town.second_admin] {
        world.act(&who, "joinCommunity", json!({ "communityId": town.communities[0] }), "").await;
        let waits = text(&award(world, by, &who).await["id"]);
        world.act(&who, "joinCommunity", json!({ "communityId": town.communities[1] }), "").await;
        assert_eq!(decide(world, second, &waits, true).await["code"], "PROPOSAL_OUTDATED");
    }
    books_are_right(world).await;
}
