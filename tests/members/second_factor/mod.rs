//! The second factor of administrators: no code, no power; a code counts once.

mod lock;

use chrono::Duration;
use domain::ids::MemberId;
use domain::members::session::LONGEST;
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::second_factor::{act, code, enrol, give, log, prove, state, street_admin};
use crate::harness::town::{Town, appoint, area};
use crate::harness::volunteering::{organise, shift, sign_up};
use crate::harness::world::{ENROL, GIVE, Person, World, error_of, person_of, secret_of};
use crate::harness::{dump, on_both_stores};

on_both_stores!(
    no_code_no_power,
    a_code_counts_once,
    of_many_who_tap_one_code_one_gets_in,
    a_lost_phone_is_reset_by_who_could_give_the_roles,
    roles_come_and_go_while_one_is_logged_in,
    a_code_ends_with_its_login,
    staff_who_gave_no_code_are_staff_all_the_same,
    without_a_code_an_administrator_is_bound_by_their_roles,
    an_account_takes_its_second_factor_along,
);

async fn reset(strict: &World, by: &Person, whose: &Person) -> String {
    let answer = strict.try_act(by, "resetSecondFactor", json!({ "memberId": whose.id }), "").await;
    let done = &answer["data"]["resetSecondFactor"];
    done["code"].as_str().or(done["__typename"].as_str()).unwrap_or(error_of(&answer).0).to_owned()
}

