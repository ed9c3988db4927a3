//! The client against the stand-in, rule by rule.

mod services;
mod shared_token;

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::response::Redirect;
use axum::routing::get;
use domain::failure::{Failure, Outcome, Reason};
use domain::members::open_id::OpenId;
use domain::moderation::verdict::{Scene, Verdict};
use domain::ports::WeChat;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::call::read;
use super::client::PhoneAnswer;
use super::problem::Kind;
use super::text_check::CheckAnswer;
use super::token::{Given, Token};
use super::{BASE, Calls, Checks, Secret, Settings, StandIn, Trouble, WeChatClient};

const PHONE: &str = "phone-13800001234";

async fn platform() -> (StandIn, WeChatClient) {
    let stand_in = StandIn::start().await.expect("a free port");
    let client = WeChatClient::new(stand_in.settings(), None).expect("settings");
    (stand_in, client)
}

/// The failure, after a look at what it prints: nothing that anybody sent.
fn failure<T>(outcome: Outcome<T>) -> Failure {
    let Err(failure) = outcome else { panic!("a failure was expected") };
    for printed in [format!("{failure}"), format!("{failure:?}"), format!("{failure:#?}")] {
        for secret in ["stand-in", "wx00", "js_code", "?", "li.1", "openid", "session_key", "phone-", "access_token"] {
            assert!(!printed.contains(secret), "{secret} in {printed}");
        }
    }
    failure
}

/// The refusal's reason and field.
fn refusal<T>(outcome: Outcome<T>) -> (Reason, Option<&'static str>) {
    match failure(outcome) {
        Failure::Refused(refusal) => (refusal.reason, refusal.field),
        other => panic!("{other:?}"),
    }
}

