pub(crate) mod server;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use ::redis::aio::MultiplexedConnection;
use ::redis::{AsyncCommands, ErrorKind};
use async_trait::async_trait;
use chrono::DateTime;
use domain::failure::{Failure, Outcome};
use domain::ids::MemberId;
use domain::members::session::LONGEST;
use domain::ports::{Epoch, Epochs, RateLimiter, STANDING_HELD_BACK, STANDING_KEPT, Sessions};
use domain::rates::{Caller, Charge, Rate};
use tokio::net::{TcpListener, UnixStream};
use tokio::time::sleep;
use uuid::Uuid;

use self::server::{Server, free_port};
use super::RedisSessions;
use super::sessions::{field, sessions_key, standing_key};
use crate::memory::tests::contract::{
    RoundTrips, acts_are_counted_with_the_look, each_call_is_one_round_trip, holds, id, member, noon, rates_hold,
    session, standing,
};
use crate::system::SystemClock;

/// The epoch, as a database keeps it. While `stuck`, whoever changes it hangs there.
struct Row {
    now: Mutex<Epoch>,
    changes: AtomicUsize,
    stuck: AtomicBool,
}

impl Row {
    fn new() -> Arc<Self> {
        let now = Mutex::new(Epoch { id: Uuid::nil(), began: DateTime::UNIX_EPOCH });
        Arc::new(Self { now, changes: AtomicUsize::default(), stuck: AtomicBool::default() })
    }
}

#[async_trait]
impl Epochs for Row {
    async fn epoch(&self) -> Outcome<Epoch> {
        Ok(*self.now.lock().expect("the row"))
    }

    async fn next_epoch(&self, lost: Uuid, next: Epoch) -> Outcome<Epoch> {
        if self.stuck.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
        let mut now = self.now.lock().expect("the row");
        if now.id == lost {
            *now = next;
            self.changes.fetch_add(1, Ordering::Relaxed);
        }
        Ok(*now)
    }
}

async fn connect(server: &Server) -> RedisSessions {
    connect_with(server, Row::new()).await
}

