//! Wrong codes lock, for nobody else.

use chrono::Duration;
use domain::ids::MemberId;
use serde_json::json;

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::second_factor::{act, code, enrol, give, log, prove, state, street_admin, wrong};
use crate::harness::town::Town;
use crate::harness::world::{GIVE, World, error_of};

on_both_stores!(
    five_wrong_codes_lock_for_fifteen_minutes_and_nobody_else,
    wrong_codes_at_once_are_counted_exactly,
    enrolling_again_lifts_no_lockout,
);

async fn five_wrong_codes_lock_for_fifteen_minutes_and_nobody_else(world: &World) {
    let (town, strict) = (Town::build(world).await, world.with_second_factor().await);
    let (admin, colleague) = (&town.city_admin, &street_admin(world, &town).await);
    let secret = prove(&strict, admin).await;
    let theirs = enrol(&strict, colleague).await;
    let thieves = [strict.login("city-admin").await, strict.login("city-admin").await];
    for n in 0..5 {
        let came = give(&strict, &thieves[n % 2], &wrong(&strict, &secret)).await;
        assert_eq!(came, "SECOND_FACTOR_CODE_WRONG", "all logins together");
    }
    // No stranger can even try, and nobody else is touched.
    assert_eq!(error_of(&strict.ask(None, GIVE, json!({ "code": "000000" })).await).0, "UNAUTHENTICATED");
    assert_eq!(act(&strict, admin, &town.city, "STREET").await, "Area", "who gave a code before goes on");
    assert_eq!(give(&strict, colleague, &code(&strict, &theirs)).await, "GIVEN");
    strict.pass(Duration::minutes(14));
    for digits in [wrong(&strict, &secret), code(&strict, &secret)] {
        assert_eq!(give(&strict, &thieves[0], &digits).await, "SECOND_FACTOR_LOCKED");
    }
    assert_eq!(state(&strict, &thieves[0]).await["secondFactor"], "CODE_NEEDED");
    strict.pass(Duration::minutes(1));
    for n in 0..4 {
        let came = give(&strict, &thieves[0], &wrong(&strict, &secret)).await;
        assert_eq!(came, "SECOND_FACTOR_CODE_WRONG", "{n}: the count starts again");
    }
    assert_eq!(give(&strict, &thieves[0], &code(&strict, &secret)).await, "GIVEN");
    let another = &strict.login("city-admin").await;
    for _ in 0..4 {
        let came = give(&strict, another, &wrong(&strict, &secret)).await;
        assert_eq!(came, "SECOND_FACTOR_CODE_WRONG", "a right one forgives the wrong ones");
    }
    let acts = log(world, &strict.login("city-admin").await, &town, admin).await;
    let failures = acts.iter().filter(|told| told[0] == "failSecondFactorCode").count();
    assert_eq!(failures, 5 + 2 + 4 + 4, "each is written down, also while it is locked: {acts:?}");
}

async fn wrong_codes_at_once_are_counted_exactly(world: &World) {
    let (town, strict) = (Town::build(world).await, &world.with_second_factor().await);
    let logins = [town.city_admin.clone(), strict.login("city-admin").await];
    let secret = enrol(strict, &logins[0]).await;
    let digits = &wrong(strict, &secret);
    let came = all((0..12).map(|n| {
        let who = &logins[n % 2];
        async move { json!(give(strict, who, digits).await) }
    }))
    .await;
    let wrong = came.iter().filter(|came| **came == "SECOND_FACTOR_CODE_WRONG").count();
    let locked = came.iter().filter(|came| **came == "SECOND_FACTOR_LOCKED").count();
    assert_eq!((wrong, locked), (5, 7), "{came:?}");
    strict.pass(Duration::minutes(15));
    assert_eq!(give(strict, &logins[1], &code(strict, &secret)).await, "GIVEN");
}

async fn enrolling_again_lifts_no_lockout(world: &World) {
    let (town, strict) = (Town::build(world).await, world.with_second_factor().await);
    let admin = &town.city_admin;
    for _ in 0..5 {
        let secret = enrol(&strict, admin).await;
        assert_eq!(give(&strict, admin, &wrong(&strict, &secret)).await, "SECOND_FACTOR_CODE_WRONG");
    }
    let secret = enrol(&strict, admin).await;
    assert_eq!(give(&strict, admin, &code(&strict, &secret)).await, "SECOND_FACTOR_LOCKED");
    strict.pass(Duration::minutes(15));

    // A secret that takes the place of another while a code of that one is on its way is not confirmed by it.
    let store = &strict.ports.store;
    let member = MemberId::parse("id", &admin.id).expect("an id");
    let before = store.second_factor(member).await.expect("an answer").expect("a second factor");
    let secret = enrol(&strict, admin).await;
    let mut tx = store.begin().await.expect("a transaction");
    let session = strict.ports.id(strict.now());
    assert!(!tx.use_second_factor(before.id, 9, session, strict.now()).await.expect("an answer"));
    drop(tx);
    assert_eq!(give(&strict, admin, &code(&strict, &secret)).await, "GIVEN");
}
