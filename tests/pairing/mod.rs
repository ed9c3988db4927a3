//! A page is let in by a phone.

mod abuse;

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use crate::harness::inbox::news;
use crate::harness::jobs::do_timed_work;
use crate::harness::on_both_stores;
use crate::harness::pairing::{allow, ask, take};
use crate::harness::second_factor::{act, code, give, prove, state, street_admin};
use crate::harness::sql::count;
use crate::harness::town::{Town, text};
use crate::harness::world::{Person, World, error_of, export, person_of};

on_both_stores!(
    a_page_is_let_in_by_its_code_and_its_digits,
    the_page_of_staff_is_logged_out_after_twelve_hours,
    a_page_has_given_no_second_factor,
    a_phone_can_refuse_a_page_and_take_back_what_it_allowed,
    the_same_request_has_the_same_answer,
    what_is_over_is_forgotten,
);

const LOOK: &str = "query($code: String!) { pairing(code: $code) { code purpose device browser address askedAt until \
    allowedAt sessionEndsAt } }";

fn time(value: &Value) -> DateTime<Utc> {
    text(value).parse().expect("a time")
}

async fn a_page_is_let_in_by_its_code_and_its_digits(world: &World) {
    let me = world.login("resident").await;
    news(world, &me).await;
    let page = ask(world, "LOGIN").await;
    assert_eq!(page.qr_text, format!("{}/pair/{}", world.url, page.code));
    assert!(!page.qr_text.contains(&page.digits) && page.secret.len() == 43, "{page:?}");
    let waits = take(world, &page).await;
    assert_eq!(json!([waits["__typename"], waits["seen"]]), json!(["PairingWaiting", false]));
    assert_eq!(time(&waits["until"]), world.ports.now() + Duration::minutes(2));

    // Scanned, or typed as one types.
    for code in [page.qr_text.clone(), page.code.to_lowercase().replace('-', " ")] {
        let seen = world.get(&me, LOOK, json!({ "code": code })).await["pairing"].take();
        assert_eq!(
            json!([seen["code"], seen["purpose"], seen["device"], seen["address"], seen["allowedAt"]]),
            json!([page.code, "LOGIN", "社区大厅", "127.0.0.1", null])
        );
        assert_eq!(time(&seen["sessionEndsAt"]), world.ports.now() + Duration::days(7), "of a resident");
    }
    assert_eq!(take(world, &page).await["seen"], true, "the page can say what comes next");
    allow(world, &me, &page).await;
    let login = take(world, &page).await;
    let there = person_of(&login);
    assert_eq!(there.id, me.id);
    let sessions = world.get(&there, "{ viewer { sessions { device current } } }", json!({})).await;
    let sessions = sessions["viewer"]["sessions"].as_array().expect("a list").clone();
    assert!(sessions.contains(&json!({ "device": "社区大厅", "current": true })), "{sessions:?}");
    assert_eq!(news(world, &me).await, ["PAIRED"]);
    let page_again = take(world, &page).await;
    assert_eq!(json!([page_again["code"], page_again["field"]]), json!(["PAIRING_ENDED", "code"]), "once");
    let acts = "SELECT COUNT(*) FROM audit_entries WHERE act IN ('allowPairing', 'login')";
    assert_eq!(count(world, acts).await, 3, "the phone's login, what it allowed, and the page's");
    let mine: Value = export(world, Some(&me)).await.json().await.expect("JSON");
    assert_eq!(mine["pairings"][0]["address"], "127.0.0.1", "{}", mine["pairings"]);

    let stays = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let scanned = stays.get(&page.qr_text).send().await.expect("an answer");
    let leads = scanned.headers()["location"].to_str().expect("a text");
    assert_eq!(leads, format!("/app/#pair={}", page.code));
    let other = world.http().get(format!("{}/pair/%2f%2fexample.org", world.url)).send().await.expect("an answer");
    assert_eq!((other.status().as_u16(), other.url().path()), (404, "/pair/%2f%2fexample.org"), "and nowhere else");
}

async fn the_page_of_staff_is_logged_out_after_twelve_hours(world: &World) {
    let town = Town::build(world).await;
    let page = ask(world, "LOGIN").await;
    let seen = world.get(&town.staff[0], LOOK, json!({ "code": page.code })).await["pairing"].take();
    assert_eq!(time(&seen["sessionEndsAt"]), world.ports.now() + Duration::hours(12), "they are told before");
    allow(world, &town.staff[0], &page).await;
    let login = take(world, &page).await;
    assert_eq!(time(&login["refreshTokenExpiresAt"]), world.ports.now() + Duration::minutes(30));
    let mut there = person_of(&login);
    for _ in 0..47 {
        world.pass(Duration::minutes(15));
        there = person_of(&world.try_refresh(&there.refresh).await["data"]["refreshSession"]);
    }
    world.get(&there, "{ viewer { id } }", json!({})).await;
    world.pass(Duration::minutes(15));
    let answer = world.ask(Some(&there), "{ viewer { id } }", json!({})).await;
    assert_eq!(error_of(&answer).0, "UNAUTHENTICATED", "{answer}");
    assert_eq!(world.try_refresh(&there.refresh).await["data"]["refreshSession"]["code"], "SESSION_ENDED");

    // A resident's goes on, and half an hour without use ends one of staff.
    let staff = world.login(&format!("staff-{}", town.communities[0])).await;
    let resident = world.login("resident").await;
    let mut pages = Vec::new();
    for who in [&staff, &resident] {
        let page = ask(world, "LOGIN").await;
        allow(world, who, &page).await;
        pages.push(person_of(&take(world, &page).await));
    }
    world.pass(Duration::minutes(30));
    assert_eq!(world.try_refresh(&pages[0].refresh).await["data"]["refreshSession"]["code"], "SESSION_ENDED");
    world.pass(Duration::hours(12));
    person_of(&world.try_refresh(&pages[1].refresh).await["data"]["refreshSession"]);
}

