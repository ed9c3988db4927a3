//! Rate limits, at their true numbers.

use std::time::{Duration, Instant};

use api::http::gate::Gate;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::harness::servers::{OwnRedis, shared_redis};
use crate::harness::service::{Service, settings};
use crate::harness::world::{Person, World, error_of, person_of, request_id};

/// Behind one proxy, which writes where a request comes from.
fn strict() -> Gate {
    Gate { explore: true, proxies: 1, rate_factor: 1, ..Gate::default() }
}

const SHIFT: &str = "shift_01h455vb4pex5vsknk084sn02q";

/// Each test on both stores, each at addresses of its own: the limits of an address outlive a test in Redis.
macro_rules! strict_on_both_stores {
    ($($test:ident),* $(,)?) => {
        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $test() {
                    super::$test(&crate::harness::world::World::on_postgres(super::strict()).await).await;
                }
            )*
        }
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $test() {
                    super::$test(&crate::harness::world::World::on_sqlite(super::strict()).await).await;
                }
            )*
        }
    };
}

strict_on_both_stores!(
    who_is_over_the_limit_harms_nobody_else,
    every_field_that_acts_counts,
    an_address_has_limits_and_cannot_be_made_up,
    queries_have_a_generous_limit,
    what_is_refused_counts_as_an_act,
    a_copy_of_all_is_seldom_made,
);

/// An address that nobody else has.
fn address() -> String {
    let bytes = uuid::Uuid::new_v4().into_bytes();
    format!("2001:db8:{:x}:{:x}::1", u16::from_be_bytes([bytes[0], bytes[1]]), u16::from_be_bytes([bytes[2], bytes[3]]))
}

struct Answer {
    status: StatusCode,
    retry_after: Option<u64>,
    body: Value,
}

/// Asks as somebody, or nobody, from an address.
async fn ask(http: &reqwest::Client, url: &str, token: Option<&str>, from: &str, text: &str) -> Answer {
    let request = http.post(format!("{url}/graphql")).json(&json!({ "query": text }));
    let request = request.header("accept", "application/graphql-response+json").header("x-forwarded-for", from);
    let request = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    let answer = request.send().await.expect("an answer");
    let retry_after = answer.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
    Answer { status: answer.status(), retry_after, body: answer.json().await.expect("JSON") }
}

async fn login(http: &reqwest::Client, url: &str, from: &str, code: &str) -> Person {
    let text = format!(
        "mutation {{ login(input: {{ code: \"{code}\" }}) {{ __typename ... on Login {{ accessToken refreshToken viewer {{ id }} }} }} }}"
    );
    person_of(&ask(http, url, None, from, &text).await.body["data"]["login"])
}

fn check_in(alias: &str) -> String {
    let id = request_id();
    format!(
        "{alias}: checkIn(input: {{ requestId: \"{id}\", shiftId: \"{SHIFT}\", code: \"000000\" }}) {{ __typename }} "
    )
}

fn check_ins(count: usize) -> String {
    format!("mutation {{ {} }}", (0..count).map(|n| check_in(&format!("a{n}"))).collect::<String>())
}

