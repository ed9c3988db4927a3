//! Losing an entitlement: what hung on it ends in the transaction of the cause, and goes to those who are entitled to
//! it.

use domain::Failure;
use domain::audit::entry::Deed;
use domain::ids::MemberId;
use domain::members::REGISTER_VOLUNTEER;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::points::{award, books_are_right, rule};
use crate::harness::sql::{count, database};
use crate::harness::town::{Town, appoint, propose, second_it, text};
use crate::harness::volunteering::{
    SIGN_UP, TEAM, activity, cancel, helpers, must_be_exact, organise, roster, shift, sign_up,
};
use crate::harness::world::{Person, World, error_of};

on_both_stores!(
    whoever_is_blocked_loses_what_they_held,
    whoever_is_blocked_is_given_nothing_more,
    whoever_moves_away_keeps_what_was_promised,
    whoever_leaves_a_team_leaves_its_shifts,
    a_freed_seat_goes_to_somebody_who_is_entitled,
    a_block_and_an_act_at_the_same_moment_leave_nothing_behind,
    a_way_out_and_a_sign_up_at_the_same_moment_leave_no_seat_behind,
    a_team_is_not_handed_to_the_one_who_goes,
    an_award_and_an_erasure_at_the_same_moment_leave_no_points_behind,
    opposites_do_not_wait_for_each_other,
);

async fn block(world: &World, by: &Person, who: &Person) {
    let done = world.act(by, "blockMember", json!({ "memberId": who.id, "reason": "冒名" }), "").await;
    assert_eq!(done["__typename"], "Block", "{done}");
}

async fn unblock(world: &World, by: &Person, who: &Person) {
    let done = world.act(by, "unblockMember", json!({ "memberId": who.id }), "").await;
    assert_eq!(done["__typename"], "Block", "{done}");
}

async fn claim(world: &World, who: &Person, wish: &str) -> Value {
    let input = json!({ "wishId": wish, "forMyUnit": false });
    world.act(who, "claimWish", input, "... on Wish { state }").await
}

async fn found(world: &World, who: &Person, name: &str) -> String {
    text(&world.act(who, "foundTeam", json!({ "name": name }), TEAM).await["id"])
}

async fn join(world: &World, who: &Person, team: &str) {
    let joined = world.act(who, "joinTeam", json!({ "teamId": team }), TEAM).await;
    assert_eq!(joined["joined"], true, "{joined}");
}

async fn captain(world: &World, seen_by: &Person, team: &str) -> String {
    let query = "query($id: ID!) { node(id: $id) { ... on Team { captain { id } } } }";
    text(&world.get(seen_by, query, json!({ "id": team })).await["node"]["captain"]["id"])
}

/// Where a person's sign-ups stand, by the start of the shift.
async fn states(world: &World, who: &Person) -> Value {
    let query = "{ viewer { signUps(includePast: true) { edges { node { state position } } } } }";
    let seen = world.get(who, query, json!({})).await;
    let edges = seen["viewer"]["signUps"]["edges"].as_array().expect("a list");
    edges.iter().map(|edge| json!([edge["node"]["state"], edge["node"]["position"]])).collect()
}

/// An activity of the first community with these shifts, for a team.
async fn for_team(world: &World, town: &Town, team: &str, shifts: Vec<Value>) -> Vec<String> {
    let mut input = activity(town, shifts);
    input["audience"] = json!("TEAM");
    input["teamId"] = json!(team);
    let made = world.act(&town.staff[0], "createActivity", input, "... on Activity { shifts { id } }").await;
    made["shifts"].as_array().unwrap_or_else(|| panic!("{made}")).iter().map(|shift| text(&shift["id"])).collect()
}

async fn move_to(world: &World, who: &Person, community: &str, grid: Option<&String>) {
    let input = json!({ "communityId": community, "gridId": grid });
    let moved = world.act(who, "joinCommunity", input, "... on Viewer { home { community { id } } }").await;
    assert_eq!(moved["home"]["community"]["id"], json!(community), "{moved}");
}