async fn no_code_no_power(world: &World) {
    let (town, strict) = (Town::build(world).await, world.with_second_factor().await);
    let admin = &street_admin(world, &town).await;
    assert_eq!(state(&strict, admin).await, json!({ "secondFactor": "NOT_ENROLLED", "abilities": [] }));
    assert_eq!(act(&strict, admin, &town.street, "COMMUNITY").await, "SECOND_FACTOR_NEEDED");
    let own = "query($a: ID!) { auditLog(areaId: $a) { edges { node { act } } } }";
    let unread = strict.ask(Some(admin), own, json!({ "a": town.street })).await;
    assert_eq!(error_of(&unread).0, "SECOND_FACTOR_NEEDED", "{unread}");
    assert_eq!(unread["errors"][0]["message"], "请先输入动态验证码");
    let records = "query($c: ID) { wishes(communityId: $c) { edges { node { id } } } }";
    let unseen = strict.ask(Some(admin), records, json!({ "c": town.communities[0] })).await;
    assert_eq!(error_of(&unseen).0, "SECOND_FACTOR_NEEDED", "{unseen}");
    // What their roles would not allow, a code does not allow either.
    assert_eq!(act(&strict, admin, &town.city, "STREET").await, "SECOND_FACTOR_NEEDED", "they administer nothing");
    let unit = json!({ "areaId": town.street, "name": "供水公司" });
    let unit = world.act(&town.city_admin, "createUnit", unit, "... on Unit { id }").await;
    let upload = |who: &Person| {
        let url = format!("{}/units/{}/roster?dryRun=true", strict.url, unit["id"].as_str().expect("an id"));
        let request = world.http().post(url).bearer_auth(&who.access).header("content-type", "text/csv");
        request.body("姓名,手机号\n王小明,13800001234\n").send()
    };
    let answer = upload(admin).await.expect("an answer");
    assert_eq!(answer.status(), 403);
    let fault: Value = answer.json().await.expect("JSON");
    assert_eq!(fault["code"], "SECOND_FACTOR_NEEDED", "{fault}");

    // Those who need none have none.
    assert_eq!(state(&strict, &town.staff[0]).await["secondFactor"], "NOT_NEEDED");
    assert_eq!(act(&strict, &town.staff[0], &town.communities[0], "GRID").await, "Area");
    for (text, variables) in [(ENROL, json!({})), (GIVE, json!({ "code": "123456" }))] {
        let answer = strict.ask(Some(&town.staff[0]), text, variables.clone()).await;
        assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
        assert_eq!(error_of(&strict.ask(None, text, variables).await).0, "UNAUTHENTICATED");
    }

    assert_eq!(give(&strict, admin, "123456").await, "SECOND_FACTOR_MISSING");
    let malformed = strict.ask(Some(admin), GIVE, json!({ "code": "12345" })).await;
    assert_eq!(error_of(&malformed), ("BAD_USER_INPUT", "code"));
    let shown = strict.ask(Some(admin), ENROL, json!({})).await;
    let uri = shown["data"]["enrolSecondFactor"]["uri"].as_str().expect("a URI").to_owned();
    let forgotten = secret_of(&shown);
    let form = format!(
        "otpauth://totp/Linli:{}?secret={}&issuer=Linli&algorithm=SHA1&digits=6&period=30",
        admin.id,
        forgotten.reveal()
    );
    assert_eq!(uri, form);
    let secret = enrol(&strict, admin).await;
    assert_eq!(give(&strict, admin, &code(&strict, &forgotten)).await, "SECOND_FACTOR_CODE_WRONG", "the later counts");
    assert_eq!(give(&strict, admin, &code(&strict, &secret)).await, "GIVEN");
    assert_eq!(act(&strict, admin, &town.street, "COMMUNITY").await, "Area");
    assert_eq!(act(&strict, admin, &town.city, "STREET").await, "FORBIDDEN", "the city is not theirs");
    assert_eq!(upload(admin).await.expect("an answer").status(), 200);
    strict.get(admin, own, json!({ "a": town.street })).await;

    // Another login gives its own code, and nobody has a new secret any more.
    let other = &strict.login("street-admin").await;
    assert_eq!(state(&strict, other).await, json!({ "secondFactor": "CODE_NEEDED", "abilities": [] }));
    assert_eq!(act(&strict, other, &town.street, "COMMUNITY").await, "SECOND_FACTOR_NEEDED");
    for who in [admin, other] {
        let again = strict.ask(Some(who), ENROL, json!({})).await;
        assert_eq!(again["data"]["enrolSecondFactor"]["code"], "SECOND_FACTOR_ENROLLED", "{again}");
    }
    // A refresh is the same login.
    let refreshed = strict.try_refresh(&admin.refresh).await;
    let refreshed = person_of(&refreshed["data"]["refreshSession"]);
    assert_eq!(act(&strict, &refreshed, &town.street, "COMMUNITY").await, "Area");

    let did = |act: &str, ending: &str, area: Option<&str>| json!([act, ending, area]);
    let here = Some(town.street.as_str());
    let expected = [
        did("auditLog", "REFUSED", None),
        did("createArea", "DONE", None),
        did("createArea", "DONE", None),
        did("createArea", "REFUSED", None),
        did("createArea", "REFUSED", None),
        did("createArea", "REFUSED", None),
        did("createArea", "REFUSED", None),
        did("enrolSecondFactor", "DONE", here),
        did("enrolSecondFactor", "DONE", here),
        did("failSecondFactorCode", "DONE", here),
        did("giveSecondFactorCode", "DONE", here),
        did("importRoster", "REFUSED", None),
        did("wishes", "REFUSED", None),
    ];
    let written = log(world, &town.city_admin, &town, admin).await;
    assert_eq!(written, expected);
    let readable = dump::database(&world.database).await;
    let plain = secret.reveal();
    assert!(!readable.iter().any(|value| String::from_utf8_lossy(&value.bytes).contains(&plain)), "it is sealed");
}

async fn a_code_counts_once(world: &World) {
    let (town, strict) = (Town::build(world).await, world.with_second_factor().await);
    let admin = &town.city_admin;
    let secret = prove(&strict, admin).await;
    let used = code(&strict, &secret);
    assert_eq!(give(&strict, admin, &used).await, "GIVEN", "the answer was lost: the same login asks again");
    let other = &strict.login("city-admin").await;
    assert_eq!(give(&strict, other, &used).await, "SECOND_FACTOR_CODE_WRONG", "it was used");
    strict.pass(Duration::seconds(30));
    let next = code(&strict, &secret);
    strict.pass(Duration::seconds(30));
    let late = secret.code(strict.now() - Duration::seconds(30));
    assert_eq!(late, next);
    assert_eq!(give(&strict, other, &late).await, "GIVEN", "it takes time to type");
    let third = &strict.login("city-admin").await;
    let early = secret.code(strict.now() + Duration::seconds(30));
    assert_eq!(give(&strict, third, &early).await, "SECOND_FACTOR_CODE_WRONG", "it is not shown yet");
    strict.pass(Duration::seconds(60));
    assert_eq!(give(&strict, third, &early).await, "GIVEN", "once more, after its time");
    let fourth = &strict.login("city-admin").await;
    strict.pass(Duration::seconds(60));
    let old = secret.code(strict.now() - Duration::seconds(60));
    assert_eq!(give(&strict, fourth, &old).await, "SECOND_FACTOR_CODE_WRONG", "too old");
}

