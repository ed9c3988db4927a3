//! Several processes, and what is lost between them; what an answer for many costs; the end of a process.

use std::time::Duration;

use serde_json::json;

use crate::harness::counters::counters;
use crate::harness::live::{Came, Socket};
use crate::harness::notices::{notice, publish};
use crate::harness::servers::{OwnRedis, shared_redis};
use crate::harness::service::{Linli, Service, env, service_on, service_with, settings};
use crate::harness::town::{Town, text};
use crate::harness::world::{Person, World};

const BOARD: &str = "subscription($c: ID) { boardChanged(communityId: $c) { notices { title } } }";
const WISHES: &str = "subscription { openWishesChanged { wishes { title } } }";
const PUBLISH: &str = "mutation($input: PublishNoticeInput!) { publishNotice(input: $input) { __typename } }";

async fn publish_at(service: &Service, by: &Person, town: &Town, title: &str) {
    let input = notice(&town.communities[0], title, json!({}));
    let answer = service.ask(by, PUBLISH, json!({ "input": input })).await;
    assert_eq!(answer["data"]["publishNotice"]["__typename"], "Notice", "{answer}");
}

async fn titles(socket: &mut Socket) -> Vec<String> {
    let data = socket.data("1").await;
    let items = data["boardChanged"]["notices"].as_array().expect("a list");
    items.iter().map(|item| text(&item["title"])).collect()
}

/// A figure of `/metrics`.
async fn figure(service: &Service, name: &str) -> f64 {
    let page = service.metrics().await;
    let line =
        page.lines().find(|line| line.starts_with(&format!("{name} "))).unwrap_or_else(|| panic!("{name}\n{page}"));
    line.rsplit(' ').next().and_then(|n| n.parse().ok()).expect("a number")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_process_does_is_seen_at_all() {
    let world = World::postgres().await;
    let town = Town::build(&world).await;
    let resident = town.resident(&world, "resident", 0, None).await;
    let services = [service_on(&world, true).await, service_on(&world, true).await];
    let mut sockets = Vec::new();
    for service in &services {
        let mut socket = Socket::of(&service.linli.url, &resident).await;
        socket.subscribe("1", BOARD, json!({}));
        assert_eq!(titles(&mut socket).await, [""; 0]);
        sockets.push(socket);
    }
    for (n, service) in services.iter().enumerate() {
        publish_at(service, &town.staff[0], &town, &format!("通知{n}")).await;
        for socket in &mut sockets {
            assert_eq!(titles(socket).await.len(), n + 1);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_worker_does_is_seen_at_the_processes_that_serve() {
    let world = World::postgres().await;
    let town = Town::build(&world).await;
    let author = town.resident(&world, "author", 0, None).await;
    let helper = town.volunteer(&world, "helper", 0).await;
    let wish = town.open_wish(&world, &author, "修门铃").await;
    // Claimed so long ago that the claim has lapsed by the clock of the programs.
    world.pass(-chrono::Duration::days(8));
    let helper_then = world.login("helper").await;
    assert_eq!(helper_then.id, helper.id);
    let claimed = world.act(&helper_then, "claimWish", json!({ "wishId": wish }), "").await;
    assert_eq!(claimed["__typename"], "Wish", "{claimed}");
    let service = service_on(&world, true).await;
    let author = service.login("author").await;
    let mut socket = Socket::of(&service.linli.url, &author).await;
    socket.subscribe("1", WISHES, json!({}));
    assert_eq!(socket.data("1").await["openWishesChanged"]["wishes"], json!([]));
    let settings = settings(&world.database, Some(shared_redis()), &world.stand_in);
    let _worker = Linli::worker(&env(&settings)).await;
    assert_eq!(socket.data("1").await["openWishesChanged"]["wishes"][0]["title"], "修门铃");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_told_is_seen_when_redis_is_back() {
    let world = World::postgres().await;
    let town = Town::build(&world).await;
    town.resident(&world, "resident", 0, None).await;
    let mut redis = OwnRedis::new().await;
    let services = [service_with(&world, &redis.url).await, service_with(&world, &redis.url).await];
    let resident = services[0].login("resident").await;
    let mut socket = Socket::of(&services[0].linli.url, &resident).await;
    socket.subscribe("1", BOARD, json!({}));
    assert_eq!(titles(&mut socket).await, [""; 0]);
    redis.stop();
    // Committed while nobody could be told: here as by a process that died before it could tell.
    publish(&world, &town.staff[0], &town.communities[0], "没人听见", json!({})).await;
    redis.start().await;
    assert_eq!(titles(&mut socket).await, ["没人听见"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_screens_cost_as_much_as_one() {
    let world = World::postgres().await;
    let town = Town::build(&world).await;
    let service = service_on(&world, true).await;
    let mut costs = Vec::new();
    for (round, (many, document)) in [
        (1, "subscription { boardChanged { notices { title text author { shownName } } } }"),
        (40, "subscription { boardChanged { notices { title text author { shownName } } } }"),
        // What is one's own is asked for each.
        (40, "subscription { boardChanged { notices { title readByMe } } }"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut sockets = Vec::new();
        for n in 0..many {
            let who = town.resident(&world, &format!("resident{round}-{n}"), 0, None).await;
            let mut socket = Socket::of(&service.linli.url, &who).await;
            socket.subscribe(&format!("{n}"), document, json!({}));
            socket.data(&format!("{n}")).await;
            sockets.push(socket);
        }
        let staff = service.login(&format!("staff-{}", town.communities[0])).await;
        // What a login and a first act cost is over.
        publish_at(&service, &staff, &town, "先来").await;
        for (n, socket) in sockets.iter_mut().enumerate() {
            socket.data(&format!("{n}")).await;
        }
        let before = counters(&service).await.0;
        publish_at(&service, &staff, &town, "停水").await;
        for (n, socket) in sockets.iter_mut().enumerate() {
            let data = socket.data(&format!("{n}")).await;
            assert_eq!(data["boardChanged"]["notices"][0]["title"], "停水");
        }
        costs.push(counters(&service).await.0 - before);
    }
    assert_eq!(costs[0], costs[1], "{costs:?}");
    assert!(costs[2] >= costs[1] + 2 * 39, "{costs:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_are_counted_and_end_with_their_process() {
    let world = World::sqlite().await;
    let town = Town::build(&world).await;
    town.resident(&world, "resident", 0, None).await;
    let mut service = service_on(&world, false).await;
    let resident = service.login("resident").await;
    let mut sockets = Vec::new();
    for _ in 0..3 {
        let mut socket = Socket::of(&service.linli.url, &resident).await;
        socket.subscribe("1", BOARD, json!({}));
        titles(&mut socket).await;
        sockets.push(socket);
    }
    for (name, expected) in
        [("linli_live_sockets", 3.0), ("linli_live_subscriptions", 3.0), ("linli_live_deliveries_total", 3.0)]
    {
        assert_eq!(figure(&service, name).await, expected, "{name}");
    }
    sockets[0].send(json!({ "type": "complete", "id": "1" }));
    sockets[0].send(json!({ "type": "ping" }));
    sockets[0].next().await;
    assert_eq!(figure(&service, "linli_live_subscriptions").await, 2.0);
    service.linli.terminate();
    for socket in &mut sockets {
        assert_eq!(socket.came().await, Came::Closed(Some((1001, "Going away".into()))));
    }
    let ended = tokio::time::timeout(Duration::from_secs(10), service.linli.exit()).await.expect("it ends");
    assert!(ended.success(), "{}", service.linli.output());
}