async fn who_is_over_the_limit_harms_nobody_else(world: &World) {
    let here = address();
    let me = login(world.http(), &world.url, &here, &world.code("me")).await;
    let other = login(world.http(), &world.url, &here, &world.code("other")).await;
    let guess = async |who: &Person| ask(world.http(), &world.url, Some(&who.access), &here, &check_ins(1)).await;
    for _ in 0..6 {
        let answer = guess(&me).await;
        assert_eq!(error_of(&answer.body), ("NOT_FOUND", "shiftId"), "{}", answer.body);
    }
    let answer = guess(&me).await;
    assert_eq!((answer.status, error_of(&answer.body).0), (StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED"));
    assert_eq!(answer.retry_after, Some(20));
    assert_eq!(answer.body["errors"][0]["extensions"]["retryAfterSeconds"], 20, "{}", answer.body);
    assert!(answer.body.get("data").is_none() && answer.body["errors"][0]["extensions"]["requestId"].is_string());
    // The older form has its own statuses.
    let older = world.ask(Some(&me), &check_ins(1), json!({})).await;
    assert_eq!(error_of(&older).0, "RATE_LIMITED", "{older}");
    // Neither is the other stopped, nor I in what is no guessing.
    assert_eq!(error_of(&guess(&other).await.body), ("NOT_FOUND", "shiftId"));
    let text = "mutation { joinTeam(input: { requestId: \"0190a5d0-ac96-774b-bceb-302099a8057f\", teamId: \"x\" }) { __typename } }";
    let answer = ask(world.http(), &world.url, Some(&me.access), &here, text).await;
    assert_eq!(error_of(&answer.body), ("BAD_USER_INPUT", "teamId"), "{}", answer.body);
    world.pass(chrono::Duration::seconds(19));
    assert_eq!(guess(&me).await.retry_after, Some(1));
    world.pass(chrono::Duration::seconds(1));
    assert_eq!(error_of(&guess(&me).await.body).0, "NOT_FOUND", "after the time that was told");
    assert_eq!(error_of(&guess(&me).await.body).0, "RATE_LIMITED", "and once");
}

async fn every_field_that_acts_counts(world: &World) {
    let here = address();
    let me = login(world.http(), &world.url, &here, &world.code("me")).await;
    let send = async |text: &str| ask(world.http(), &world.url, Some(&me.access), &here, text).await;
    let answer = send(&check_ins(7)).await;
    assert_eq!((answer.status, error_of(&answer.body)), (StatusCode::BAD_REQUEST, ("BAD_USER_INPUT", "code")));
    // Four in one request, by aliases and by fragments.
    let text = format!(
        "mutation {{ {} ...F ...F }} fragment F on Mutation {{ {} }}",
        check_ins(1).trim_start_matches("mutation {").trim_end_matches('}'),
        check_in("b")
    );
    let text = text.replace("...F ...F", &format!("...F ... {{ ...F {} }}", check_in("c")));
    let answer = send(&text).await;
    assert_eq!(answer.body["errors"].as_array().map(Vec::len), Some(4), "{}", answer.body);
    // Three more are refused together, and none of them is done or counted; two are not.
    let answer = send(&check_ins(3)).await;
    assert_eq!(
        (answer.retry_after, answer.body["errors"].as_array().map(Vec::len)),
        (Some(20), Some(1)),
        "{}",
        answer.body
    );
    let answer = send(&check_ins(2)).await;
    assert_eq!(answer.body["errors"].as_array().map(Vec::len), Some(2), "{}", answer.body);
    assert_eq!(error_of(&send(&check_ins(1)).await.body).0, "RATE_LIMITED");
    // Requests of one field each count together as well, however they name it.
    let postings = |count: usize| {
        let post = |n| format!("a{n}: logout {{ __typename }} ");
        format!("mutation {{ {} }}", (0..count).map(post).collect::<String>())
    };
    let nobody = address();
    let send = async |text: &str| ask(world.http(), &world.url, None, &nobody, text).await;
    for _ in 0..80 {
        assert_eq!(error_of(&send(&postings(15)).await.body).0, "UNAUTHENTICATED");
    }
    assert_eq!(error_of(&send(&postings(1)).await.body).0, "RATE_LIMITED", "an address may act 1,200 times");
}

async fn an_address_has_limits_and_cannot_be_made_up(world: &World) {
    let (here, there) = (address(), address());
    let me = login(world.http(), &world.url, &here, &world.code("me")).await;
    let refresh = |token: &str| {
        format!(
            "mutation {{ refreshSession(input: {{ refreshToken: \"{token}\" }}) {{ __typename ... on Login {{ accessToken }} }} }}"
        )
    };
    let guesses = |field: &str| {
        let one = |n| format!("a{n}: {field} {{ __typename }} ");
        format!("mutation {{ {} }}", (0..10).map(one).collect::<String>())
    };
    let refreshes = guesses("refreshSession(input: { refreshToken: \"x\" })");
    let logins = guesses("login(input: { code: \"\" })");
    for (text, already) in [(&refreshes, 0), (&logins, 1)] {
        for n in 0..20 - already {
            // Whatever is written before what the proxy writes, and from wherever in the same network.
            let from = format!("192.0.2.{n}, {}{n}", here.trim_end_matches('1'));
            let answer = ask(world.http(), &world.url, None, &from, text).await;
            assert_eq!(answer.status, StatusCode::OK, "{n} {}", answer.body);
        }
        let answer = ask(world.http(), &world.url, None, &format!("192.0.2.77, {here}"), text).await;
        assert_eq!((answer.status, error_of(&answer.body).0), (StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED"));
        assert_eq!(ask(world.http(), &world.url, None, &there, text).await.status, StatusCode::OK);
    }
    // A member who is logged in at that address acts as before, and stays logged in: their refresh is known by their
    // access token, even if that has expired.
    let text = "mutation { logout { __typename } }";
    let neighbour = login(world.http(), &world.url, &there, &world.code("neighbour")).await;
    assert_eq!(ask(world.http(), &world.url, Some(&neighbour.access), &here, text).await.status, StatusCode::OK);
    assert_eq!(
        ask(world.http(), &world.url, None, &here, &refresh(&me.refresh)).await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
    let ended = |body: &Value| error_of(body).0 == "UNAUTHENTICATED";
    world.pass(chrono::Duration::minutes(20));
    for _ in 0..20 {
        ask(world.http(), &world.url, None, &here, &refreshes).await;
    }
    let answer = ask(world.http(), &world.url, Some(&me.access), &here, "{ viewer { id } }").await;
    assert!(ended(&answer.body), "{}", answer.body);
    let answer = ask(world.http(), &world.url, Some(&me.access), &here, &refresh(&me.refresh)).await;
    assert_eq!(answer.body["data"]["refreshSession"]["__typename"], "Login", "{}", answer.body);
    // A made-up token is nobody's.
    let answer = ask(world.http(), &world.url, Some("x.y.z"), &here, &refresh(&me.refresh)).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
}

async fn queries_have_a_generous_limit(world: &World) {
    let here = address();
    let me = login(world.http(), &world.url, &here, &world.code("me")).await;
    let other = login(world.http(), &world.url, &here, &world.code("other")).await;
    let look = async |who: &Person| ask(world.http(), &world.url, Some(&who.access), &here, "{ viewer { id } }").await;
    for _ in 0..200 {
        assert_eq!(look(&me).await.status, StatusCode::OK);
    }
    let answer = look(&me).await;
    assert_eq!((error_of(&answer.body).0, answer.retry_after), ("RATE_LIMITED", Some(1)));
    assert_eq!(look(&other).await.status, StatusCode::OK);
    world.pass(chrono::Duration::milliseconds(100));
    assert_eq!(look(&me).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_count_together() {
    let world = World::postgres().await;
    let mut settings = settings(&world.database, Some(shared_redis()), &world.stand_in);
    settings.retain(|(name, _)| *name != "LINLI_RATE_FACTOR");
    settings.push(("LINLI_PROXIES", "1".into()));
    let services = [Service::start(&settings).await, Service::start(&settings).await];
    let here = address();
    let me = login(&services[0].http, &services[0].linli.url, &here, "me.once").await;
    let mut codes = Vec::new();
    for n in 0..7 {
        let service = &services[n % 2];
        let answer = ask(&service.http, &service.linli.url, Some(&me.access), &here, &check_ins(1)).await;
        codes.push(error_of(&answer.body).0.to_owned());
    }
    assert_eq!(codes[..6], ["NOT_FOUND"; 6]);
    assert_eq!(codes[6], "RATE_LIMITED");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_redis_nobody_logs_in_and_is_told_at_once() {
    let world = World::postgres().await;
    let redis = OwnRedis::new().await;
    let service = Service::start(&settings(&world.database, Some(redis.url.clone()), &world.stand_in)).await;
    let me = service.login("me").await;
    redis.pause();
    for (token, text) in [
        (None, "mutation { login(input: { code: \"x.1\" }) { __typename } }".to_owned()),
        (None, "mutation { refreshSession(input: { refreshToken: \"x\" }) { __typename } }".to_owned()),
        (Some(me.access.as_str()), check_ins(1)),
    ] {
        let began = Instant::now();
        let answer = ask(&service.http, &service.linli.url, token, &address(), &text).await;
        assert_eq!(
            (answer.status, error_of(&answer.body).0),
            (StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE"),
            "{text}"
        );
        assert!(began.elapsed() < Duration::from_secs(1), "{:?} {text}", began.elapsed());
    }
}

async fn what_is_refused_counts_as_an_act(world: &World) {
    let here = address();
    let me = login(world.http(), &world.url, &here, &world.code("me")).await;
    let text = "{ residents { edges { node { id } } } blockedMembers { edges { node { reason } } } }";
    let mut refused = 0;
    let limited = loop {
        let answer = ask(world.http(), &world.url, Some(&me.access), &here, text).await;
        let codes: Vec<_> = answer.body["errors"].as_array().expect("errors").iter().collect();
        if codes.iter().any(|error| error["extensions"]["code"] == "RATE_LIMITED") {
            break answer;
        }
        refused += codes.len();
        assert!(refused <= 62, "what is written for good has a limit");
    };
    assert!(refused >= 50, "{refused}");
    assert!(limited.body.to_string().contains("retryAfterSeconds"), "{}", limited.body);
    // What is not refused is not stopped by that.
    let answer = ask(world.http(), &world.url, Some(&me.access), &here, "{ viewer { id } }").await;
    assert_eq!(answer.body["data"]["viewer"]["id"], json!(me.id), "{}", answer.body);
}

async fn a_copy_of_all_is_seldom_made(world: &World) {
    let here = address();
    let me = login(world.http(), &world.url, &here, &world.code("me")).await;
    let other = login(world.http(), &world.url, &here, &world.code("other")).await;
    let export = async |who: &Person| {
        let request = world.http().get(format!("{}/export", world.url)).bearer_auth(&who.access);
        request.send().await.expect("an answer")
    };
    for _ in 0..3 {
        assert_eq!(export(&me).await.status(), StatusCode::OK);
    }
    let late = export(&me).await;
    assert_eq!(
        (late.status(), &late.headers()["retry-after"]),
        (StatusCode::TOO_MANY_REQUESTS, &"600".parse().expect("a value"))
    );
    assert_eq!(late.json::<Value>().await.expect("JSON")["code"], "RATE_LIMITED");
    assert_eq!(export(&other).await.status(), StatusCode::OK);
}

/// As generous as the setting allows.
fn generous() -> Gate {
    Gate { explore: true, proxies: 1, rate_factor: 1_000_000, ..Gate::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_behind_refuses_nobody_where_limits_are_generous_on_postgres() {
    a_clock_that_is_behind_refuses_nobody_where_limits_are_generous(&World::on_postgres(generous()).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_behind_refuses_nobody_where_limits_are_generous_on_sqlite() {
    a_clock_that_is_behind_refuses_nobody_where_limits_are_generous(&World::on_sqlite(generous()).await).await;
}

async fn a_clock_that_is_behind_refuses_nobody_where_limits_are_generous(world: &World) {
    let here = address();
    let me = login(world.http(), &world.url, &here, &world.code("me")).await;
    for _ in 0..5 {
        for token in [Some(me.access.as_str()), None] {
            let ask = async |text: &str| ask(world.http(), &world.url, token, &here, text).await;
            let read = ask("{ privacyPolicy { version } }").await;
            assert!(read.body["data"]["privacyPolicy"].is_object(), "{}", read.body);
            let code = if token.is_some() { "NOT_FOUND" } else { "UNAUTHENTICATED" };
            let act = ask(&check_ins(1)).await;
            assert_eq!(error_of(&act.body).0, code, "{}", act.body);
        }
        // Another thread, or process, read its clock a moment before.
        world.pass(chrono::Duration::microseconds(-1));
    }
}
