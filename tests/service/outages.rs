//! Redis goes and comes back while two processes serve: who gets in, and what never claims to have happened. And the
//! database.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::servers::{OwnRedis, shared_redis};
use crate::harness::service::{Service, service_with, settings};
use crate::harness::town::{Town, appoint, text};
use crate::harness::world::{Person, World, error_of, request_id};

const ME: &str = "{ viewer { id } }";
const RESIDENTS: &str = "query($c: ID) { residents(communityId: $c) { edges { node { id } } } }";
const LOGIN: &str = "mutation($code: String!) { login(input: { code: $code }) { __typename ... on Refusal { code } } }";
const REFRESH: &str = "mutation($token: String!) { refreshSession(input: { refreshToken: $token }) { __typename ... on Refusal { code } } }";

/// What an answer says, and how long it took.
async fn timed(service: &Service, who: Option<&Person>, document: &str, variables: Value) -> (Value, Duration) {
    let began = Instant::now();
    let nobody = Person { id: String::new(), access: "none".into(), refresh: String::new() };
    let answer = service.ask(who.unwrap_or(&nobody), document, variables).await;
    (answer, began.elapsed())
}

/// Nobody gets in, nobody acts, and nothing claims to have happened.
async fn all_is_closed(service: &Service, who: &Person, staff: &Person, community: &str, code: &str) {
    let wish = json!({ "input": { "requestId": request_id(), "kind": "SERVICE", "category": "OTHER", "title": "心愿",
        "text": "帮忙" } });
    let post = "mutation($input: PostWishInput!) { postWish(input: $input) { __typename } }";
    for (who, document, variables) in [
        (None, LOGIN, json!({ "code": code })),
        (None, REFRESH, json!({ "token": who.refresh })),
        (Some(who), ME, json!({})),
        (Some(who), post, wish),
        (Some(staff), RESIDENTS, json!({ "c": community })),
        (Some(who), "mutation { logout { __typename } }", json!({})),
        (Some(who), "mutation { logoutEverywhere { __typename } }", json!({})),
    ] {
        let (answer, took) = timed(service, who, document, variables).await;
        assert_eq!(error_of(&answer).0, "UNAVAILABLE", "{document} {answer}");
        assert!(took < Duration::from_secs(1), "{document} took {took:?}");
        assert!(!answer.to_string().contains("LoggedOut"), "{answer}");
    }
}

