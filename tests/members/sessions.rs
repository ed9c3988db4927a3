//! How long a login lasts, on how many devices, and how staff block a member.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use ring::signature::Ed25519KeyPair;
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::town::{Town, appoint, area, text};
use crate::harness::world::{KEY, Person, World, error_of, person_of, request_id};

on_both_stores!(
    staff_are_logged_out_after_half_an_hour_without_use,
    a_request_is_a_use_and_others_have_seven_days,
    after_a_pause_a_new_member_of_staff_logs_in_again,
    of_many_logins_at_once_ten_devices_stay,
    a_login_ends_after_thirty_days_however_it_is_used,
    a_blocked_member_is_nobody_and_stays_out,
    a_lifted_block_brings_no_login_back,
    only_those_above_block_and_only_in_their_care,
    of_many_who_block_at_once_one_does,
    a_token_that_is_not_good_is_nobody,
    a_token_with_a_critical_extension_is_not_good,
    each_token_is_one_of_a_kind,
);

const ME: &str = "{ viewer { id } }";

async fn refused(world: &World, who: &Person) -> bool {
    let answer = world.try_refresh(&who.refresh).await;
    answer["data"]["refreshSession"]["code"] == "SESSION_ENDED"
}

async fn refresh(world: &World, who: &Person) -> Person {
    person_of(&world.try_refresh(&who.refresh).await["data"]["refreshSession"])
}

async fn is_nobody(world: &World, who: &Person) -> bool {
    error_of(&world.ask(Some(who), ME, json!({})).await).0 == "UNAUTHENTICATED"
}

async fn staff_are_logged_out_after_half_an_hour_without_use(world: &World) {
    let town = Town::build(world).await;
    let worker = town.resident(world, "worker", 0, None).await;
    appoint(world, &town.staff[0], &worker, "GRID_WORKER", &town.grids[0]).await;
    for name in ["worker", &format!("staff-{}", town.communities[0]), "city-admin"] {
        let first = world.login(name).await;
        world.pass(Duration::minutes(30) - Duration::seconds(1));
        let second = refresh(world, &first).await;
        world.pass(Duration::minutes(30));
        assert!(refused(world, &second).await, "{name}");
        assert!(is_nobody(world, &second).await);
    }
    let staff = world.login("worker").await;
    let sessions = world.get(&staff, "{ viewer { sessions { current endsAt } } }", json!({})).await;
    let sessions = sessions["viewer"]["sessions"].as_array().expect("a list").clone();
    assert_eq!(sessions.len(), 1, "what ended is not listed: {sessions:?}");
    let ends: chrono::DateTime<chrono::Utc> = text(&sessions[0]["endsAt"]).parse().expect("a time");
    assert_eq!(ends - world.ports.now(), Duration::minutes(30), "the client is told");
}

async fn a_request_is_a_use_and_others_have_seven_days(world: &World) {
    let town = Town::build(world).await;
    let liaison = town.resident(world, "liaison", 0, None).await;
    let unit = json!({ "areaId": town.city, "name": "供水公司" });
    let unit = text(&world.act(&town.city_admin, "createUnit", unit, "... on Unit { id }").await["id"]);
    appoint(world, &town.city_admin, &liaison, "LIAISON", &unit).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let staff = world.login("city-admin").await;
    world.pass(Duration::minutes(14));
    world.get(&staff, ME, json!({})).await;
    world.pass(Duration::minutes(29));
    let staff = refresh(world, &staff).await;
    world.pass(Duration::minutes(31));
    assert!(refused(world, &staff).await);
    for other in [&liaison, &resident] {
        refresh(world, other).await;
    }
    world.pass(Duration::days(7));
    let late = world.login("resident").await;
    world.pass(Duration::days(7) - Duration::seconds(1));
    refresh(world, &late).await;
}

async fn after_a_pause_a_new_member_of_staff_logs_in_again(world: &World) {
    let town = Town::build(world).await;
    let old = town.resident(world, "worker", 0, None).await;
    world.pass(Duration::hours(9));
    let admin = world.login("city-admin").await;
    appoint(world, &admin, &old, "GRID_WORKER", &town.grids[0]).await;
    assert!(refused(world, &old).await, "a phone that lay about has no part in the new power");
    world.get(&world.login("worker").await, ME, json!({})).await;
}