async fn whoever_is_blocked_loses_what_they_held(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let rude = town.volunteer(world, "rude", 0).await;
    let people = helpers(world, &town, 3).await;
    let [held, done] = [town.open_wish(world, &author, "换灯泡").await, town.open_wish(world, &author, "修水管").await];
    for wish in [&held, &done] {
        // What happens at once has no order of its own.
        world.pass(chrono::Duration::milliseconds(1));
        assert_eq!(claim(world, &rude, wish).await["state"], "CLAIMED");
    }
    world.act(&rude, "fulfilWish", json!({ "wishId": done, "text": "好了" }), "").await;
    let plans = vec![shift(world, 24, 2, 1), shift(world, 30, 2, 1)];
    let (_, shifts) = organise(world, &town.staff[0], &town, plans).await;
    assert_eq!(sign_up(world, &rude, &shifts[0]).await["state"], "SEATED");
    assert_eq!(sign_up(world, &people[0], &shifts[0]).await["state"], "WAITING");
    assert_eq!(sign_up(world, &people[1], &shifts[1]).await["state"], "SEATED");
    for (who, place) in [(&rude, 1), (&people[2], 2)] {
        assert_eq!(sign_up(world, who, &shifts[1]).await["position"], place);
    }
    let [team, alone] = [found(world, &rude, "银杏").await, found(world, &rude, "独行").await];
    for who in [&people[1], &people[0]] {
        world.pass(chrono::Duration::milliseconds(1));
        join(world, who, &team).await;
    }
    appoint(world, &town.city_admin, &rude, "GRID_WORKER", &town.grids[0]).await;

    block(world, &town.staff[0], &rude).await;
    let query = "query($id: ID!) { node(id: $id) { ... on Wish { state releaseCount claim { state } \
        timeline { kind text actor { id } } } } }";
    let wish = world.get(&author, query, json!({ "id": held })).await["node"].take();
    assert_eq!(json!([wish["state"], wish["releaseCount"], wish["claim"]]), json!(["OPEN", 1, null]), "{wish}");
    let last = wish["timeline"].as_array().and_then(|steps| steps.last()).expect("a step");
    assert_eq!(*last, json!({ "kind": "GIVEN_BACK", "text": "认领资格已终止", "actor": { "id": rude.id } }));
    let fulfilled = world.get(&author, query, json!({ "id": done })).await["node"]["state"].take();
    assert_eq!(fulfilled, "FULFILLED", "what was done is done");
    let withdrawn = world.act(&author, "withdrawWish", json!({ "wishId": held }), "... on Wish { state }").await;
    assert_eq!(withdrawn["state"], "WITHDRAWN", "the author waits for nobody: {withdrawn}");
    assert_eq!(states(world, &people[0]).await, json!([["SEATED", null]]), "the next moved up");
    assert_eq!(states(world, &people[2]).await, json!([["WAITING", 1]]), "and is next in the other line");
    must_be_exact(&roster(world, &town, &shifts[0]).await, 1, 0);
    must_be_exact(&roster(world, &town, &shifts[1]).await, 1, 1);
    assert_eq!(captain(world, &people[0], &team).await, people[1].id, "who has been in it longest");
    assert_eq!(captain(world, &town.staff[0], &alone).await, rude.id, "there is nobody else");
    join(world, &people[2], &alone).await;
    assert_eq!(captain(world, &people[2], &alone).await, people[2].id, "until there is");

    unblock(world, &town.staff[0], &rude).await;
    let rude = world.login("rude").await;
    let mine = "{ viewer { roles { role } claims { edges { node { claim { state } } } } } }";
    let mine = world.get(&rude, mine, json!({})).await["viewer"].take();
    let claims =
        json!([{ "node": { "claim": { "state": "FULFILLED" } } }, { "node": { "claim": { "state": "GIVEN_BACK" } } }]);
    assert_eq!(json!([mine["roles"], mine["claims"]["edges"]]), json!([[], claims]));
    assert_eq!(states(world, &rude).await, json!([["WITHDRAWN", null], ["WITHDRAWN", null]]));
}