/// One of the processes that share a database.
async fn connect_with(server: &Server, row: Arc<Row>) -> RedisSessions {
    let sessions = RedisSessions::connect(&server.url(), row, Arc::new(SystemClock)).await;
    sessions.map_err(|e| e.to_string()).expect("connects")
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

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn redis_and_a_cluster_count_acts_with_the_look() {
    for server in [Server::start(), Server::start_cluster()] {
        let sessions = connect(&server).await;
        let rates = sessions.rates();
        acts_are_counted_with_the_look(Arc::new(sessions), Arc::new(rates)).await;
    }
}

#[tokio::test]
async fn a_call_is_one_round_trip() {
    for server in [Server::start(), Server::start_cluster()] {
        let trips = RoundTrips::default();
        let _installed = metrics::set_default_local_recorder(&trips);
        let store = connect(&server).await;
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
    in_last_minute_of(sessions_key(member, store.epoch()), LONGEST).await;
    store.keep_standing(&standing(member, false)).await.expect("kept");
    in_last_minute_of(standing_key(member, store.epoch()), STANDING_KEPT).await;
    store.forget_standing(member).await.expect("forgotten");
    in_last_minute_of(standing_key(member, store.epoch()), STANDING_HELD_BACK).await;
    store.keep_standing(&standing(member, false)).await.expect("no failure");
    in_last_minute_of(standing_key(member, store.epoch()), STANDING_HELD_BACK).await;

    let mut redis = behind(&server).await;
    let _: () = redis.pexpire(sessions_key(member, store.epoch()), 60_000).await.expect("set");
    store.swap(member, id(2), None, Some(&phone)).await.expect("a swap");
    in_last_minute_of(sessions_key(member, store.epoch()), LONGEST).await;
    let _: () = redis.del(standing_key(member, store.epoch())).await.expect("the mark runs out");
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
        let _: () = redis.hset(sessions_key(member, store.epoch()), field(id(1)), unreadable).await.expect("set");
        let _: () = redis.set(standing_key(member, store.epoch()), unreadable).await.expect("set");
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
        let _: () = redis.hset(sessions_key(member, store.epoch()), field(id(1)), &words).await.expect("set");
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
                let charge = Charge { of: "acts", count: 1, rate: Rate { at_once: 1, each: 1 } };
                fails("look_and_take", store.look_and_take(member, id(1), &[charge], noon())).await;
                fails("swap", store.swap(member, id(1), None, Some(&phone))).await;
                fails("all", store.all(member)).await;
                fails("end_all", store.end_all(member)).await;
                fails("keep_standing", store.keep_standing(&standing(member, true))).await;
                fails("forget_standing", store.forget_standing(member)).await;
                fails("ping", store.ping()).await;
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
        assert!(
            back.elapsed() < Duration::from_secs(5),
            "still unavailable after {:?}: {:?}",
            back.elapsed(),
            store.look(member, id(1)).await.err()
        );
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

/// An address at which stands now this Redis and now that one: a client that is connected stays with the one that it has.
async fn address_of(servers: [&Server; 2], second: Arc<AtomicBool>) -> String {
    let sockets = servers.map(Server::socket);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        loop {
            let (mut near, _) = listener.accept().await.expect("a line");
            let socket = sockets[usize::from(second.load(Ordering::Relaxed))].clone();
            tokio::spawn(async move {
                let mut far = UnixStream::connect(socket).await.expect("a line");
                let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
            });
        }
    });
    format!("redis://127.0.0.1:{port}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_redis_takes_over_at_the_same_address_from_one_that_is_a_replica_or_hangs() {
    for how in ["replica", "hung"] {
        let (old, new, second) = (Server::start(), Server::start(), Arc::new(AtomicBool::new(false)));
        let url = address_of([&old, &new], second.clone()).await;
        let store = RedisSessions::connect(&url, Row::new(), Arc::new(SystemClock)).await.expect("connects");
        let (store, member) = (Arc::new(store), member());
        match how {
            // Of nobody who answers: it keeps what it has, and takes nothing.
            "replica" => old.tell(&["REPLICAOF", "127.0.0.1", "1"]),
            _ => old.freeze(),
        }
        // Nothing is exchanged for the better yet, and nothing works.
        all_fail_soon(&store, member).await;
        second.store(true, Ordering::Relaxed);
        works_again(&store, member).await;
        store.ping().await.expect(how);
    }
}

#[tokio::test]
async fn a_redis_without_room_is_not_ready() {
    let server = Server::start();
    let store = connect(&server).await;
    server.tell(&["CONFIG", "SET", "maxmemory", "1"]);
    fails("ping", store.ping()).await;
    fails("swap", store.swap(member(), id(1), None, Some(&session("phone", noon())))).await;
    server.tell(&["CONFIG", "SET", "maxmemory", "0"]);
    store.ping().await.expect("room again");
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
        let cause = RedisSessions::connect(&url, Row::new(), Arc::new(SystemClock)).await.err().expect("fails");
        assert!(start.elapsed() < Duration::from_secs(3), "{url} took {:?}", start.elapsed());
        assert!(!format!("{cause} {cause:?}").contains(password), "{cause:?}");
        if url.starts_with("redis://:") && url.contains(&nobody.to_string()) {
            let cause = cause.downcast::<::redis::RedisError>().expect("the client's own words");
            assert_eq!(cause.kind(), ErrorKind::Io);
            assert!(cause.is_connection_refusal(), "{cause}");
        }
    }
}

/// What is done to a Redis that then no longer knows what it knew.
async fn lose(server: &mut Server, how: &str) {
    match how {
        "scripts" => server.tell(&["SCRIPT", "FLUSH"]),
        "everything" => {
            server.tell(&["FLUSHALL"]);
            server.tell(&["SCRIPT", "FLUSH"]);
        }
        _ => {
            server.kill();
            server.restart();
        }
    }
}

/// After a loss, the sessions of before are not there, for any process; all are in one new epoch, and work.
async fn a_new_epoch_begins(stores: &[Arc<RedisSessions>], member: MemberId, how: &str) {
    let before = stores[0].epoch();
    let back = Instant::now();
    while stores[0].ping().await.is_err() {
        assert!(back.elapsed() < Duration::from_secs(5), "{how}");
        sleep(Duration::from_millis(10)).await;
    }
    let lookers: Vec<_> = (0..20)
        .map(|n| {
            let store = stores[n % stores.len()].clone();
            tokio::spawn(async move {
                // A connection that has just come back may cost a call.
                for _ in 0..100 {
                    if let Ok(look) = store.look(member, id(1)).await {
                        return look;
                    }
                }
                panic!("it does not come back")
            })
        })
        .collect();
    for looker in lookers {
        let look = looker.await.expect("no panic");
        assert!(look.session.is_none() && look.standing.is_none(), "{how}");
    }
    assert_ne!(stores[0].epoch(), before, "{how}");
    assert!(stores.iter().all(|store| store.epoch() == stores[0].epoch()), "{how}");
    let phone = session("phone", noon());
    assert!(stores[0].swap(member, id(1), None, Some(&phone)).await.expect("a swap"));
    for store in stores {
        assert_eq!(store.look(member, id(1)).await.expect("a look").session, Some(phone.clone()), "{how}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_redis_lost_stays_lost_for_all_processes() {
    for mut server in [Server::start(), Server::start_cluster()] {
        let row = Row::new();
        let mut stores = Vec::new();
        for _ in 0..3 {
            stores.push(Arc::new(connect_with(&server, row.clone()).await));
        }
        let member = member();
        assert!(stores[0].swap(member, id(1), None, Some(&session("phone", noon()))).await.expect("a swap"));
        for how in ["scripts", "everything", "restart"] {
            lose(&mut server, how).await;
            a_new_epoch_begins(&stores, member, how).await;
        }
        server.tell(&["FLUSHALL"]);
        assert!(stores[2].look(member, id(1)).await.expect("a look").session.is_none(), "emptied, and nothing else");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_copy_brings_nothing_back() {
    let mut server = Server::start();
    let row = Row::new();
    let stores = [connect_with(&server, row.clone()).await, connect_with(&server, row.clone()).await].map(Arc::new);
    let member = member();
    let phone = session("phone", noon());
    assert!(stores[0].swap(member, id(1), None, Some(&phone)).await.expect("a swap"));
    stores[0].keep_standing(&standing(member, true)).await.expect("kept");
    assert!(stores[1].look(member, id(1)).await.expect("a look").standing.is_some());
    server.tell(&["SAVE"]);
    // Since the copy they logged out, and lost what they were.
    assert!(stores[1].swap(member, id(1), Some(&phone), None).await.expect("a swap"));
    stores[1].forget_standing(member).await.expect("forgotten");
    let key = sessions_key(member, stores[0].epoch());
    server.kill();
    server.restart();
    let there: bool = behind(&server).await.exists(key).await.expect("an answer");
    assert!(there, "the copy was read");
    a_new_epoch_begins(&stores, member, "an older copy").await;
}

#[tokio::test]
async fn after_a_loss_no_standing_is_kept_for_a_while() {
    let server = Server::start();
    let store = connect(&server).await;
    let member = member();
    server.tell(&["SCRIPT", "FLUSH"]);
    store.keep_standing(&standing(member, true)).await.expect("no failure");
    assert!(store.look(member, id(1)).await.expect("a look").standing.is_none(), "it was read before the loss");
    store.keep_standing(&standing(member, true)).await.expect("no failure");
    assert!(store.look(member, id(1)).await.expect("a look").standing.is_none(), "a change may be under way");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_dies_on_the_way_to_a_new_epoch_is_in_nobodys_way() {
    for server in [Server::start(), Server::start_cluster()] {
        let row = Row::new();
        let stores = [connect_with(&server, row.clone()).await, connect_with(&server, row.clone()).await].map(Arc::new);
        let member = member();
        assert!(stores[0].swap(member, id(1), None, Some(&session("phone", noon()))).await.expect("a swap"));
        server.tell(&["SCRIPT", "FLUSH"]);
        row.stuck.store(true, Ordering::Relaxed);
        let changes = row.changes.load(Ordering::Relaxed);
        fails("look", stores[0].look(member, id(1))).await;
        assert_eq!(row.changes.load(Ordering::Relaxed), changes);
        row.stuck.store(false, Ordering::Relaxed);
        a_new_epoch_begins(&[stores[1].clone(), stores[0].clone()], member, "killed").await;
    }
}
