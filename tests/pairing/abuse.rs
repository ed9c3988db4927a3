//! What must not come of a pairing.

use api::http::gate::Gate;
use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::pairing::{Page, allow, allow_by, ask, take};
use crate::harness::sql::count;
use crate::harness::town::Town;
use crate::harness::world::{Person, World, error_of, person_of};

on_both_stores!(
    of_many_phones_that_allow_a_page_at_once_one_does,
    of_many_pages_that_take_at_once_one_does,
    three_wrong_digits_end_it,
    of_many_wrong_digits_at_once_three_count,
    a_code_that_was_forwarded_is_soon_worth_nothing,
    who_has_not_the_secret_takes_nothing,
    what_somebody_allowed_who_is_gone_or_thought_better_of_it_lets_nobody_in,
    a_page_lets_in_no_other,
    codes_and_digits_have_a_form,
);

async fn of_many_phones_that_allow_a_page_at_once_one_does(world: &World) {
    let mut phones = Vec::new();
    for n in 0..8 {
        phones.push(world.login(&format!("phone-owner-{n}")).await);
    }
    let page = ask(world, "LOGIN").await;
    let answers = all(phones.iter().map(|who| allow_by(world, who, &page, &page.digits))).await;
    let won: Vec<_> = (0..8).filter(|n| answers[*n] == "AskedPairing").collect();
    let lost = answers.iter().filter(|answer| **answer == "PAIRING_ALREADY_ALLOWED").count();
    assert_eq!((won.len(), lost), (1, 7), "{answers:?}");
    assert_eq!(person_of(&take(world, &page).await).id, phones[won[0]].id);
}

async fn of_many_pages_that_take_at_once_one_does(world: &World) {
    let me = world.login("resident").await;
    let page = ask(world, "LOGIN").await;
    allow(world, &me, &page).await;
    let answers = all((0..8).map(|_| take(world, &page))).await;
    let logins = answers.iter().filter(|answer| answer["__typename"] == "Login").count();
    let refused = answers.iter().filter(|answer| answer["code"] == "PAIRING_ENDED").count();
    assert_eq!((logins, refused), (1, 7), "{answers:?}");
    let sessions = world.get(&me, "{ viewer { sessions { id } } }", json!({})).await;
    assert_eq!(sessions["viewer"]["sessions"].as_array().map(Vec::len), Some(2));
}

async fn three_wrong_digits_end_it(world: &World) {
    let me = world.login("resident").await;
    let page = ask(world, "LOGIN").await;
    for said in ["PAIRING_DIGITS_WRONG", "PAIRING_DIGITS_WRONG", "PAIRING_ENDED"] {
        assert_eq!(allow_by(world, &me, &page, &page.wrong()).await, said);
    }
    assert_eq!(allow_by(world, &me, &page, &page.digits).await, "PAIRING_ENDED", "not even the right ones");
    assert_eq!(take(world, &page).await["code"], "PAIRING_ENDED");
    let told = "SELECT COUNT(*) FROM audit_entries WHERE act = 'failPairingDigits'";
    assert_eq!(count(world, told).await, 3);

    let page = ask(world, "LOGIN").await;
    for said in ["PAIRING_DIGITS_WRONG", "PAIRING_DIGITS_WRONG"] {
        assert_eq!(allow_by(world, &me, &page, &page.wrong()).await, said);
    }
    allow(world, &me, &page).await;
}

async fn of_many_wrong_digits_at_once_three_count(world: &World) {
    let me = world.login("resident").await;
    let page = ask(world, "LOGIN").await;
    let wrong = page.wrong();
    let answers = all((0..9).map(|_| allow_by(world, &me, &page, &wrong))).await;
    let wrong = answers.iter().filter(|answer| **answer == "PAIRING_DIGITS_WRONG").count();
    assert_eq!(wrong, 2, "{answers:?}");
    assert_eq!(count(world, "SELECT COUNT(*) FROM pairings WHERE tries = 3 AND ended_at IS NOT NULL").await, 1);
}