async fn whoever_is_blocked_is_given_nothing_more(world: &World) {
    let town = Town::build(world).await;
    let rude = town.volunteer(world, "rude", 0).await;
    let proposal = propose(world, &town.city_admin, &rude, "GRID_WORKER", &town.grids[0]).await;
    block(world, &town.staff[0], &rude).await;
    let refused = second_it(world, &town.second_admin, &proposal).await;
    assert_eq!(refused["code"], "MEMBER_ALREADY_BLOCKED", "{refused}");
    // A request that was let in before the block, and comes to write only now.
    let (ports, member) = (&world.ports, MemberId::parse("id", &rude.id).expect("an id"));
    let mut tx = ports.store.begin().await.expect("a transaction");
    tx.register_volunteer(member, ports.now()).await.expect("written");
    let late = ports.commit(tx, Deed::of_a_stranger(REGISTER_VOLUNTEER, member, None)).await;
    assert!(matches!(late, Err(Failure::Unauthenticated)), "{late:?}");
    unblock(world, &town.staff[0], &rude).await;
    let done = second_it(world, &town.second_admin, &proposal).await;
    assert_eq!(done["state"], "CARRIED_OUT", "{done}");
}

async fn whoever_moves_away_keeps_what_was_promised(world: &World) {
    let town = Town::build(world).await;
    let [here, there] = &town.communities;
    let author = town.resident(world, "author", 0, None).await;
    let mover = town.volunteer(world, "mover", 0).await;
    let people = helpers(world, &town, 2).await;
    let wish = town.open_wish(world, &author, "换灯泡").await;
    claim(world, &mover, &wish).await;
    let plans = vec![shift(world, 24, 2, 1), shift(world, 30, 2, 1)];
    let (_, shifts) = organise(world, &town.staff[0], &town, plans).await;
    assert_eq!(sign_up(world, &mover, &shifts[0]).await["state"], "SEATED");
    let seat = sign_up(world, &people[0], &shifts[1]).await;
    for (who, place) in [(&mover, 1), (&people[1], 2)] {
        assert_eq!(sign_up(world, who, &shifts[1]).await["position"], place);
    }
    let [team, alone] = [found(world, &mover, "银杏").await, found(world, &mover, "独行").await];
    join(world, &people[0], &team).await;

    // To another grid, and home again: nothing is lost.
    for grid in [Some(&town.grids[1]), None] {
        move_to(world, &mover, here, grid).await;
        assert_eq!(states(world, &mover).await, json!([["SEATED", null], ["WAITING", 1]]));
        assert_eq!(captain(world, &people[0], &team).await, mover.id);
    }
    move_to(world, &mover, there, None).await;
    assert_eq!(states(world, &mover).await, json!([["SEATED", null], ["WITHDRAWN", null]]));
    assert_eq!(states(world, &people[1]).await, json!([["WAITING", 1]]));
    must_be_exact(&roster(world, &town, &shifts[1]).await, 1, 1);
    cancel(world, &people[0], &seat).await;
    assert_eq!(states(world, &people[1]).await, json!([["SEATED", null]]));
    assert_eq!(captain(world, &people[0], &team).await, people[0].id, "the captaincy is handed on");
    assert_eq!(captain(world, &town.staff[0], &alone).await, mover.id, "there is nobody else");
    join(world, &people[1], &alone).await;
    assert_eq!(captain(world, &people[1], &alone).await, people[1].id, "until there is");
    let fulfilled =
        world.act(&mover, "fulfilWish", json!({ "wishId": wish, "text": "好了" }), "... on Wish { state }").await;
    assert_eq!(fulfilled["state"], "FULFILLED", "a held claim is kept until it is done: {fulfilled}");
    // Back again: the team is still theirs to be in, and no longer theirs to lead.
    move_to(world, &mover, here, None).await;
    assert_eq!(captain(world, &people[0], &team).await, people[0].id);
    assert_eq!(states(world, &mover).await, json!([["SEATED", null], ["WITHDRAWN", null]]));
}

