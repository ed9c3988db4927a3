//! One access token for all processes: clients that share a Redis, against the stand-in.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ::redis::AsyncCommands;
use ::redis::aio::MultiplexedConnection;
use domain::failure::Failure;
use domain::ports::WeChat;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::super::{Name, StandIn, Trouble, WeChatClient};
use crate::redis::tests::server::Server;
use crate::redis::{SharedToken, lease_key, token_key};
use crate::seal::Seal;

/// The client of one more process.
async fn process(redis: &str, stand_in: &StandIn) -> Arc<WeChatClient> {
    let shared = SharedToken::connect(redis, Seal::new(&[[7; 32]], &[9; 32])).await;
    let shared = Arc::new(shared.map_err(|e| e.to_string()).expect("Redis"));
    Arc::new(WeChatClient::new(stand_in.settings(), Some(shared)).expect("settings"))
}

async fn behind(server: &Server) -> MultiplexedConnection {
    server.client().get_multiplexed_async_connection().await.expect("a connection")
}

/// Asks for a phone number, with a code that was not used before.
async fn call(client: &Arc<WeChatClient>) -> Result<(), Failure> {
    client.phone(&format!("phone-13800001234.{}", uuid::Uuid::now_v7())).await.map(|_| ())
}

fn tokens(stand_in: &StandIn) -> u32 {
    stand_in.calls_of(Name::Token)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn processes_that_start_at_once_fetch_one_token() {
    for server in [Server::start(), Server::start_cluster()] {
        let stand_in = StandIn::start().await.expect("a free port");
        // The first fetch takes a while, so that all others come in the middle of it.
        stand_in.next(Trouble::Busy(1));
        let mut calls = JoinSet::new();
        for _ in 0..5 {
            let client = process(&server.url(), &stand_in).await;
            for _ in 0..4 {
                let client = client.clone();
                calls.spawn(async move { call(&client).await.expect("a number") });
            }
        }
        calls.join_all().await;
        assert_eq!(tokens(&stand_in), 2, "one fetch, tried again once because the platform was busy");
        call(&process(&server.url(), &stand_in).await).await.expect("a number");
        assert_eq!(tokens(&stand_in), 2, "a process that starts later finds it");
    }
}

#[tokio::test]
async fn what_lies_in_redis_is_sealed_and_goes_with_the_token() {
    let (server, stand_in) = (Server::start(), StandIn::start().await.expect("a free port"));
    call(&process(&server.url(), &stand_in).await).await.expect("a number");
    let mut redis = behind(&server).await;
    let key = token_key(StandIn::APPID);
    let fields: Vec<Vec<u8>> = ::redis::cmd("HVALS").arg(&key).query_async(&mut redis).await.expect("a hash");
    for field in &fields {
        assert!(!field.windows(8).any(|bytes| bytes == b"stand-in"), "the token in clear");
    }
    let left: i64 = redis.pttl(&key).await.expect("a time to live");
    assert!((7_190_000..=7_200_000).contains(&left), "{left} ms");
    assert!(!redis.exists::<_, bool>(lease_key(StandIn::APPID)).await.expect("an answer"), "nobody fetches any more");

    // With other keys it cannot be opened: then it is as if none were there.
    let other = SharedToken::connect(&server.url(), Seal::new(&[[8; 32]], &[9; 32])).await.map_err(|e| e.to_string());
    let other = WeChatClient::new(stand_in.settings(), Some(Arc::new(other.expect("Redis")))).expect("settings");
    call(&Arc::new(other)).await.expect("a number");
    assert_eq!(tokens(&stand_in), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_token_is_renewed_once_before_its_end() {
    let (server, stand_in) = (Server::start(), StandIn::start().await.expect("a free port"));
    call(&process(&server.url(), &stand_in).await).await.expect("a number");
    let mut redis = behind(&server).await;
    for (left, fetches) in [(301_000, 1), (299_000, 2)] {
        let _: () = redis.pexpire(token_key(StandIn::APPID), left).await.expect("set");
        let mut calls = JoinSet::new();
        for _ in 0..5 {
            // They keep no copy yet.
            let client = process(&server.url(), &stand_in).await;
            calls.spawn(async move { call(&client).await.expect("a number") });
        }
        calls.join_all().await;
        assert_eq!(tokens(&stand_in), fetches, "{left} ms before its end");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn while_one_renews_the_others_use_the_old_one() {
    let (server, stand_in) = (Server::start(), StandIn::start().await.expect("a free port"));
    call(&process(&server.url(), &stand_in).await).await.expect("a number");
    let mut redis = behind(&server).await;
    let _: () = redis.pexpire(token_key(StandIn::APPID), 200_000).await.expect("set");
    let _: () = redis.set_options(lease_key(StandIn::APPID), "somebody", px(4000)).await.expect("set");
    let began = Instant::now();
    call(&process(&server.url(), &stand_in).await).await.expect("a number");
    assert!(began.elapsed() < Duration::from_millis(900), "without waiting");
    assert_eq!(tokens(&stand_in), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_died_while_fetching_holds_up_nobody_for_long() {
    let (server, stand_in) = (Server::start(), StandIn::start().await.expect("a free port"));
    let mut redis = behind(&server).await;
    let _: () = redis.set_options(lease_key(StandIn::APPID), "the dead", px(60_000)).await.expect("set");
    let began = Instant::now();
    call(&process(&server.url(), &stand_in).await).await.expect("asks for itself");
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    assert_eq!(tokens(&stand_in), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_token_that_the_platform_ended_is_renewed_once_for_all() {
    let (server, stand_in) = (Server::start(), StandIn::start().await.expect("a free port"));
    let mut clients = Vec::new();
    for _ in 0..4 {
        clients.push(process(&server.url(), &stand_in).await);
    }
    for round in [2, 3] {
        for client in &clients {
            call(client).await.expect("a number");
        }
        assert_eq!(tokens(&stand_in), round - 1, "all have a copy");
        stand_in.next(Trouble::TokenExpired);
        let mut calls = JoinSet::new();
        for client in clients.iter().cycle().take(20) {
            let client = client.clone();
            calls.spawn(async move { call(&client).await.expect("a number, with the new token") });
        }
        calls.join_all().await;
        assert_eq!(tokens(&stand_in), round, "one renewal");
    }
    for errcode in [40001, 40014, 42001] {
        let renewals = tokens(&stand_in);
        stand_in.next(Trouble::Errcode(Name::Phone, errcode));
        call(&clients[0]).await.expect("tried again");
        assert_eq!(tokens(&stand_in), renewals + 1);
        for _ in 0..2 {
            stand_in.next(Trouble::Errcode(Name::Phone, errcode));
        }
        let before = stand_in.calls_of(Name::Phone);
        assert!(call(&clients[1]).await.is_err(), "one retry, not more");
        assert_eq!(stand_in.calls_of(Name::Phone) - before, 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn when_tokens_are_asked_for_too_often_nobody_asks_for_a_minute() {
    for errcode in [45009, 45011] {
        let (server, stand_in) = (Server::start(), StandIn::start().await.expect("a free port"));
        stand_in.next(Trouble::Errcode(Name::Token, errcode));
        let client = process(&server.url(), &stand_in).await;
        for client in [&client, &client, &process(&server.url(), &stand_in).await] {
            let Err(Failure::Unavailable(cause)) = call(client).await else { panic!("a token") };
            assert!(cause.to_string().contains(&errcode.to_string()), "{cause}");
        }
        assert_eq!(tokens(&stand_in), 1, "{errcode}: asked once by all of them");
        let mut redis = behind(&server).await;
        let left: i64 = redis.pttl(lease_key(StandIn::APPID)).await.expect("a time to live");
        assert!((50_000..=60_000).contains(&left), "{left} ms");
        let _: () = redis.del(lease_key(StandIn::APPID)).await.expect("the minute passes");
        call(&process(&server.url(), &stand_in).await).await.expect("a number");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_redis_that_hangs_or_died_harms_nobody() {
    let (mut server, stand_in) = (Server::start(), StandIn::start().await.expect("a free port"));
    let [first, second, third] = [(); 3].map(|()| async { process(&server.url(), &stand_in).await });
    let (first, second, third) = tokio::join!(first, second, third);
    call(&first).await.expect("a number");
    server.freeze();
    let began = Instant::now();
    call(&first).await.expect("with its copy");
    assert!(began.elapsed() < Duration::from_millis(290), "no look at Redis: {:?}", began.elapsed());
    stand_in.next(Trouble::TokenExpired);
    for client in [&first, &second] {
        let began = Instant::now();
        call(client).await.expect("asks for itself");
        assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    }
    server.thaw();
    server.kill();
    call(&third).await.expect("asks for itself");
    stand_in.next(Trouble::Hang);
    let began = Instant::now();
    assert!(call(&third).await.is_err());
    assert!(began.elapsed() < Duration::from_millis(3200), "3 s in all: {:?}", began.elapsed());
}

#[tokio::test]
async fn a_redis_that_is_not_there_is_said_at_the_start() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let url = format!("redis://{}", listener.local_addr().expect("bound"));
    drop(listener);
    assert!(SharedToken::connect(&url, Seal::new(&[[7; 32]], &[9; 32])).await.is_err());
}

fn px(millis: u64) -> ::redis::SetOptions {
    ::redis::SetOptions::default().with_expiration(::redis::SetExpiry::PX(millis))
}