async fn of_many_logins_at_once_ten_devices_stay(world: &World) {
    let before = world.login("resident").await;
    world.pass(Duration::seconds(1));
    let codes: Vec<_> = (0..30).map(|_| world.code("resident")).collect();
    let answers = all(codes.iter().map(|code| world.try_login(code))).await;
    let people: Vec<_> = answers.iter().map(|answer| person_of(&answer["data"]["login"])).collect();
    let mut live = Vec::new();
    for person in people.iter().chain([&before]) {
        if !is_nobody(world, person).await {
            live.push(person);
        }
    }
    assert_eq!(live.len(), 10);
    assert!(is_nobody(world, &before).await, "the oldest ends");
    let seen = world.get(live[0], "{ viewer { sessions { id } } }", json!({})).await;
    assert_eq!(seen["viewer"]["sessions"].as_array().map(Vec::len), Some(10));
}

async fn a_login_ends_after_thirty_days_however_it_is_used(world: &World) {
    let mut me = world.login("resident").await;
    for _ in 0..5 {
        world.pass(Duration::days(6) - Duration::seconds(1));
        me = refresh(world, &me).await;
    }
    world.get(&me, ME, json!({})).await;
    world.pass(Duration::seconds(5));
    assert!(is_nobody(world, &me).await && refused(world, &me).await);
}

async fn block(world: &World, by: &Person, who: &Person) -> Value {
    let input = json!({ "memberId": who.id, "reason": "多次冒用他人姓名" });
    world.try_act(by, "blockMember", input, "... on Block { member { id } reason blockedBy { id } liftedAt }").await
}

async fn unblock(world: &World, by: &Person, who: &Person) -> Value {
    let input = json!({ "memberId": who.id });
    world.try_act(by, "unblockMember", input, "... on Block { member { id } reason liftedAt }").await
}

const BLOCKED: &str = "query($c: ID) { blockedMembers(communityId: $c) { edges { node { member { id } reason \
    blockedBy { id } liftedAt } } } }";

async fn a_blocked_member_is_nobody_and_stays_out(world: &World) {
    let town = Town::build(world).await;
    let phone = town.resident(world, "rude", 0, None).await;
    let tablet = world.login("rude").await;
    world.get(&phone, ME, json!({})).await;
    let request = json!({ "requestId": request_id(), "memberId": phone.id, "reason": " 多次冒用他人姓名 " });
    let made = "... on Block { member { id } reason blockedBy { id } liftedAt }";
    let done = world.act(&town.staff[0], "blockMember", request.clone(), made).await;
    let node = json!({ "member": { "id": phone.id }, "reason": "多次冒用他人姓名", "blockedBy": { "id": town.staff[0].id },
        "liftedAt": null });
    let mut shown = node.clone();
    shown["__typename"] = json!("Block");
    assert_eq!(done, shown);
    for device in [&phone, &tablet] {
        assert!(is_nobody(world, device).await && refused(world, device).await);
        let input = json!({ "kind": "SERVICE", "category": "OTHER", "title": "心愿", "text": "帮忙" });
        assert_eq!(error_of(&world.try_act(device, "postWish", input, "").await).0, "UNAUTHENTICATED");
    }
    // Longer than a standing is held back, or kept: the database is asked, and says the same.
    for pause in [0, 1, 11] {
        world.pass(Duration::minutes(pause));
        let answer = world.try_login(&world.code("rude")).await;
        assert_eq!(answer["data"]["login"]["code"], "MEMBER_BLOCKED", "{answer}");
        assert!(is_nobody(world, &phone).await);
    }
    let staff = world.login(&format!("staff-{}", town.communities[0])).await;
    assert_eq!(world.act(&staff, "blockMember", request, made).await, shown, "the same request again");
    let twice = block(world, &staff, &phone).await;
    assert_eq!(twice["data"]["blockMember"]["code"], "MEMBER_ALREADY_BLOCKED", "{twice}");
    let listed = world.get(&staff, BLOCKED, json!({ "c": town.communities[0] })).await;
    assert_eq!(listed["blockedMembers"]["edges"], json!([{ "node": node }]));
}

async fn a_lifted_block_brings_no_login_back(world: &World) {
    let town = Town::build(world).await;
    let old = town.resident(world, "rude", 0, None).await;
    assert_eq!(unblock(world, &town.staff[0], &old).await["data"]["unblockMember"]["code"], "MEMBER_NOT_BLOCKED");
    block(world, &town.staff[0], &old).await;
    world.pass(Duration::seconds(1));
    let lifted = unblock(world, &town.staff[0], &old).await;
    let lifted = &lifted["data"]["unblockMember"];
    assert!(lifted["liftedAt"].is_string() && lifted["reason"] == "多次冒用他人姓名", "the reason is kept: {lifted}");
    assert!(is_nobody(world, &old).await && refused(world, &old).await);
    let new = world.login("rude").await;
    assert_eq!(new.id, old.id);
    world.get(&new, ME, json!({})).await;
    assert!(is_nobody(world, &old).await);
    let listed = world.get(&town.staff[0], BLOCKED, json!({ "c": town.communities[0] })).await;
    assert_eq!(listed["blockedMembers"]["edges"], json!([]));
    block(world, &town.staff[0], &old).await;
    assert!(is_nobody(world, &new).await, "a second block is a block");
}