async fn whoever_leaves_a_team_leaves_its_shifts(world: &World) {
    let town = Town::build(world).await;
    let people = helpers(world, &town, 4).await;
    let [captain, leaver, next, last] = &people[..] else { panic!("four") };
    let [team, other] = [found(world, captain, "银杏").await, found(world, captain, "合欢").await];
    for who in [leaver, next, last] {
        join(world, who, &team).await;
        join(world, who, &other).await;
    }
    let plans = vec![shift(world, 20, 1, 1), shift(world, 22, 1, 1)];
    let of_team = for_team(world, &town, &team, plans).await;
    let of_other = for_team(world, &town, &other, vec![shift(world, 24, 1, 1)]).await;
    let (_, of_all) = organise(world, &town.staff[0], &town, vec![shift(world, 26, 1, 1)]).await;
    sign_up(world, next, &of_team[1]).await;
    for shift in [&of_team[0], &of_team[1], &of_other[0], &of_all[0]] {
        sign_up(world, leaver, shift).await;
    }
    assert_eq!(sign_up(world, next, &of_team[0]).await["position"], 1);
    assert_eq!(sign_up(world, last, &of_team[1]).await["position"], 2);

    let left = world.act(leaver, "leaveTeam", json!({ "teamId": team }), TEAM).await;
    assert_eq!(json!([left["joined"], left["size"]]), json!([false, 3]), "{left}");
    let gone = json!(["WITHDRAWN", null]);
    assert_eq!(states(world, leaver).await, json!([gone, gone, ["SEATED", null], ["SEATED", null]]));
    assert_eq!(states(world, next).await, json!([["SEATED", null], ["SEATED", null]]));
    assert_eq!(states(world, last).await, json!([["WAITING", 1]]));
    let refused = sign_up(world, leaver, &of_team[0]).await;
    assert_eq!(refused["code"], "NOT_IN_AUDIENCE", "{refused}");
    // The captain, who goes last, leaves nothing behind either.
    for who in [next, last] {
        world.act(who, "leaveTeam", json!({ "teamId": team }), TEAM).await;
    }
    assert_eq!(sign_up(world, captain, &of_team[0]).await["state"], "SEATED");
    let refused = world.act(leaver, "leaveTeam", json!({ "teamId": team }), TEAM).await;
    assert_eq!(refused["code"], "NOT_IN_TEAM", "{refused}");
    let closed = world.act(captain, "leaveTeam", json!({ "teamId": team }), TEAM).await;
    assert!(closed["closedAt"].is_string(), "{closed}");
    assert_eq!(states(world, captain).await, json!([gone]));
    for shift in &of_team {
        must_be_exact(&roster(world, &town, shift).await, 0, 0);
    }
}

/// Changes the database, past Linli: as what was lost before anything ended by it.
async fn change(world: &World, sql: &str, who: &Person) {
    let db = database(world).await;
    let id = MemberId::parse("id", &who.id).expect("an id").uuid();
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [id.into()]);
    let done = db.execute_raw(statement).await.expect("changed");
    assert_eq!(done.rows_affected(), 1, "{sql}");
    db.close().await.expect("closed");
}

async fn a_freed_seat_goes_to_somebody_who_is_entitled(world: &World) {
    let town = Town::build(world).await;
    let people = helpers(world, &town, 7).await;
    let [seated, blocked, moved, no_helper, out, entitled, after] = &people[..] else { panic!("seven") };
    let team = found(world, seated, "银杏").await;
    for who in &people[1..] {
        join(world, who, &team).await;
    }
    let shifts = for_team(world, &town, &team, vec![shift(world, 24, 1, 1), shift(world, 26, 1, 1)]).await;
    let mut seats = Vec::new();
    for shift in &shifts {
        seats.push(sign_up(world, seated, shift).await);
        for who in [blocked, moved, no_helper, out] {
            assert_eq!(sign_up(world, who, shift).await["state"], "WAITING");
        }
    }
    for who in [entitled, after] {
        assert_eq!(sign_up(world, who, &shifts[0]).await["state"], "WAITING");
    }
    let block = "INSERT INTO blocks (id, member_id, community_id, reason, blocked_by, blocked_at) \
        SELECT id, id, community_id, '冒名', id, created_at FROM members WHERE id = $1";
    change(world, block, blocked).await;
    change(world, "UPDATE members SET community_id = NULL WHERE id = $1", moved).await;
    change(world, "UPDATE members SET volunteer_since = NULL WHERE id = $1", no_helper).await;
    change(world, "UPDATE team_members SET left_at = joined_at WHERE member_id = $1", out).await;

    assert_eq!(cancel(world, seated, &seats[0]).await["state"], "WITHDRAWN");
    let first = roster(world, &town, &shifts[0]).await;
    let expected = json!([["SEATED", null, entitled.id], ["WAITING", 1, after.id]]);
    let first: Value = first.iter().map(|e| json!([e["state"], e["position"], e["member"]["id"]])).collect();
    assert_eq!(first, expected, "nobody who is not entitled has it, or waits for it");
    // Where nobody in line is entitled, the seat is free, and nobody waits.
    assert_eq!(cancel(world, seated, &seats[1]).await["state"], "WITHDRAWN");
    must_be_exact(&roster(world, &town, &shifts[1]).await, 0, 0);
    assert_eq!(sign_up(world, entitled, &shifts[1]).await["state"], "SEATED");
}