async fn a_code_that_was_forwarded_is_soon_worth_nothing(world: &World) {
    let me = world.login("resident").await;
    let page = ask(world, "LOGIN").await;
    world.pass(Duration::minutes(2));
    assert_eq!(allow_by(world, &me, &page, &page.digits).await, "PAIRING_ENDED");
    let looked = world.ask(Some(&me), "query($c: String!) { pairing(code: $c) { code } }", json!({ "c": page.code }));
    let looked = looked.await;
    assert_eq!(error_of(&looked), ("BAD_USER_INPUT", "code"));
    assert_eq!(looked["errors"][0]["extensions"]["refusal"], "PAIRING_ENDED");
    assert_eq!(take(world, &page).await["code"], "PAIRING_ENDED");

    // What was allowed has to be taken soon; and in the last moment there is time for it.
    let page = ask(world, "LOGIN").await;
    world.pass(Duration::minutes(2) - Duration::seconds(1));
    allow(world, &me, &page).await;
    world.pass(Duration::seconds(29));
    person_of(&take(world, &page).await);
    let page = ask(world, "LOGIN").await;
    allow(world, &me, &page).await;
    world.pass(Duration::seconds(30));
    assert_eq!(take(world, &page).await["code"], "PAIRING_ENDED");
}

async fn who_has_not_the_secret_takes_nothing(world: &World) {
    let me = world.login("resident").await;
    let (page, other) = (ask(world, "LOGIN").await, ask(world, "LOGIN").await);
    allow(world, &me, &page).await;
    for secret in ["", "x", &page.secret[1..], &other.secret, &page.digits] {
        let thief = Page { secret: secret.to_owned(), ..page.clone() };
        assert_eq!(take(world, &thief).await["code"], "PAIRING_ENDED", "{secret}");
    }
    let foreign = Page { code: "BBBB-BBBB".into(), ..page.clone() };
    assert_eq!(take(world, &foreign).await["code"], "PAIRING_ENDED", "nor is told whether there is such a code");
    person_of(&take(world, &page).await);
    let kept = format!("SELECT COUNT(*) FROM pairings WHERE CAST(secret_digest AS text) LIKE '%{}%'", page.secret);
    assert_eq!(count(world, &kept).await, 0);
}

async fn what_somebody_allowed_who_is_gone_or_thought_better_of_it_lets_nobody_in(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "resident", 0, None).await;
    let page = ask(world, "LOGIN").await;
    allow(world, &me, &page).await;
    let block = json!({ "memberId": me.id, "reason": "冒名" });
    world.act(&town.staff[0], "blockMember", block, "... on Block { reason }").await;
    assert_eq!(take(world, &page).await["code"], "PAIRING_ENDED", "blocked");
    let refused = "SELECT COUNT(*) FROM audit_entries WHERE act = 'takePairing' AND ending = 'refused'";
    assert_eq!(count(world, refused).await, 1);
    world.act(&town.staff[0], "unblockMember", json!({ "memberId": me.id }), "").await;

    let me = world.login("resident").await;
    let page = ask(world, "LOGIN").await;
    allow(world, &me, &page).await;
    world.pass(Duration::seconds(1));
    world.act(&town.staff[0], "blockMember", json!({ "memberId": me.id, "reason": "冒名" }), "").await;
    world.act(&town.staff[0], "unblockMember", json!({ "memberId": me.id }), "").await;
    assert_eq!(take(world, &page).await["code"], "PAIRING_ENDED", "blocked since, and not any more");

    for end in ["logoutEverywhere", "eraseAccount"] {
        let me = world.login("leaving").await;
        let page = ask(world, "LOGIN").await;
        allow(world, &me, &page).await;
        match end {
            "eraseAccount" => world.act(&me, end, json!({}), "").await,
            _ => world.get(&me, "mutation { logoutEverywhere { __typename } }", json!({})).await,
        };
        assert_eq!(take(world, &page).await["code"], "PAIRING_ENDED", "{end}");
    }
    let theirs = "SELECT COUNT(*) FROM pairings p JOIN members m ON m.id = p.allowed_by WHERE m.erased_at IS NOT NULL";
    assert_eq!(count(world, theirs).await, 0);
}

async fn a_page_lets_in_no_other(world: &World) {
    let me = world.login("resident").await;
    let page = ask(world, "LOGIN").await;
    allow(world, &me, &page).await;
    let there = person_of(&take(world, &page).await);
    let second = ask(world, "LOGIN").await;
    assert_eq!(allow_by(world, &there, &second, &second.digits).await, "PAIRING_NEEDS_PHONE");
    let refreshed = person_of(&world.try_refresh(&there.refresh).await["data"]["refreshSession"]);
    assert_eq!(allow_by(world, &refreshed, &second, &second.digits).await, "PAIRING_NEEDS_PHONE");
    assert_eq!(take(world, &second).await["__typename"], "PairingWaiting");
    allow(world, &me, &second).await;
}