async fn of_many_who_tap_one_code_one_gets_in(world: &World) {
    let (_, strict) = (Town::build(world).await, world.with_second_factor().await);
    let mut logins = Vec::new();
    for _ in 0..4 {
        logins.push(strict.login("city-admin").await);
    }
    let (strict, secret) = (&strict, enrol(&strict, &logins[0]).await);
    for round in 0..3 {
        let now = &code(strict, &secret);
        let came = all(logins.iter().map(|who| async move { json!(give(strict, who, now).await) })).await;
        let given = came.iter().filter(|came| **came == "GIVEN").count();
        let wrong = came.iter().filter(|came| **came == "SECOND_FACTOR_CODE_WRONG").count();
        assert_eq!((given, wrong), (1, logins.len() - 1), "{came:?}");
        let won = came.iter().position(|came| *came == "GIVEN").expect("one");
        for (n, who) in logins.iter().enumerate() {
            assert_eq!(state(strict, who).await["secondFactor"] == "GIVEN", n == won, "round {round}");
        }
        logins.remove(won);
        strict.pass(Duration::seconds(30));
    }
}

async fn a_lost_phone_is_reset_by_who_could_give_the_roles(world: &World) {
    let (town, strict) = (Town::build(world).await, world.with_second_factor().await);
    let (city, street) = (&town.city_admin, &street_admin(world, &town).await);
    let elsewhere = &world.login("elsewhere").await;
    let other_street = area(world, city, &town.city, "STREET", "柳树街道").await;
    appoint(world, city, elsewhere, "STREET_ADMIN", &other_street).await;
    for who in [city, street, elsewhere] {
        prove(&strict, who).await;
    }
    let tablet = &strict.login("street-admin").await;
    let resident = &town.resident(world, "resident", 0, None).await;
    for (by, whose, no) in [
        (street, city, "FORBIDDEN"),
        (elsewhere, street, "FORBIDDEN"),
        (street, street, "FORBIDDEN"),
        (city, city, "FORBIDDEN"),
        (&town.staff[0], street, "FORBIDDEN"),
        (tablet, elsewhere, "SECOND_FACTOR_NEEDED"),
        (city, resident, "NOT_FOUND"),
    ] {
        assert_eq!(reset(&strict, by, whose).await, no);
    }
    assert_eq!(act(&strict, street, &town.street, "COMMUNITY").await, "Area", "nothing happened");
    assert_eq!(reset(&strict, city, street).await, "SecondFactorReset");
    for login in [street, tablet] {
        assert_eq!(state(&strict, login).await, json!({ "secondFactor": "NOT_ENROLLED", "abilities": [] }));
        assert_eq!(act(&strict, login, &town.street, "COMMUNITY").await, "SECOND_FACTOR_NEEDED");
    }
    assert_eq!(reset(&strict, city, street).await, "SECOND_FACTOR_MISSING", "once");
    // The new one is another, and what the old one proved stays gone.
    prove(&strict, tablet).await;
    assert_eq!(state(&strict, street).await["secondFactor"], "CODE_NEEDED");
    let told = log(&strict, city, &town, city).await;
    assert_eq!(told.iter().filter(|told| told[0] == "resetSecondFactor").count(), 2, "done, and refused: {told:?}");
    assert!(told.contains(&json!(["resetSecondFactor", "DONE", town.street])), "{told:?}");

    // With a role that the other could not give, nobody below resets them.
    appoint(world, city, street, "CITY_ADMIN", &town.city).await;
    assert_eq!(reset(&strict, elsewhere, street).await, "FORBIDDEN");
    assert_eq!(reset(&strict, city, street).await, "SecondFactorReset");

    // Each of their roles of administrator counts, wherever it is held, and no other.
    let district = area(world, city, &town.city, "DISTRICT", "东湖区").await;
    let (inside, above) = (area(world, city, &district, "STREET", "东湖街道").await, &world.login("district").await);
    appoint(world, city, above, "CITY_ADMIN", &district).await;
    let below = &world.login("below").await;
    appoint(world, city, below, "COMMUNITY_STAFF", &town.communities[0]).await;
    appoint(world, city, below, "STREET_ADMIN", &inside).await;
    for who in [above, below] {
        prove(&strict, who).await;
    }
    assert_eq!(reset(&strict, above, below).await, "SecondFactorReset");
    appoint(world, city, below, "STREET_ADMIN", &other_street).await;
    prove(&strict, below).await;
    assert_eq!(reset(&strict, above, below).await, "FORBIDDEN");
    assert_eq!(act(&strict, below, &inside, "COMMUNITY").await, "Area");
}