async fn a_block_and_an_act_at_the_same_moment_leave_nothing_behind(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let people = helpers(world, &town, 16).await;
    let (_, shifts) = organise(world, &town.staff[0], &town, vec![shift(world, 24, 1, 4)]).await;
    let mut wishes = Vec::new();
    for n in 0..people.len() {
        wishes.push(town.open_wish(world, &author, &format!("心愿{n}")).await);
    }
    // Half of them sign up, half claim, and all are blocked meanwhile.
    let answers = all(people.iter().zip(&wishes).enumerate().map(|(n, (who, wish))| {
        let (town, shift) = (&town, &shifts[0]);
        async move {
            let act = async {
                match n % 2 {
                    0 => world.try_act(who, "signUp", json!({ "shiftId": shift }), SIGN_UP).await,
                    _ => world.try_act(who, "claimWish", json!({ "wishId": wish }), "... on Wish { state }").await,
                }
            };
            tokio::join!(act, block(world, &town.staff[0], who)).0
        }
    }))
    .await;
    for answer in &answers {
        let (code, _) = error_of(answer);
        assert!(code == "none" || code == "UNAUTHENTICATED", "{answer}");
    }
    must_be_exact(&roster(world, &town, &shifts[0]).await, 0, 0);
    let query = "query($id: ID!) { node(id: $id) { ... on Wish { state claim { state } } } }";
    for wish in &wishes {
        let seen = world.get(&author, query, json!({ "id": wish })).await["node"].take();
        assert_eq!(seen, json!({ "state": "OPEN", "claim": null }));
    }
}

async fn a_way_out_and_a_sign_up_at_the_same_moment_leave_no_seat_behind(world: &World) {
    let town = Town::build(world).await;
    let people = helpers(world, &town, 7).await;
    let (captain, others) = people.split_first().expect("a captain");
    let team = found(world, captain, "银杏").await;
    for round in 0..6 {
        for who in others {
            join(world, who, &team).await;
        }
        let plans = vec![shift(world, 24 + 2 * round, 1, 3)];
        let team_shift = for_team(world, &town, &team, plans).await.remove(0);
        let answers = all(others.iter().map(|who| async {
            let leaves = world.act(who, "leaveTeam", json!({ "teamId": team }), "");
            tokio::join!(world.act(who, "signUp", json!({ "shiftId": team_shift }), SIGN_UP), leaves).0
        }))
        .await;
        for answer in &answers {
            let refused = answer["code"] == "NOT_IN_AUDIENCE";
            assert!(refused || answer["__typename"] == "SignUp", "{answer}");
        }
        must_be_exact(&roster(world, &town, &team_shift).await, 0, 0);
    }
    // Who moves keeps a seat, but no place in line.
    let taken = shift(world, 48, 1, 1);
    let (_, shifts) = organise(world, &town.staff[0], &town, vec![taken]).await;
    sign_up(world, captain, &shifts[0]).await;
    let there = &town.communities[1];
    all(others.iter().map(|who| async {
        let moves = world.act(who, "joinCommunity", json!({ "communityId": there }), "");
        tokio::join!(world.act(who, "signUp", json!({ "shiftId": shifts[0] }), SIGN_UP), moves).0
    }))
    .await;
    must_be_exact(&roster(world, &town, &shifts[0]).await, 1, 0);
}