async fn only_those_above_block_and_only_in_their_care(world: &World) {
    let town = Town::build(world).await;
    let street_admin = world.login("street-admin").await;
    appoint(world, &town.city_admin, &street_admin, "STREET_ADMIN", &town.street).await;
    let (resident, neighbour) =
        (town.resident(world, "resident", 0, None).await, town.resident(world, "neighbour", 0, None).await);
    let worker = town.resident(world, "worker", 0, None).await;
    appoint(world, &town.staff[0], &worker, "GRID_WORKER", &town.grids[0]).await;
    let colleague = town.resident(world, "colleague", 0, None).await;
    appoint(world, &town.city_admin, &colleague, "COMMUNITY_STAFF", &town.communities[0]).await;
    // Lives here, works far away, and is somebody there.
    let chief = town.resident(world, "chief", 0, None).await;
    let other_street = area(world, &town.city_admin, &town.city, "STREET", "柳树街道").await;
    appoint(world, &town.city_admin, &chief, "STREET_ADMIN", &other_street).await;
    let homeless = world.login("homeless").await;
    for (by, who, code) in [
        (&neighbour, &resident, "FORBIDDEN"),
        (&worker, &resident, "FORBIDDEN"),
        (&town.staff[1], &resident, "NOT_FOUND"),
        (&town.staff[0], &colleague, "FORBIDDEN"),
        (&town.staff[0], &chief, "FORBIDDEN"),
        (&street_admin, &chief, "FORBIDDEN"),
        (&town.staff[0], &homeless, "NOT_FOUND"),
        (&town.city_admin, &town.city_admin, "NOT_FOUND"),
        (&colleague, &colleague, "FORBIDDEN"),
    ] {
        for answer in [block(world, by, who).await, unblock(world, by, who).await] {
            assert_eq!(error_of(&answer).0, code, "{answer}");
        }
        world.get(who, ME, json!({})).await;
    }
    for (by, who) in [
        (&town.staff[0], &resident),
        (&town.staff[0], &worker),
        (&street_admin, &colleague),
        (&town.city_admin, &chief),
    ] {
        assert!(block(world, by, who).await["data"]["blockMember"]["reason"].is_string());
        assert!(is_nobody(world, who).await);
    }
    let answer = unblock(world, &town.staff[0], &chief).await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "nor lifted from below: {answer}");
    // What somebody above decided is not undone from below, no matter whom it is about.
    for blocker in [&town.city_admin, &street_admin] {
        block(world, blocker, &neighbour).await;
        let below =
            if blocker.id == street_admin.id { vec![&town.staff[0]] } else { vec![&town.staff[0], &street_admin] };
        for by in below {
            let answer = unblock(world, by, &neighbour).await;
            assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
        }
        let answer = unblock(world, &town.city_admin, &neighbour).await;
        assert!(answer["data"]["unblockMember"]["liftedAt"].is_string(), "{answer}");
    }
    // Unless they are above no more.
    let district = world.login("district").await;
    let role = appoint(world, &town.city_admin, &district, "STREET_ADMIN", &town.street).await;
    block(world, &district, &neighbour).await;
    world.act(&town.city_admin, "revokeRole", json!({ "roleId": role }), "").await;
    assert!(unblock(world, &town.staff[0], &neighbour).await["data"]["unblockMember"]["liftedAt"].is_string());
    let neighbour = world.login("neighbour").await;
    for (who, code) in [(&neighbour, "FORBIDDEN"), (&town.staff[1], "NOT_FOUND")] {
        let answer = world.ask(Some(who), BLOCKED, json!({ "c": town.communities[0] })).await;
        assert_eq!(error_of(&answer).0, code, "{answer}");
    }
    for (field, input) in [
        ("memberId", json!({ "memberId": town.street, "reason": "x" })),
        ("reason", json!({ "memberId": neighbour.id, "reason": " " })),
        ("reason", json!({ "memberId": neighbour.id, "reason": "长".repeat(201) })),
    ] {
        let answer = world.try_act(&town.staff[0], "blockMember", input, "").await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", field), "{answer}");
    }
}