async fn roles_come_and_go_while_one_is_logged_in(world: &World) {
    let (town, strict) = (Town::build(world).await, world.with_second_factor().await);
    let me = &town.staff[0];
    assert_eq!(act(&strict, me, &town.communities[0], "GRID").await, "Area");
    let role = appoint(world, &town.city_admin, me, "STREET_ADMIN", &town.street).await;
    // The new role waits for a code; the old one does not.
    assert_eq!(act(&strict, me, &town.street, "COMMUNITY").await, "SECOND_FACTOR_NEEDED");
    assert_eq!(act(&strict, me, &town.communities[1], "GRID").await, "SECOND_FACTOR_NEEDED");
    assert_eq!(act(&strict, me, &town.communities[0], "GRID").await, "Area");
    let secret = prove(&strict, me).await;
    assert_eq!(act(&strict, me, &town.street, "COMMUNITY").await, "Area");
    world.act(&town.city_admin, "revokeRole", json!({ "roleId": role }), "").await;
    assert_eq!(state(&strict, me).await["secondFactor"], "NOT_NEEDED");
    assert_eq!(act(&strict, me, &town.street, "COMMUNITY").await, "FORBIDDEN");
    assert_eq!(error_of(&strict.ask(Some(me), ENROL, json!({})).await).0, "FORBIDDEN");
    // Appointed again, they have their second factor still.
    appoint(world, &town.city_admin, me, "STREET_ADMIN", &town.street).await;
    assert_eq!(act(&strict, me, &town.street, "COMMUNITY").await, "Area", "this login gave a code");
    let other = &strict.login(&format!("staff-{}", town.communities[0])).await;
    assert_eq!(state(&strict, other).await["secondFactor"], "CODE_NEEDED");
    strict.pass(Duration::seconds(30));
    assert_eq!(give(&strict, other, &code(&strict, &secret)).await, "GIVEN");
}

async fn a_code_ends_with_its_login(world: &World) {
    let (town, strict) = (Town::build(world).await, world.with_second_factor().await);
    let admin = &town.city_admin;
    let secret = prove(&strict, admin).await;
    strict.get(admin, "mutation { logout { __typename } }", json!({})).await;
    let answer = strict.ask(Some(admin), "{ viewer { id } }", json!({})).await;
    assert_eq!(error_of(&answer).0, "UNAUTHENTICATED");
    let again = &strict.login("city-admin").await;
    assert_eq!(state(&strict, again).await["secondFactor"], "CODE_NEEDED");
    strict.pass(Duration::seconds(30));
    assert_eq!(give(&strict, again, &code(&strict, &secret)).await, "GIVEN");
    // The session store loses its memory.
    let member = MemberId::parse("id", &admin.id).expect("an id");
    strict.ports.sessions.end_all(member).await.expect("lost");
    let third = &strict.login("city-admin").await;
    assert_eq!(state(&strict, third).await["secondFactor"], "CODE_NEEDED");
    strict.pass(Duration::seconds(30));
    assert_eq!(give(&strict, third, &code(&strict, &secret)).await, "GIVEN");

    // What ended logins left is cleaned away, and nothing of the others.
    let forget = async || strict.ports.store.forget_codes_given(strict.now() - LONGEST).await.expect("an answer");
    assert_eq!(forget().await, 0);
    strict.pass(LONGEST - Duration::minutes(2));
    assert_eq!(forget().await, 0);
    strict.pass(Duration::minutes(3));
    assert_eq!(forget().await, 3);
}

