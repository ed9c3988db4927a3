use std::sync::Arc;
use std::time::{Duration, Instant};

use ::redis::aio::MultiplexedConnection;
use ::redis::{AsyncCommands, ErrorKind};
use domain::failure::{Failure, Outcome};
use domain::ids::MemberId;
use domain::members::session::LONGEST;
use domain::ports::{RateLimiter, STANDING_HELD_BACK, STANDING_KEPT, Sessions};
use domain::rates::{Caller, Charge, Rate};
use tokio::net::TcpListener;
use tokio::time::sleep;

use super::RedisSessions;
use super::server::{Server, free_port};
use super::sessions::{field, sessions_key, standing_key};
use crate::memory::contract::{
    RoundTrips, each_call_is_one_round_trip, holds, id, member, noon, rates_hold, session, standing,
};

async fn connect(server: &Server) -> RedisSessions {
    RedisSessions::connect(&server.url()).await.map_err(|e| e.to_string()).expect("connects")
}

async fn behind(server: &Server) -> MultiplexedConnection {
    server.client().get_multiplexed_async_connection().await.expect("a connection")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn redis_does_what_a_session_store_must() {
    let server = Server::start();
    holds(Arc::new(connect(&server).await)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_cluster_does_what_a_session_store_must() {
    let server = Server::start_cluster();
    holds(Arc::new(connect(&server).await)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn redis_and_a_cluster_do_what_a_rate_limiter_must() {
    for server in [Server::start(), Server::start_cluster()] {
        rates_hold(Arc::new(connect(&server).await.rates())).await;
    }
}

#[tokio::test]
async fn a_script_is_brought_along_once() {
    for server in [Server::start(), Server::start_cluster()] {
        let trips = RoundTrips::default();
        let _installed = metrics::set_default_local_recorder(&trips);
        let store = connect(&server).await;
        let member = member();
        assert!(store.swap(member, id(1), None, Some(&session("phone", noon()))).await.expect("a swap"));
        assert_eq!(trips.take(), 2, "the server did not know the script");
        each_call_is_one_round_trip(&store, &trips).await;
    }
}

#[tokio::test]
async fn nothing_stays_for_ever() {
    let server = Server::start();
    let store = connect(&server).await;
    let mut redis = behind(&server).await;
    let member = member();
    let mut life = async |key: String| redis.pttl::<_, i64>(key).await.expect("a time to live");
    let mut in_last_minute_of = async |key: String, longest: chrono::TimeDelta| {
        let longest = longest.num_milliseconds();
        let life = life(key.clone()).await;
        assert!((longest - 10_000..=longest).contains(&life), "{key} lives {life} ms of {longest}");
    };

    let phone = session("phone", noon());
    store.swap(member, id(1), None, Some(&phone)).await.expect("a swap");
    in_last_minute_of(sessions_key(member), LONGEST).await;
    store.keep_standing(&standing(member, false)).await.expect("kept");
    in_last_minute_of(standing_key(member), STANDING_KEPT).await;
    store.forget_standing(member).await.expect("forgotten");
    in_last_minute_of(standing_key(member), STANDING_HELD_BACK).await;
    store.keep_standing(&standing(member, false)).await.expect("no failure");
    in_last_minute_of(standing_key(member), STANDING_HELD_BACK).await;

    let mut redis = behind(&server).await;
    let _: () = redis.pexpire(sessions_key(member), 60_000).await.expect("set");
    store.swap(member, id(2), None, Some(&phone)).await.expect("a swap");
    in_last_minute_of(sessions_key(member), LONGEST).await;
    let _: () = redis.del(standing_key(member)).await.expect("the mark runs out");
    store.keep_standing(&standing(member, true)).await.expect("kept");
    assert_eq!(store.look(member, id(1)).await.expect("a look").standing, Some(standing(member, true)));
}

#[tokio::test]
async fn what_cannot_be_read_is_absent() {
    let server = Server::start();
    let store = connect(&server).await;
    let mut redis = behind(&server).await;
    let member = member();
    let (phone, readable) = (session("phone", noon()), id(2));
    store.swap(member, readable, None, Some(&phone)).await.expect("a swap");
    for unreadable in [&b"{\"device\":"[..], b"\xff\xfe", b"[]", b""] {
        let _: () = redis.hset(sessions_key(member), field(id(1)), unreadable).await.expect("set");
        let _: () = redis.set(standing_key(member), unreadable).await.expect("set");
        let look = store.look(member, id(1)).await.expect("no failure");
        assert!(look.session.is_none() && look.standing.is_none());
        assert_eq!(store.all(member).await.expect("no failure"), [(readable, phone.clone())]);
        assert!(!store.swap(member, id(1), Some(&phone), None).await.expect("no failure"));
        assert!(store.swap(member, id(1), None, Some(&phone)).await.expect("no failure"), "absent can be replaced");
        assert!(store.swap(member, id(1), Some(&phone), None).await.expect("no failure"));
    }
}

#[tokio::test]
async fn a_session_that_another_release_wrote_can_be_swapped() {
    let server = Server::start();
    let store = connect(&server).await;
    let mut redis = behind(&server).await;
    let member = member();
    let (phone, tablet) = (session("phone", noon()), session("tablet", noon()));
    // Same session, other words: the fields in another order, and one that this release does not know.
    let mut words: serde_json::Value = serde_json::to_value(&phone).expect("JSON");
    words["colour"] = "red".into();
    let words = format!(" {words}");
    let put = async |redis: &mut MultiplexedConnection| {
        let _: () = redis.hset(sessions_key(member), field(id(1)), &words).await.expect("set");
    };
    put(&mut redis).await;
    assert!(!store.swap(member, id(1), Some(&tablet), None).await.expect("a swap"));
    assert!(store.swap(member, id(1), Some(&phone), Some(&tablet)).await.expect("a swap"));
    assert_eq!(store.look(member, id(1)).await.expect("a look").session, Some(tablet));
    put(&mut redis).await;
    assert!(store.swap(member, id(1), Some(&phone), None).await.expect("a swap"));
    assert!(store.all(member).await.expect("a list").is_empty());
}

async fn fails<T>(name: &str, call: impl Future<Output = Outcome<T>>) {
    let start = Instant::now();
    assert!(matches!(call.await, Err(Failure::Unavailable(_))), "{name} is unavailable");
    assert!(start.elapsed() < Duration::from_millis(950), "{name} took {:?}", start.elapsed());
}

/// Every call, by ten callers at once, is unavailable in less than a second.
async fn all_fail_soon(store: &Arc<RedisSessions>, member: MemberId) {
    let callers: Vec<_> = (0..10)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let phone = session("phone", noon());
                fails("look", store.look(member, id(1))).await;
                fails("swap", store.swap(member, id(1), None, Some(&phone))).await;
                fails("all", store.all(member)).await;
                fails("end_all", store.end_all(member)).await;
                fails("keep_standing", store.keep_standing(&standing(member, true))).await;
                fails("forget_standing", store.forget_standing(member)).await;
                fails("ping", store.ping()).await;
                let charge = Charge { of: "acts", count: 1, rate: Rate { at_once: 1, each: 1 } };
                fails("take", store.rates().take(Caller::Member(member), &[charge], noon())).await;
            })
        })
        .collect();
    for caller in callers {
        caller.await.expect("all calls fail in time");
    }
}

/// The first time that it answers, at most five seconds from now.
async fn works_again(store: &RedisSessions, member: MemberId) {
    let back = Instant::now();
    while store.look(member, id(1)).await.is_err() {
        assert!(back.elapsed() < Duration::from_secs(5), "still unavailable after {:?}", back.elapsed());
        sleep(Duration::from_millis(20)).await;
    }
    let phone = session("phone", noon());
    assert!(store.swap(member, id(7), None, Some(&phone)).await.expect("a swap"));
    assert_eq!(store.look(member, id(7)).await.expect("a look").session, Some(phone));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frozen_redis_is_unavailable_and_comes_back() {
    for server in [Server::start(), Server::start_cluster()] {
        let store = Arc::new(connect(&server).await);
        let member = member();
        store.ping().await.expect("answers");
        server.freeze();
        all_fail_soon(&store, member).await;
        server.thaw();
        works_again(&store, member).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_redis_is_unavailable_and_comes_back() {
    for mut server in [Server::start(), Server::start_cluster()] {
        let store = Arc::new(connect(&server).await);
        let member = member();
        store.ping().await.expect("answers");
        server.kill();
        all_fail_soon(&store, member).await;
        server.restart();
        works_again(&store, member).await;
    }
}

#[tokio::test]
async fn a_redis_that_restarts_unnoticed_fails_nobody() {
    let mut server = Server::start();
    let store = connect(&server).await;
    server.kill();
    server.restart();
    // The client learns of the loss by itself; it needs a moment for that, and no call.
    let mut redis = behind(&server).await;
    let start = Instant::now();
    loop {
        let clients: String = ::redis::cmd("CLIENT").arg("LIST").query_async(&mut redis).await.expect("a list");
        if clients.lines().count() > 1 {
            break;
        }
        assert!(start.elapsed() < Duration::from_secs(5), "it did not come back by itself");
        sleep(Duration::from_millis(5)).await;
    }
    store.look(member(), id(1)).await.expect("the first call works");
}

#[tokio::test]
async fn connecting_fails_soon_and_says_why() {
    let nobody = free_port();
    let silent = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let silent = silent.local_addr().expect("an address").port();
    let password = "wLhY7";
    let urls = [
        format!("redis://:{password}@127.0.0.1:{nobody}"),
        format!("rediss://:{password}@127.0.0.1:{nobody}"),
        format!("redis://127.0.0.1:{nobody},redis://127.0.0.1:{nobody}"),
        format!("redis://:{password}@127.0.0.1:{silent}"),
        format!("rediss://:{password}@127.0.0.1:{silent}"),
        format!("redis://127.0.0.1:{silent},redis://127.0.0.1:{silent}"),
        format!("http://:{password}@127.0.0.1:{silent}"),
        format!(":{password}"),
        String::new(),
    ];
    for url in urls {
        let start = Instant::now();
        let cause = RedisSessions::connect(&url).await.err().expect("fails");
        assert!(start.elapsed() < Duration::from_secs(3), "{url} took {:?}", start.elapsed());
        assert!(!format!("{cause} {cause:?}").contains(password), "{cause:?}");
        if url.starts_with("redis://:") && url.contains(&nobody.to_string()) {
            let cause = cause.downcast::<::redis::RedisError>().expect("the client's own words");
            assert_eq!(cause.kind(), ErrorKind::Io);
            assert!(cause.is_connection_refusal(), "{cause}");
        }
    }
}