/// What the log is told of an unavailable platform.
fn cause<T>(outcome: Outcome<T>) -> String {
    match failure(outcome) {
        Failure::Unavailable(cause) => cause.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_login_code_gives_its_person_once() {
    let (_stand_in, client) = platform().await;
    assert_eq!(client.open_id("li.1").await.expect("first").0, "openid-li");
    assert_eq!(refusal(client.open_id("li.1").await), (Reason::LoginCodeSpent, Some("code")));
    assert_eq!(client.open_id("li.1.b").await.expect("another code").0, "openid-li");
    assert_eq!(client.open_id("wang").await.expect("another person").0, "openid-wang");
}

#[tokio::test]
async fn a_code_that_comes_twenty_times_at_once_is_taken_once() {
    let (stand_in, client) = platform().await;
    let client = Arc::new(client);
    let mut tries = JoinSet::new();
    for _ in 0..20 {
        let client = client.clone();
        tries.spawn(async move { client.open_id("li.1").await.is_ok() });
    }
    assert_eq!(tries.join_all().await.into_iter().filter(|taken| *taken).count(), 1);
    assert_eq!(stand_in.calls().login, 20);
}

#[tokio::test]
async fn what_cannot_be_a_code_is_invalid_without_a_call() {
    let (stand_in, client) = platform().await;
    for code in ["", " ", "a b", "a\n", "李", "a\u{0}", "a\u{7f}", &"a".repeat(513)] {
        for failure in [failure(client.open_id(code).await), failure(client.phone(code).await)] {
            assert!(matches!(&failure, Failure::Invalid(invalid) if invalid.field == "code"), "{failure:?}");
        }
    }
    assert_eq!(stand_in.calls(), Calls::default());
    assert_eq!(refusal(client.open_id(&"a".repeat(512)).await).0, Reason::LoginCodeSpent, "asked, and unknown");
    assert_eq!(stand_in.calls().login, 1);
}

#[tokio::test]
async fn any_visible_code_arrives_as_it_is() {
    let (_stand_in, client) = platform().await;
    let visible: String = ('!'..='~').filter(|c| *c != '.').collect();
    assert_eq!(client.open_id(&visible).await.expect("taken").0, format!("openid-{visible}"));
}

#[tokio::test]
async fn a_phone_code_gives_its_number_once() {
    let (stand_in, client) = platform().await;
    for number in ["13800001234", "13800001235"] {
        let phone = client.phone(&format!("phone-{number}.x")).await.expect("string or number as country code");
        assert_eq!(phone.in_full(), number);
    }
    assert_eq!(refusal(client.phone("phone-13800001234.x").await), (Reason::PhoneCodeSpent, Some("code")));
    assert_eq!(refusal(client.phone("phone-1380000").await), (Reason::PhoneCodeSpent, Some("code")));
    assert_eq!(stand_in.calls(), Calls { login: 0, token: 1, phone: 4, text_check: 0 });
}

#[test]
fn numbers_of_other_countries_are_invalid() {
    let answer = |country: &str| {
        let body = format!(r#"{{"phone_info":{{"purePhoneNumber":"13800001234","countryCode":{country}}}}}"#);
        read::<PhoneAnswer>(body.as_bytes()).expect("of the promised form").number()
    };
    for country in ["86", r#""86""#] {
        assert!(answer(country).is_ok(), "{country}");
    }
    for country in ["1", r#""852""#, "null", "86.5"] {
        assert!(matches!(answer(country), Err(Failure::Invalid(_))), "{country}");
    }
}

#[tokio::test]
async fn a_busy_platform_is_asked_three_times() {
    let (stand_in, client) = platform().await;
    stand_in.next(Trouble::Busy(2));
    let began = Instant::now();
    assert!(client.open_id("li.1").await.is_ok());
    assert!(began.elapsed() >= Duration::from_millis(600), "a pause before each further try");
    assert_eq!(stand_in.calls().login, 3);
    stand_in.next(Trouble::Busy(3));
    assert!(cause(client.open_id("li.2").await).contains("errcode -1"));
    assert_eq!(stand_in.calls().login, 6);
    assert!(client.open_id("li.2").await.is_ok(), "the code was not spent");
}

#[tokio::test]
async fn pauses_count_towards_the_time_limit() {
    let (stand_in, mut client) = platform().await;
    client.patience = Duration::from_millis(400);
    stand_in.next(Trouble::Busy(3));
    assert!(cause(client.open_id("li.1").await).contains("in time"));
    assert!(stand_in.calls().login < 3);
}

#[tokio::test]
async fn refusals_of_the_platform_are_not_tried_again() {
    let (stand_in, client) = platform().await;
    stand_in.next(Trouble::HighRisk);
    assert_eq!(refusal(client.open_id("li.1").await), (Reason::LoginBlocked, None));
    stand_in.next(Trouble::TooOften);
    assert!(matches!(failure(client.open_id("li.1").await), Failure::TooOften(wait) if wait.as_secs() == 60));
    assert_eq!(stand_in.calls().login, 2);
    stand_in.next(Trouble::TooOften);
    assert!(matches!(failure(client.phone(PHONE).await), Failure::TooOften(_)));
    assert_eq!(stand_in.calls().phone, 1);
}

#[tokio::test]
async fn broken_answers_are_unavailable_and_not_tried_again() {
    let (stand_in, client) = platform().await;
    stand_in.next(Trouble::Garbage);
    assert!(cause(client.open_id("li.1").await).ends_with("an answer of another form"));
    stand_in.next(Trouble::CloseConnection);
    cause(client.open_id("li.1").await);
    assert_eq!(stand_in.calls().login, 2);
    assert!(client.open_id("li.1").await.is_ok(), "and then all is well");
    stand_in.next(Trouble::Garbage);
    assert!(cause(client.phone(PHONE).await).contains("stable_token"), "a token that is none");
}

#[tokio::test]
async fn a_hung_platform_is_given_up() {
    let (stand_in, mut client) = platform().await;
    assert_eq!(client.patience, Duration::from_secs(3));
    client.patience = Duration::from_millis(300);
    for code in ["li.1", PHONE] {
        stand_in.next(Trouble::Hang);
        let began = Instant::now();
        let cause = if code == PHONE { cause(client.phone(code).await) } else { cause(client.open_id(code).await) };
        assert!(cause.contains("in time"), "{cause}");
        assert!((300..2500).contains(&began.elapsed().as_millis()), "{:?}", began.elapsed());
    }
    assert_eq!(stand_in.calls(), Calls { login: 1, token: 1, phone: 0, text_check: 0 });
    assert!(client.phone(PHONE).await.is_ok(), "the abandoned fetch blocks nobody");
}

#[tokio::test]
async fn nobody_there_is_unavailable() {
    let (stand_in, client) = platform().await;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let base = format!("http://{}", listener.local_addr().expect("bound"));
    drop(listener);
    let lost = WeChatClient::new(Settings { base, ..stand_in.settings() }, None).expect("settings");
    assert!(cause(lost.open_id("li.1").await).contains("onnect"));
    drop(stand_in);
    // The stop is not awaited by the drop, so the first call may still be served.
    for turn in 0.. {
        assert!(turn < 1000, "the stand-in outlives its drop");
        if client.open_id(&format!("li.1.{turn}")).await.is_err() {
            break;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn answers_from_elsewhere_and_without_end_are_unavailable() {
    let endless = format!(r#"{{"openid":"openid-li"}}{}"#, " ".repeat(200_000));
    let router = Router::new()
        .route("/302/sns/jscode2session", get(|| async { Redirect::temporary("/200/sns/jscode2session") }))
        .route("/200/sns/jscode2session", get(|| async { endless }));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let base = format!("http://{}", listener.local_addr().expect("bound"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let settings = Settings::new(base.clone(), "wx00".into(), Secret::new("stand-in"));
    let mut client = WeChatClient::new(settings, None).expect("settings");
    for (path, expected) in [("/302", "HTTP status 307"), ("/200", "another form"), ("/404", "HTTP status 404")] {
        client.platform.settings.base = format!("{base}{path}");
        let cause = cause(client.open_id("li.1").await);
        assert!(cause.ends_with(expected), "{cause}");
    }
}

#[tokio::test]
async fn twenty_calls_at_once_fetch_one_token() {
    let (stand_in, client) = platform().await;
    let client = Arc::new(client);
    for round in 1..=2 {
        let mut calls = JoinSet::new();
        for n in 0..20 {
            let client = client.clone();
            calls.spawn(async move { client.phone(&format!("{PHONE}.{round}-{n}")).await.expect("a number") });
        }
        calls.join_all().await;
        assert_eq!(stand_in.calls().token, round, "and one renewal");
        stand_in.next(Trouble::TokenExpired);
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_had_is_asked_for_once() {
    let stand_in = StandIn::start().await.expect("a free port");
    for (name, errcode) in [("appid", "errcode 40013"), ("secret", "errcode 40125")] {
        let good = stand_in.settings();
        let wrong = match name {
            "appid" => Settings { appid: "wx00000000000d3aff".into(), ..good },
            _ => Settings { secret: Secret::new("stand-in-other"), ..good },
        };
        let client = Arc::new(WeChatClient::new(wrong, None).expect("settings"));
        assert!(cause(client.open_id("li.1").await).contains(errcode));
        let before = stand_in.calls().token;
        // Busy first: all are waiting when the fetch fails.
        stand_in.next(Trouble::Busy(1));
        let mut calls = JoinSet::new();
        for n in 0..20 {
            let client = client.clone();
            calls.spawn(async move { cause(client.phone(&format!("{PHONE}.{n}")).await) });
        }
        for cause in calls.join_all().await {
            assert!(cause.contains("stable_token") && cause.contains(errcode), "{cause}");
        }
        assert_eq!(stand_in.calls().token - before, 2, "one fetch, tried again once");
    }
}

#[tokio::test]
async fn an_ended_token_is_renewed_once() {
    let (stand_in, client) = platform().await;
    client.phone(PHONE).await.expect("a number");
    stand_in.next(Trouble::TokenExpired);
    client.phone("phone-13800001234.2").await.expect("with the new token");
    assert_eq!(stand_in.calls(), Calls { login: 0, token: 2, phone: 3, text_check: 0 });
}

#[tokio::test]
async fn a_token_is_renewed_before_its_end() {
    let now = tokio::time::Instant::now();
    for (life, renewed_from) in [(7200, 6900), (600, 300), (60, 30)] {
        let token = Token::new(Given { access_token: "t".into(), expires_in: life }, now);
        let at = |second: u64| now + Duration::from_secs(second);
        assert!(token.is_fresh(at(renewed_from - 1)) && !token.is_fresh(at(renewed_from)), "{life}");
        assert!(token.is_usable(at(u64::from(life) - 1)) && !token.is_usable(at(life.into())), "{life}");
    }
}

#[test]
fn an_answer_is_read_whatever_it_holds() {
    #[derive(Debug, serde::Deserialize)]
    struct Nothing {}
    assert!(matches!(read::<Nothing>(br#"{"errcode":40029,"errmsg":"invalid code"}"#), Err(Kind::Errcode(40029))));
    assert!(read::<Nothing>(br#"{"errcode":0,"errmsg":"ok"}"#).is_ok());
    assert!(read::<Nothing>(b"{}").is_ok());
    for body in ["", "null", "[]", r#"[0]"#, "<html>", r#"{"errcode":null}"#, "{"] {
        assert!(matches!(read::<Nothing>(body.as_bytes()), Err(Kind::Garbage)), "{body}");
    }
}

#[test]
fn settings_that_would_leak_are_refused() {
    let client = |base: &str| {
        let settings = Settings::new(base.into(), "wx00".into(), Secret::new("s3cret"));
        assert!(!format!("{settings:?}").contains("s3cret"));
        WeChatClient::new(settings, None).err().map(|unusable| unusable.setting)
    };
    for base in ["http://127.0.0.1:1", "http://localhost:1/", "http://[::1]:1", "https://localhost"] {
        assert_eq!(client(base), None, "{base}");
    }
    for base in [
        "http://api.weixin.qq.com",
        "http://127.0.0.1.example",
        "ftp://127.0.0.1",
        "api.weixin.qq.com",
        "",
        "https://a/b",
        "https://a?b",
        "https://u@a",
    ] {
        assert_eq!(client(base), Some("base"), "{base}");
    }
    assert!(BASE.starts_with("https://"));
    let settings = Settings::new("https://localhost".into(), String::new(), Secret::new("s"));
    assert_eq!(WeChatClient::new(settings.clone(), None).err().map(|u| u.setting), Some("appid"));
    let settings = Settings { appid: "wx00".into(), secret: Secret::new(""), ..settings };
    assert_eq!(WeChatClient::new(settings, None).err().map(|u| u.setting), Some("secret"));
}

/// What is made of a text of 李's.
async fn verdict(client: &WeChatClient, title: Option<&str>, content: &str) -> Verdict {
    client.check_text(&OpenId("openid-li".into()), Scene::Forum, title, content).await
}

#[tokio::test]
async fn a_text_is_judged_with_its_title() {
    let (stand_in, client) = platform().await;
    let risky = Verdict::Risky(Some("赌博".into()));
    assert_eq!(verdict(&client, Some("修门铃"), "按了不响").await, Verdict::Pass);
    assert_eq!(verdict(&client, None, "这一句待审").await, Verdict::Review);
    assert_eq!(verdict(&client, Some("赌博"), "正文").await, risky);
    assert_eq!(verdict(&client, None, "来赌博").await, risky);
    assert_eq!(verdict(&client, None, &"愿".repeat(2500)).await, Verdict::Pass, "as long as it may be");
    for scene in [Scene::Profile, Scene::Comment, Scene::Forum] {
        assert_eq!(client.check_text(&OpenId("openid-li".into()), scene, None, "好").await, Verdict::Pass);
    }
    assert_eq!(stand_in.calls(), Calls { login: 0, token: 1, phone: 0, text_check: 8 });
    stand_in.next(Trouble::TokenExpired);
    assert_eq!(verdict(&client, None, "正文").await, Verdict::Pass, "with a new token");
    assert_eq!(stand_in.calls(), Calls { login: 0, token: 2, phone: 0, text_check: 10 });
}

#[tokio::test]
async fn a_text_that_could_not_be_checked_never_passes() {
    let (stand_in, mut client) = platform().await;
    // Not seen within two hours, the quotas of a minute and of a day, an openid of another mini-program, and what nobody
    // has heard of.
    for errcode in [61010, 44991, 45009, 43104, 47001, 99999] {
        stand_in.check_texts(Checks::Errcode(errcode));
        assert_eq!(verdict(&client, None, "正文").await, Verdict::Unchecked, "{errcode}");
    }
    stand_in.check_texts(Checks::ByWords);
    assert_eq!(verdict(&client, None, &"愿".repeat(2501)).await, Verdict::Unchecked, "too long");
    for trouble in [Trouble::Garbage, Trouble::CloseConnection, Trouble::Busy(3)] {
        stand_in.next(trouble);
        assert_eq!(verdict(&client, None, "正文").await, Verdict::Unchecked, "{trouble:?}");
    }
    let answer = r#"{"errcode":0,"result":{"suggest":"perhaps","label":100}}"#;
    assert!(read::<CheckAnswer>(answer.as_bytes()).expect("of the form").verdict().is_err(), "a word that is new");
    assert!(read::<CheckAnswer>(br#"{"errcode":0,"errmsg":"ok"}"#).is_err(), "no result");
    client.patience = Duration::from_millis(300);
    stand_in.check_texts(Checks::Hang);
    let began = Instant::now();
    assert_eq!(verdict(&client, None, "正文").await, Verdict::Unchecked);
    assert!((300..2500).contains(&began.elapsed().as_millis()), "{:?}", began.elapsed());
}
