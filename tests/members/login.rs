//! Logging in, staying logged in, logging out.

use chrono::Duration;
use infra::wechat::Trouble;
use serde_json::json;

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::world::{Person, World, error_of, person_of};

on_both_stores!(
    one_code_twenty_times_is_one_account_and_one_session,
    one_person_has_one_account,
    a_lost_answer_is_given_again_and_an_old_token_ends_the_login,
    two_refreshes_at_once_both_go_on,
    an_access_token_ends_with_its_time_and_a_login_when_idle,
    logging_out_acts_on_the_next_request,
    at_most_ten_devices_stay_logged_in,
    what_the_platform_refuses_is_said_plainly,
);

const ME: &str = "{ viewer { id sessions { id device current } } }";

async fn one_code_twenty_times_is_one_account_and_one_session(world: &World) {
    let code = world.code("resident");
    let answers = all((0..20).map(|_| world.try_login(&code))).await;
    let logins: Vec<_> = answers.iter().filter(|a| a["data"]["login"]["__typename"] == "Login").collect();
    assert_eq!(logins.len(), 1, "{answers:#?}");
    for refused in answers.iter().filter(|a| a["data"]["login"]["__typename"] != "Login") {
        assert_eq!(refused["data"]["login"]["code"], "LOGIN_CODE_SPENT", "{refused}");
    }
    let me = person_of(&logins[0]["data"]["login"]);
    let sessions = world.get(&me, ME, json!({})).await;
    assert_eq!(sessions["viewer"]["sessions"].as_array().map(Vec::len), Some(1));
}

async fn one_person_has_one_account(world: &World) {
    let codes: Vec<_> = (0..10).map(|_| world.code("resident")).collect();
    let answers = all(codes.iter().map(|code| world.try_login(code))).await;
    let people: Vec<_> = answers.iter().map(|answer| person_of(&answer["data"]["login"])).collect();
    assert!(people.iter().all(|person| person.id == people[0].id), "{people:?}");
    assert_ne!(world.login("somebody-else").await.id, people[0].id);
}

async fn a_lost_answer_is_given_again_and_an_old_token_ends_the_login(world: &World) {
    let first = world.login("resident").await;
    let second = refresh(world, &first.refresh).await;
    world.pass(Duration::minutes(10));
    let again = refresh(world, &first.refresh).await;
    assert_eq!(again.refresh, second.refresh, "the same successor");

    world.get(&again, ME, json!({})).await;
    let spent = world.try_refresh(&first.refresh).await;
    assert_eq!(spent["data"]["refreshSession"]["code"], "SESSION_ENDED", "{spent}");
    let ended = world.ask(Some(&again), ME, json!({})).await;
    assert_eq!(error_of(&ended).0, "UNAUTHENTICATED", "the whole family ends: {ended}");
    let ended = world.try_refresh(&second.refresh).await;
    assert_eq!(ended["data"]["refreshSession"]["code"], "SESSION_ENDED");
    for wrong in ["", "x", &first.refresh[1..], &"A".repeat(86), &"A".repeat(9999)] {
        assert_eq!(world.try_refresh(wrong).await["data"]["refreshSession"]["code"], "SESSION_ENDED");
    }
}

async fn two_refreshes_at_once_both_go_on(world: &World) {
    let me = world.login("resident").await;
    let answers = all((0..10).map(|_| world.try_refresh(&me.refresh))).await;
    let next: Vec<_> = answers.iter().map(|answer| person_of(&answer["data"]["refreshSession"])).collect();
    assert!(next.iter().all(|person| person.refresh == next[0].refresh), "one successor");
    world.get(&next[3], ME, json!({})).await;
}

async fn an_access_token_ends_with_its_time_and_a_login_when_idle(world: &World) {
    let me = world.login("resident").await;
    world.pass(Duration::minutes(16));
    assert_eq!(error_of(&world.ask(Some(&me), ME, json!({})).await).0, "UNAUTHENTICATED");
    let me = refresh(world, &me.refresh).await;
    world.get(&me, ME, json!({})).await;
    world.pass(Duration::days(7));
    assert_eq!(world.try_refresh(&me.refresh).await["data"]["refreshSession"]["code"], "SESSION_ENDED");
}

async fn logging_out_acts_on_the_next_request(world: &World) {
    let (phone, tablet) = (world.login("resident").await, world.login("resident").await);
    let other = world.login("somebody-else").await;
    let sessions = world.get(&phone, ME, json!({})).await["viewer"]["sessions"].take();
    let current: Vec<_> = sessions.as_array().expect("a list").iter().map(|s| s["current"].clone()).collect();
    assert_eq!(current.iter().filter(|c| **c == json!(true)).count(), 1, "{sessions}");
    assert_eq!(current.len(), 2);

    let text = "mutation { logout { ... on LoggedOut { at } } }";
    assert!(world.get(&phone, text, json!({})).await["logout"]["at"].is_string());
    assert_eq!(error_of(&world.ask(Some(&phone), ME, json!({})).await).0, "UNAUTHENTICATED");
    assert_eq!(world.try_refresh(&phone.refresh).await["data"]["refreshSession"]["code"], "SESSION_ENDED");
    world.get(&tablet, ME, json!({})).await;

    let desk = world.login("resident").await;
    world.get(&desk, "mutation { logoutEverywhere { ... on LoggedOut { at } } }", json!({})).await;
    for ended in [&tablet, &desk] {
        assert_eq!(error_of(&world.ask(Some(ended), ME, json!({})).await).0, "UNAUTHENTICATED");
    }
    world.get(&other, ME, json!({})).await;
}

async fn at_most_ten_devices_stay_logged_in(world: &World) {
    let first = world.login("resident").await;
    for _ in 0..10 {
        world.pass(Duration::seconds(1));
        world.login("resident").await;
    }
    assert_eq!(error_of(&world.ask(Some(&first), ME, json!({})).await).0, "UNAUTHENTICATED", "the oldest ends");
    let last = world.login("resident").await;
    let me = world.get(&last, ME, json!({})).await;
    assert_eq!(me["viewer"]["sessions"].as_array().map(Vec::len), Some(10));
}

async fn what_the_platform_refuses_is_said_plainly(world: &World) {
    world.stand_in.next(Trouble::HighRisk);
    let answer = world.try_login(&world.code("resident")).await;
    assert_eq!(answer["data"]["login"]["code"], "LOGIN_BLOCKED", "{answer}");
    world.stand_in.next(Trouble::TooOften);
    let answer = world.try_login(&world.code("resident")).await;
    assert_eq!(error_of(&answer).0, "RATE_LIMITED", "{answer}");
    assert!(answer["errors"][0]["extensions"]["retryAfterSeconds"].is_number(), "{answer}");
    world.stand_in.next(Trouble::Garbage);
    let answer = world.try_login(&world.code("resident")).await;
    assert_eq!(error_of(&answer).0, "UNAVAILABLE", "{answer}");
    assert!(!answer.to_string().contains("jscode2session"), "{answer}");
    for wrong in ["", &"x".repeat(600), "a\nb"] {
        let answer = world.try_login(wrong).await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "code"), "{answer}");
    }
}

async fn refresh(world: &World, token: &str) -> Person {
    person_of(&world.try_refresh(token).await["data"]["refreshSession"])
}