async fn staff_who_gave_no_code_are_staff_all_the_same(world: &World) {
    let (_, strict) = (Town::build(world).await, world.with_second_factor().await);
    let admin = &strict.login("city-admin").await;
    let ends = "{ viewer { secondFactor sessions { current endsAt } } }";
    let seen = strict.get(admin, ends, json!({})).await["viewer"].take();
    assert_eq!(seen["secondFactor"], "NOT_ENROLLED");
    let mine = seen["sessions"].as_array().expect("a list").iter().find(|session| session["current"] == true);
    let at: chrono::DateTime<chrono::Utc> =
        serde_json::from_value(mine.expect("mine")["endsAt"].clone()).expect("a time");
    assert!(at <= strict.now() + Duration::minutes(30), "{seen}");
    strict.pass(Duration::minutes(31));
    assert_eq!(error_of(&strict.ask(Some(admin), ends, json!({})).await).0, "UNAUTHENTICATED");
}

async fn without_a_code_an_administrator_is_bound_by_their_roles(world: &World) {
    let (town, strict) = (Town::build(world).await, world.with_second_factor().await);
    let me = &town.volunteer(world, "me", 0).await;
    appoint(world, &town.city_admin, me, "STREET_ADMIN", &town.street).await;
    let (_, shifts) = organise(world, &town.staff[0], &town, vec![shift(world, 1, 2, 9)]).await;
    assert_eq!(sign_up(&strict, me, &shifts[0]).await["state"], "SEATED");
    let shown = "query($id: ID!) { node(id: $id) { ... on Shift { checkInCode { digits } } } }";
    let unseen = strict.ask(Some(me), shown, json!({ "id": shifts[0] })).await;
    assert_eq!(error_of(&unseen).0, "SECOND_FACTOR_NEEDED", "{unseen}");
    // They saw it in a login that gave a code, and show it in one that did not.
    let digits = world.get(me, shown, json!({ "id": shifts[0] })).await["node"]["checkInCode"]["digits"].take();
    let check_in = json!({ "shiftId": shifts[0], "code": digits });
    assert_eq!(strict.act(me, "checkIn", check_in, "").await["code"], "OWN_CODE");

    let unit = json!({ "areaId": town.street, "name": "供水公司" });
    let unit = world.act(me, "createUnit", unit, "... on Unit { id }").await["id"].take();
    let line = json!({ "unitId": unit, "realName": "孙丽", "phone": "13800001009" });
    world.act(me, "addToRoster", line, "").await;
    strict.act(me, "setRealName", json!({ "realName": "孙丽" }), "").await;
    strict.act(me, "bindPhone", json!({ "code": "phone-13800001009.me" }), "").await;
    let asked = "... on Viewer { partyMembership { state } }";
    let asked = strict.act(me, "askPartyMembership", json!({ "unitId": unit }), asked).await;
    assert_eq!(asked["partyMembership"]["state"], "PENDING", "nobody confirms themselves: {asked}");
    strict.act(me, "setRealName", json!({ "realName": "孙丽" }), "").await;
    let seen = strict.get(me, "{ viewer { partyMembership { state } } }", json!({})).await;
    assert_eq!(seen["viewer"]["partyMembership"]["state"], "PENDING", "{seen}");
}

async fn an_account_takes_its_second_factor_along(world: &World) {
    let (town, strict) = (Town::build(world).await, world.with_second_factor().await);
    let me = &street_admin(world, &town).await;
    let secret = prove(&strict, me).await;
    let export = strict.http().get(format!("{}/export", strict.url)).bearer_auth(&me.access).send().await;
    let export = export.expect("an answer").text().await.expect("a text");
    assert!(!export.contains(&secret.reveal()), "{export}");
    let export: Value = serde_json::from_str(&export).expect("JSON");
    assert!(
        export["secondFactor"][0]["enrolledAt"].is_string() && export["secondFactor"][0]["confirmedAt"].is_string()
    );
    assert!(export["secondFactorCodes"][0]["login"].as_str().is_some_and(|id| id.starts_with("session_")));
    let rows = async || {
        let all = dump::database(&world.database).await;
        all.iter().filter(|value| value.table.starts_with("second_factor")).count()
    };
    assert!(rows().await > 0);
    let erased = strict.act(me, "eraseAccount", json!({}), "").await;
    assert_eq!(erased["__typename"], "AccountErased", "{erased}");
    assert_eq!(rows().await, 0);
}