async fn codes_and_digits_have_a_form(world: &World) {
    let me = world.login("resident").await;
    let page = ask(world, "LOGIN").await;
    for (input, fault) in [
        (json!({ "code": "12345678", "digits": page.digits }), ("BAD_USER_INPUT", "code")),
        (json!({ "code": "", "digits": page.digits }), ("BAD_USER_INPUT", "code")),
        (json!({ "code": "BBBB-BBBB", "digits": page.digits }), ("NOT_FOUND", "code")),
        (json!({ "code": page.code, "digits": "12345" }), ("BAD_USER_INPUT", "digits")),
        (json!({ "code": page.code, "digits": "１２３４５６７" }), ("BAD_USER_INPUT", "digits")),
    ] {
        let answer = world.try_act(&me, "allowPairing", input.clone(), "").await;
        assert_eq!(error_of(&answer), fault, "{input}");
    }
    for device in ["", " ", "a\u{202e}b", &"长".repeat(61)] {
        let text = "mutation($d: String!) { askPairing(input: { purpose: LOGIN, device: $d }) { __typename } }";
        let answer = world.ask(None, text, json!({ "d": device })).await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "device"), "{device}");
    }
    allow(world, &me, &page).await;
}

/// Behind one proxy, at the true numbers.
fn strict() -> Gate {
    Gate { proxies: 1, rate_factor: 1, ..Gate::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_cannot_be_guessed_on_postgres() {
    codes_cannot_be_guessed(&World::on_postgres(strict()).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_cannot_be_guessed_on_sqlite() {
    codes_cannot_be_guessed(&World::on_sqlite(strict()).await).await;
}

async fn codes_cannot_be_guessed(world: &World) {
    let at = format!("2001:db8:{:x}::1", uuid::Uuid::new_v4().as_u128() & 0xffff);
    let ask = async |who: Option<&Person>, text: &str| -> Value {
        let mut request = world.http().post(format!("{}/graphql", world.url)).header("x-forwarded-for", &at);
        if let Some(who) = who {
            request = request.bearer_auth(&who.access);
        }
        request.json(&json!({ "query": text })).send().await.expect("an answer").json().await.expect("JSON")
    };
    let login = format!(
        "mutation {{ login(input: {{ code: \"{}\" }}) {{ __typename ... on Login {{ accessToken refreshToken viewer {{ id }} }} }} }}",
        world.code("guesser")
    );
    let me = person_of(&ask(None, &login).await["data"]["login"]);
    let look = "{ pairing(code: \"BBBB-BBBB\") { code } }";
    let guess = "mutation { refusePairing(input: { code: \"CCCC-CCCC\" }) { __typename } }";
    for n in 0..10 {
        let answer = ask(Some(&me), if n % 2 == 0 { look } else { guess }).await;
        assert_eq!(error_of(&answer), ("NOT_FOUND", "code"), "{n}: {answer}");
    }
    for text in [look, guess] {
        assert_eq!(error_of(&ask(Some(&me), text).await).0, "RATE_LIMITED", "looking and acting count together");
    }
    world.pass(Duration::seconds(10));
    assert_eq!(error_of(&ask(Some(&me), look).await).0, "NOT_FOUND");

    // Twenty pages at one address ask every two seconds for two minutes.
    let poll = "mutation { takePairing(input: { code: \"BBBB-BBBB\", secret: \"x\" }) { __typename } }";
    for round in 0..60 {
        let answers = all((0..20).map(|_| ask(None, poll))).await;
        let fault = answers.iter().find(|answer| answer["data"]["takePairing"]["__typename"] != "Refusal");
        assert_eq!(fault, None, "round {round}");
        world.pass(Duration::seconds(2));
    }
    let begin = "mutation { askPairing(input: { purpose: LOGIN, device: \"x\" }) { __typename } }";
    for _ in 0..200 {
        assert_eq!(ask(None, begin).await["data"]["askPairing"]["__typename"], "Pairing");
    }
    assert_eq!(error_of(&ask(None, begin).await).0, "RATE_LIMITED");
}