async fn of_many_who_block_at_once_one_does(world: &World) {
    let town = Town::build(world).await;
    let rude = town.resident(world, "rude", 0, None).await;
    let answers = all((0..10).map(|n| block(world, [&town.staff[0], &town.city_admin][n % 2], &rude))).await;
    let refusals = answers.iter().filter(|answer| answer["data"]["blockMember"]["code"] == "MEMBER_ALREADY_BLOCKED");
    assert_eq!(refusals.count(), 9, "{answers:#?}");
    let answers = all((0..10).map(|_| unblock(world, &town.city_admin, &rude))).await;
    let refusals = answers.iter().filter(|answer| answer["data"]["unblockMember"]["code"] == "MEMBER_NOT_BLOCKED");
    assert_eq!(refusals.count(), 9, "{answers:#?}");
}

async fn a_token_that_is_not_good_is_nobody(world: &World) {
    let me = world.login("resident").await;
    let [head, payload, signature] = me.access.split('.').collect::<Vec<_>>()[..] else { panic!("{}", me.access) };
    let coded = |text: String| URL_SAFE_NO_PAD.encode(text);
    let decoded = |part: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64");
        String::from_utf8(bytes).expect("a text")
    };
    let unsigned = coded(decoded(head).replace("EdDSA", "none"));
    let shared = coded(decoded(head).replace("EdDSA", "HS256"));
    let longer = coded(decoded(payload).replace("\"aud\":\"linli\"", "\"aud\":\"linli2\""));
    for bad in [
        String::new(),
        me.refresh.clone(),
        format!("{unsigned}.{payload}."),
        format!("{unsigned}.{payload}.{signature}"),
        format!("{shared}.{payload}.{signature}"),
        format!("{head}.{longer}.{signature}"),
        format!("{head}.{payload}.{}", signature.chars().rev().collect::<String>()),
        "A".repeat(5000),
    ] {
        let bent = Person { access: bad, ..me.clone() };
        assert!(is_nobody(world, &bent).await, "{}", bent.access);
        let answer = world.ask(Some(&bent), "mutation { logout { __typename } }", json!({})).await;
        assert_eq!(error_of(&answer).0, "UNAUTHENTICATED");
    }
    world.get(&me, ME, json!({})).await;
    world.pass(Duration::seconds(15 * 60 + 29));
    world.get(&me, ME, json!({})).await;
    world.pass(Duration::seconds(1));
    assert!(is_nobody(world, &me).await, "half a minute of leeway, and not more");
}

/// A part of a token, read.
fn part(token: &str, place: usize) -> Value {
    let part = token.split('.').nth(place).expect("a part");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON")
}

async fn a_token_with_a_critical_extension_is_not_good(world: &World) {
    let me = world.login("resident").await;
    let pair = Ed25519KeyPair::from_seed_unchecked(&KEY).expect("a key");
    let signed = |member: &str, value: Value| {
        let mut head = part(&me.access, 0);
        head[member] = value;
        let payload = me.access.split('.').nth(1).expect("a payload");
        let text = format!("{}.{payload}", URL_SAFE_NO_PAD.encode(head.to_string()));
        let signature = URL_SAFE_NO_PAD.encode(pair.sign(text.as_bytes()));
        Person { access: format!("{text}.{signature}"), ..me.clone() }
    };
    for (member, value) in [
        ("crit", json!(["x"])),
        ("crit", json!([])),
        ("crit", json!("x")),
        ("crit", json!(null)),
        ("b64", json!(false)),
    ] {
        assert!(is_nobody(world, &signed(member, value.clone())).await, "{member} {value}");
    }
    world.get(&signed("x", json!(1)), ME, json!({})).await;
}

async fn each_token_is_one_of_a_kind(world: &World) {
    let first = world.login("resident").await;
    let second = refresh(world, &first).await;
    // The answer to the same refresh may have been lost: the tokens are given again, the access token as a new one.
    let again = refresh(world, &first).await;
    assert_eq!(second.refresh, again.refresh);
    let ids: Vec<_> = [&first, &second, &again, &world.login("resident").await]
        .into_iter()
        .map(|person| text(&part(&person.access, 1)["jti"]))
        .collect();
    let different: std::collections::HashSet<_> = ids.iter().collect();
    assert!(different.len() == ids.len() && ids.iter().all(|id| id.len() == 22), "{ids:?}");
}