async fn a_team_is_not_handed_to_the_one_who_goes(world: &World) {
    let town = Town::build(world).await;
    let people = helpers(world, &town, 6).await;
    let there = &town.communities[1];
    for (round, pair) in people.chunks(2).enumerate() {
        let [captain_of, other] = pair else { panic!("a pair") };
        let team = found(world, captain_of, &format!("第{round}队")).await;
        join(world, other, &team).await;
        // Nobody is left who may lead it, so it stays where it is.
        for who in [captain_of, other] {
            move_to(world, who, there, None).await;
        }
        match round {
            0 => drop(world.act(other, "eraseAccount", json!({}), "").await),
            1 => block(world, &town.staff[1], other).await,
            // From somebody who is gone it goes even to one who moved.
            _ => drop(world.act(captain_of, "eraseAccount", json!({}), "").await),
        }
        let expected = if round == 2 { other } else { captain_of };
        assert_eq!(captain(world, &town.staff[0], &team).await, expected.id, "round {round}");
    }
}

async fn an_award_and_an_erasure_at_the_same_moment_leave_no_points_behind(world: &World) {
    let town = Town::build(world).await;
    rule(world, &town, "DEED", Some("拾金不昧"), 10).await;
    for round in 0..6 {
        let mut people = Vec::new();
        for n in 0..3 {
            let who = town.resident(world, &format!("finder-{round}-{n}"), 0, None).await;
            // Every other account is there before.
            if round % 2 == 0 {
                award(world, &town, &who).await;
            }
            people.push(who);
        }
        let input = |who: &Person| json!({ "memberId": who.id, "deed": "拾金不昧", "note": "交还钱包" });
        let answers = all(people.iter().map(|who| async {
            let erased = world.try_act(who, "eraseAccount", json!({}), "");
            let (awarded, erased) = tokio::join!(world.try_act(&town.staff[0], "awardPoints", input(who), ""), erased);
            json!([awarded, erased])
        }))
        .await;
        for pair in &answers {
            for (answer, or) in [(&pair[0], "NOT_FOUND"), (&pair[1], "none")] {
                let (code, _) = error_of(answer);
                assert!(code == "none" || code == or, "{answer}");
            }
        }
    }
    let left = "SELECT COUNT(*) FROM accounts a JOIN members m ON m.id = a.member_id \
        WHERE m.erased_at IS NOT NULL AND (a.balance <> 0 OR a.held <> 0)";
    assert_eq!(count(world, left).await, 0, "nobody's points");
    books_are_right(world).await;
}

async fn opposites_do_not_wait_for_each_other(world: &World) {
    let town = Town::build(world).await;
    let mut plans: Vec<_> = (0..6).map(|n| shift(world, 24 + 2 * n, 1, 1)).collect();
    plans.rotate_left(2);
    let (_, shifts) = organise(world, &town.staff[0], &town, plans).await;
    for round in 0..4 {
        let mut pair = Vec::new();
        for n in 0..2 {
            pair.push(town.volunteer(world, &format!("one-of-{round}-{n}"), 0).await);
        }
        let [a, b] = [&pair[0], &pair[1]];
        // Each holds what the other waits for, and claims what the other wished.
        for (n, shift) in shifts.iter().enumerate() {
            sign_up(world, &pair[n % 2], shift).await;
            sign_up(world, &pair[(n + 1) % 2], shift).await;
        }
        for (author, helper) in [(a, b), (b, a), (a, b), (b, a)] {
            let wish = town.open_wish(world, author, "换灯泡").await;
            assert_eq!(claim(world, helper, &wish).await["state"], "CLAIMED");
        }
        let team = found(world, a, &format!("第{round}队")).await;
        join(world, b, &team).await;
        let there = &town.communities[1];
        let done = all(pair.iter().map(|who| async {
            match round {
                0 => world.act(who, "eraseAccount", json!({}), "").await,
                1 => {
                    world.act(&town.staff[0], "blockMember", json!({ "memberId": who.id, "reason": "冒名" }), "").await
                }
                2 => world.act(who, "joinCommunity", json!({ "communityId": there }), "").await,
                _ if who.id == a.id => world.act(who, "eraseAccount", json!({}), "").await,
                _ => world.act(who, "leaveTeam", json!({ "teamId": team }), "").await,
            }
        }))
        .await;
        assert!(done.iter().all(|answer| answer["__typename"] != "Refusal"), "{done:#?}");
        for shift in &shifts {
            must_be_exact(&roster(world, &town, shift).await, usize::from(round > 1), 0);
        }
        // Those who still are there make room for the next.
        for who in &pair[usize::from(round == 3)..] {
            if round > 1 {
                world.act(who, "eraseAccount", json!({}), "").await;
            }
        }
    }
}