async fn ready_again(services: &[Service]) {
    let back = Instant::now();
    for service in services {
        while service.status("/readyz").await != 200 {
            assert!(back.elapsed() < Duration::from_secs(5), "still not ready after {:?}", back.elapsed());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// A town, a Redis of its own and two processes on it.
async fn scene() -> (World, Town, OwnRedis, [Service; 2]) {
    let world = World::postgres().await;
    let town = Town::build(&world).await;
    town.resident(&world, "resident", 0, None).await;
    let redis = OwnRedis::new().await;
    let services = [service_with(&world, &redis.url).await, service_with(&world, &redis.url).await];
    (world, town, redis, services)
}

async fn is_nobody(service: &Service, who: &Person) -> bool {
    error_of(&service.ask(who, ME, json!({})).await).0 == "UNAUTHENTICATED"
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hung_redis_closes_everything_and_logs_nobody_out() {
    let (_world, town, redis, services) = scene().await;
    let (me, staff) =
        (services[0].login("resident").await, services[0].login(&format!("staff-{}", town.communities[0])).await);
    services[1].ask(&me, ME, json!({})).await;
    redis.pause();
    for (n, service) in services.iter().enumerate() {
        assert_eq!((service.status("/healthz").await, service.status("/readyz").await), (200, 503));
        all_is_closed(service, &me, &staff, &town.communities[0], &format!("resident.hung{n}")).await;
    }
    redis.resume();
    ready_again(&services).await;
    let other = services[1].login("somebody").await;
    for service in &services {
        assert!(!is_nobody(service, &other).await && !is_nobody(service, &staff).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_redis_closes_everything_and_empty_it_logs_everybody_out() {
    let (_world, town, mut redis, services) = scene().await;
    let (me, staff) =
        (services[0].login("resident").await, services[0].login(&format!("staff-{}", town.communities[0])).await);
    redis.stop();
    for (n, service) in services.iter().enumerate() {
        assert_eq!((service.status("/healthz").await, service.status("/readyz").await), (200, 503));
        all_is_closed(service, &me, &staff, &town.communities[0], &format!("resident.dead{n}")).await;
    }
    redis.start().await;
    ready_again(&services).await;
    let again = services[1].login("somebody").await;
    for service in &services {
        assert!(is_nobody(service, &me).await && is_nobody(service, &staff).await);
        assert!(!is_nobody(service, &again).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_restored_from_an_older_copy_revives_nothing() {
    let (world, town, mut redis, services) = scene().await;
    let worker = services[0].login("worker").await;
    let role = appoint(&world, &town.city_admin, &worker, "COMMUNITY_STAFF", &town.communities[0]).await;
    // The appointment was made beside these processes: they forget what they kept.
    let client = redis::Client::open(redis.url.as_str()).expect("a URL");
    let mut connection = client.get_multiplexed_async_connection().await.expect("a connection");
    let tell = async |connection: &mut redis::aio::MultiplexedConnection, words: &[&str]| {
        let done: redis::RedisResult<redis::Value> =
            redis::cmd(words[0]).arg(&words[1..]).query_async(connection).await;
        done.expect("the command works");
    };
    tell(&mut connection, &["FLUSHALL"]).await;
    let (worker, gone) = (services[0].login("worker").await, services[0].login("resident").await);
    let admin = services[1].login("city-admin").await;
    services[1].enrol(&admin).await;
    let residents = json!({ "c": town.communities[0] });
    let seen = services[1].ask(&worker, RESIDENTS, residents.clone()).await;
    assert!(seen.get("errors").is_none(), "{seen}");
    tell(&mut connection, &["SAVE"]).await;

    // Since the copy one logged out, and one lost their role.
    services[0].ask(&gone, "mutation { logout { __typename } }", json!({})).await;
    let revoke = "mutation($role: ID!) { revokeRole(input: { roleId: $role }) { __typename } }";
    let revoked = services[1].ask(&admin, revoke, json!({ "role": role })).await;
    assert_eq!(revoked["data"]["revokeRole"]["__typename"], "HeldRole", "{revoked}");
    redis.stop();
    redis.start().await;
    ready_again(&services).await;
    for service in &services {
        assert!(
            is_nobody(service, &gone).await && is_nobody(service, &worker).await && is_nobody(service, &admin).await
        );
        let (refreshed, _) = timed(service, None, REFRESH, json!({ "token": gone.refresh })).await;
        assert_eq!(refreshed["data"]["refreshSession"]["code"], "SESSION_ENDED", "{refreshed}");
    }
    let worker = services[1].login("worker").await;
    let answer = services[0].ask(&worker, RESIDENTS, residents).await;
    assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_was_restarted_fails_nobody() {
    let world = World::postgres().await;
    let mut settings = settings(&world.database, Some(shared_redis()), &world.stand_in);
    settings.push(("LINLI_DATABASE_CONNECTIONS", "40".into()));
    let service = Service::start(&settings).await;
    let me = service.login("me").await;
    let text = "mutation($code: String!) { login(input: { code: $code }) { __typename } }";
    let act = async || service.ask(&me, text, json!({ "code": format!("other.{}", request_id()) })).await;
    let look = async || service.ask(&me, "{ areas { edges { node { id } } } }", json!({})).await;
    let db = sea_orm::Database::connect(&world.database).await.expect("connect");
    use sea_orm::ConnectionTrait;
    let open =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'linli'";
    let count = async || -> i64 {
        let row = db.query_one_raw(sea_orm::Statement::from_string(db.get_database_backend(), open)).await;
        row.expect(open).expect("a row").try_get_by_index(0).expect("a number")
    };
    // Until many connections are open.
    let begun = Instant::now();
    while count().await < 30 {
        assert!(begun.elapsed() < Duration::from_secs(30), "{} connections", count().await);
        tokio::join!(all((0..60).map(|_| act())), all((0..60).map(|_| look())));
    }
    // What a restart does to them; it takes a second at least.
    let end = open.replace("count(*)", "count(pg_terminate_backend(pid))");
    db.execute_unprepared(&end).await.expect("ended");
    tokio::time::sleep(Duration::from_secs(1)).await;
    ready_again(std::slice::from_ref(&service)).await;
    for n in 0..40 {
        for answer in [act().await, look().await] {
            assert!(answer.get("errors").is_none(), "after {n}: {answer}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_blocks_and_logouts_act_on_the_next_request_in_every_process() {
    let (_world, town, _redis, [one, two]) = scene().await;
    let admin = one.login("city-admin").await;
    one.enrol(&admin).await;
    let me = two.login("resident").await;
    let residents = json!({ "c": town.communities[0] });
    let code = async |service: &Service| {
        let answer = service.ask(&me, RESIDENTS, residents.clone()).await;
        error_of(&answer).0.to_owned()
    };
    assert_eq!((code(&one).await.as_str(), code(&two).await.as_str()), ("FORBIDDEN", "FORBIDDEN"));
    let second = two.login("city-admin-2").await;
    two.enrol(&second).await;
    let grant = "mutation($input: GrantRoleInput!) { grantRole(input: $input) { ... on Proposal { id } } }";
    let input = json!({ "requestId": request_id(), "memberId": me.id, "role": "COMMUNITY_STAFF",
        "nodeId": town.communities[0] });
    let proposed = one.ask(&admin, grant, json!({ "input": input })).await;
    assert_eq!((code(&one).await.as_str(), code(&two).await.as_str()), ("FORBIDDEN", "FORBIDDEN"));
    let decide =
        "mutation($input: DecideProposalInput!) { decideProposal(input: $input) { ... on Proposal { resultId } } }";
    let input = json!({ "requestId": request_id(), "proposalId": proposed["data"]["grantRole"]["id"], "carryOut": true,
        "reason": "情况属实" });
    let granted = two.ask(&second, decide, json!({ "input": input })).await;
    let role = text(&granted["data"]["decideProposal"]["resultId"]);
    assert_eq!((code(&two).await.as_str(), code(&one).await.as_str()), ("none", "none"));
    let revoke = "mutation($role: ID!) { revokeRole(input: { roleId: $role }) { __typename } }";
    one.ask(&admin, revoke, json!({ "role": role })).await;
    assert_eq!((code(&two).await.as_str(), code(&one).await.as_str()), ("FORBIDDEN", "FORBIDDEN"));
    let block = "mutation($input: BlockMemberInput!) { blockMember(input: $input) { __typename } }";
    let input = json!({ "requestId": request_id(), "memberId": me.id, "reason": "冒用他人姓名" });
    let blocked = one.ask(&admin, block, json!({ "input": input })).await;
    assert_eq!(blocked["data"]["blockMember"]["__typename"], "Block", "{blocked}");
    assert!(is_nobody(&two, &me).await && is_nobody(&one, &me).await);
    let (answer, _) = timed(&two, None, LOGIN, json!({ "code": "resident.blocked" })).await;
    assert_eq!(answer["data"]["login"]["code"], "MEMBER_BLOCKED", "{answer}");
    two.ask(&admin, "mutation { logoutEverywhere { __typename } }", json!({})).await;
    assert!(is_nobody(&one, &admin).await);
}