async fn a_page_has_given_no_second_factor(world: &World) {
    let town = Town::build(world).await;
    let strict = world.with_second_factor().await;
    let phone = street_admin(world, &town).await;
    let secret = prove(&strict, &phone).await;
    assert_eq!(act(&strict, &phone, &town.street, "COMMUNITY").await, "Area");
    let page = ask(&strict, "LOGIN").await;
    allow(&strict, &phone, &page).await;
    let there = person_of(&take(&strict, &page).await);
    assert_eq!(state(&strict, &there).await, json!({ "secondFactor": "CODE_NEEDED", "abilities": [] }));
    assert_eq!(act(&strict, &there, &town.street, "COMMUNITY").await, "SECOND_FACTOR_NEEDED");
    let used = give(&strict, &there, &code(&strict, &secret)).await;
    assert_eq!(used, "SECOND_FACTOR_CODE_WRONG", "the phone has used it");
    world.pass(Duration::seconds(30));
    assert_eq!(give(&strict, &there, &code(&strict, &secret)).await, "GIVEN");
    assert_eq!(act(&strict, &there, &town.street, "COMMUNITY").await, "Area");
}

async fn refuse(world: &World, who: &Person, code: &str) -> Value {
    world.act(who, "refusePairing", json!({ "code": code }), "").await
}

async fn a_phone_can_refuse_a_page_and_take_back_what_it_allowed(world: &World) {
    let (me, other) = (world.login("resident").await, world.login("other").await);
    let page = ask(world, "LOGIN").await;
    for _ in 0..2 {
        assert_eq!(refuse(world, &me, &page.code).await["__typename"], "PairingRefused");
    }
    assert_eq!(take(world, &page).await["code"], "PAIRING_ENDED");
    let late = world.act(&me, "allowPairing", json!({ "code": page.code, "digits": page.digits }), "").await;
    assert_eq!(late["code"], "PAIRING_ENDED");

    let page = ask(world, "LOGIN").await;
    allow(world, &me, &page).await;
    assert_eq!(refuse(world, &other, &page.code).await["code"], "PAIRING_ALREADY_ALLOWED", "it is not theirs");
    assert_eq!(refuse(world, &me, &page.code).await["__typename"], "PairingRefused");
    assert_eq!(take(world, &page).await["code"], "PAIRING_ENDED");

    let page = ask(world, "LOGIN").await;
    allow(world, &me, &page).await;
    let there = person_of(&take(world, &page).await);
    assert_eq!(refuse(world, &me, &page.code).await["code"], "PAIRING_ENDED", "too late");
    world.get(&there, "{ viewer { id } }", json!({})).await;
}

async fn the_same_request_has_the_same_answer(world: &World) {
    let me = world.login("resident").await;
    let page = ask(world, "LOGIN").await;
    let mut input = json!({ "requestId": uuid::Uuid::new_v4(), "code": page.code, "digits": page.digits });
    let made = "... on AskedPairing { code allowedAt }";
    let first = world.act(&me, "allowPairing", input.clone(), made).await;
    assert_eq!(first["code"], page.code, "{first}");
    assert_eq!(world.act(&me, "allowPairing", input.clone(), made).await, first);
    take(world, &page).await;
    assert_eq!(world.act(&me, "allowPairing", input.clone(), made).await, first, "also when all is done");
    input["code"] = json!(ask(world, "LOGIN").await.code);
    let reused = world.act(&me, "allowPairing", input, made).await;
    assert_eq!(reused["code"], "REQUEST_ID_REUSED", "{reused}");
}

async fn what_is_over_is_forgotten(world: &World) {
    let me = world.login("resident").await;
    let page = ask(world, "LOGIN").await;
    allow(world, &me, &page).await;
    let there = person_of(&take(world, &page).await);
    world.pass(Duration::minutes(50));
    ask(world, "LOGIN").await;
    world.pass(Duration::minutes(11));
    do_timed_work(&world.ports).await;
    assert_eq!(count(world, "SELECT COUNT(*) FROM pairings").await, 1, "the younger one stays");
    let refreshed = world.try_refresh(&there.refresh).await;
    person_of(&refreshed["data"]["refreshSession"]);
}
