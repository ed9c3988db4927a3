//! What a request costs, counted and not timed.

use serde_json::json;

use crate::harness::town::Town;
use crate::harness::world::{World, request_id};
use crate::process::{Service, service_on};

#[tokio::test(flavor = "multi_thread")]
async fn a_page_costs_the_same_whatever_its_length_on_postgres() {
    pages_cost_the_same(World::postgres().await, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_costs_the_same_whatever_its_length_on_sqlite() {
    pages_cost_the_same(World::sqlite().await, false).await;
}

/// Fills a database through one server, and counts in another of its own, which nobody else asks anything.
async fn pages_cost_the_same(world: World, redis: bool) {
    let town = Town::build(&world).await;
    let author = town.resident(&world, "author", 0, Some(0)).await;
    for n in 0..105 {
        town.open_wish(&world, &author, &format!("第{n}个")).await;
    }
    for n in 0..105 {
        let input = json!({
            "requestId": request_id(), "areaId": town.communities[0], "category": "GENERAL", "title": format!("第{n}条"),
            "text": "正文", "audience": ["RESIDENTS"],
        });
        world.act(&town.staff[0], "publishNotice", input, "").await;
    }
    if redis {
        // Joining and appointing held standings back for half a minute: let that be over.
        for person in [&author, &town.staff[0]] {
            let id = domain::ids::MemberId::parse("id", &person.id).expect("an id").uuid();
            let client = redis::Client::open(crate::harness::servers::shared_redis()).expect("a URL");
            let mut connection = client.get_multiplexed_async_connection().await.expect("a connection");
            let key = format!("linli:{{{}}}:standing", id.simple());
            let dropped: i64 = redis::cmd("DEL").arg(key).query_async(&mut connection).await.expect("an answer");
            assert_eq!(dropped, 1, "it was held back");
        }
    }
    let service = service_on(&world, redis).await;
    let reader = service.login("author").await;
    let staff = service.login(&format!("staff-{}", town.communities[0])).await;
    let feed = "query($n: Int) { wishes(first: $n) { edges { node { title author { id shownName } grid { name } \
        community { name } claim { claimer { shownName } } } } } }";
    let board = "query($n: Int) { noticeBoard(first: $n) { edges { node { title readAt author { shownName } \
        area { name } } } } }";
    let versions = "query($n: Int) { noticeBoard(first: $n) { edges { node { versions { version } } } } }";
    let readers = &format!(
        "query($n: Int) {{ noticeBoard(communityId: \"{}\", first: $n) {{ edges {{ node {{ readCount }} }} }} }}",
        town.communities[0]
    );
    // The first request of all fills what is kept.
    service.ask(&reader, feed, json!({ "n": 1 })).await;
    service.ask(&staff, "{ viewer { id } }", json!({})).await;
    for (who, text, list, statements, batch) in [
        (&reader, feed, "wishes", 1, 0),
        (&reader, board, "noticeBoard", 1, 0),
        // The page; then what of it may be seen, and its versions.
        (&reader, versions, "noticeBoard", 1, 2),
        // The community and the page; then the counts.
        (&staff, readers, "noticeBoard", 2, 1),
        (&reader, "query($n: Int) { areas(first: $n) { edges { node { id parent { name } } } } }", "areas", 1, 0),
    ] {
        for size in [1, 20, 100] {
            let before = counters(&service).await;
            let answer = service.ask(who, text, json!({ "n": size })).await;
            let after = counters(&service).await;
            assert!(answer.get("errors").is_none(), "{answer}");
            if list != "areas" {
                assert_eq!(answer["data"][list]["edges"].as_array().map(Vec::len), Some(size));
            }
            // A loader gathers for a millisecond: what a slow machine asks for later is a second batch, or a third.
            let batches = if size == 1 { 1 } else { 3 };
            let allowed = statements + batch..=statements + batches * batch;
            assert!(allowed.contains(&(after.0 - before.0)), "{before:?} {after:?} SQL statements for {size}: {text}");
            assert_eq!(after.1 - before.1, 1, "one look at the session store for {size}: {text}");
        }
    }
}

/// SQL statements and round trips to the session store so far.
async fn counters(service: &Service) -> (u64, u64) {
    let page = service.metrics().await;
    let read = |name: &str| {
        let line = page.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name}\n{page}"));
        line.rsplit(' ').next().and_then(|n| n.parse().ok()).expect("a number")
    };
    (read("linli_sql_statements_total "), read("linli_session_store_round_trips_total "))
}
