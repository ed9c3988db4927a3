//! No request takes longer than five seconds, and the database gives up with it.

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement, TransactionTrait};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::on_both_stores;
use crate::harness::service::run;
use crate::harness::town::Town;
use crate::harness::world::{World, error_of, request_id};

on_both_stores!(
    what_waits_for_a_lock_is_given_up_in_time,
    what_had_not_begun_when_the_client_was_told_never_begins,
    who_never_sends_the_rest_of_a_body_is_answered,
);

/// The limit, and what a slow machine may add to it.
const LIMIT: Duration = Duration::from_millis(5_500);

const ACTIVE: &str = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
    AND application_name = 'linli' AND state <> 'idle'";

async fn what_waits_for_a_lock_is_given_up_in_time(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let wish = town.open_wish(world, &author, "修门铃").await;
    let helper = town.volunteer(world, "helper", 0).await;
    let mine = Database::connect(&world.database).await.expect("connect");
    // Somebody holds the row and does not let go. On SQLite they hold the one lock for writing.
    let held = mine.begin().await.expect("a transaction");
    held.execute_unprepared("UPDATE wishes SET title = title").await.expect("held");
    let input = json!({ "requestId": request_id(), "wishId": wish });
    let began = Instant::now();
    let answer = world.try_act(&helper, "claimWish", input.clone(), "... on Wish { id }").await;
    assert_eq!(error_of(&answer).0, "UNAVAILABLE", "{answer}");
    assert!(began.elapsed() < LIMIT, "{:?}", began.elapsed());
    if world.database.starts_with("postgres") {
        let watch = Database::connect(&world.database).await.expect("connect");
        let quiet = async {
            while count(&watch, ACTIVE).await > 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(1), quiet).await.expect("no statement of ours goes on");
    }
    held.rollback().await.expect("let go");
    // Nothing happened, and the same request goes through now.
    let done = world.act(&helper, "claimWish", input, "... on Wish { state }").await;
    assert_eq!(done["state"], "CLAIMED", "{done}");
}

async fn what_had_not_begun_when_the_client_was_told_never_begins(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let wish = town.open_wish(world, &author, "修门铃").await;
    let [helper, other] = [town.volunteer(world, "helper", 0).await, town.volunteer(world, "other", 0).await];
    let mine = Database::connect(&world.database).await.expect("connect");
    let held = mine.begin().await.expect("a transaction");
    held.execute_unprepared("UPDATE wishes SET title = title").await.expect("held");
    // Each field waits for the lock, one after the other.
    let claims: String = (0..5)
        .map(|n| {
            let id = request_id();
            format!("c{n}: claimWish(input: {{ requestId: \"{id}\", wishId: \"{wish}\" }}) {{ __typename }} ")
        })
        .collect();
    let began = Instant::now();
    let answer = world.ask(Some(&helper), &format!("mutation {{ {claims} }}"), json!({})).await;
    assert_eq!(error_of(&answer).0, "UNAVAILABLE", "{answer}");
    assert!(began.elapsed() < LIMIT, "{:?}", began.elapsed());
    // The second field has begun before the answer, and waits for four seconds.
    tokio::time::sleep(Duration::from_secs(10).saturating_sub(began.elapsed())).await;
    held.rollback().await.expect("let go");
    let input = json!({ "wishId": wish });
    let done = world.act(&other, "claimWish", input, "... on Wish { state }").await;
    assert_eq!(done["state"], "CLAIMED", "{done}");
}

/// Behind a command nobody waits, and a city of ten million entries is not read in four seconds.
#[tokio::test(flavor = "multi_thread")]
async fn the_check_of_the_books_takes_the_time_that_it_takes() {
    let world = World::postgres().await;
    let mine = Database::connect(&world.database).await.expect("connect");
    let held = mine.begin().await.expect("a transaction");
    held.execute_unprepared("LOCK TABLE entries").await.expect("held");
    let let_go = async {
        let late = format!("{ACTIVE} AND query_start < clock_timestamp() - interval '4500 ms'");
        while count(&mine, &late).await == 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        held.rollback().await.expect("let go");
    };
    let environment = [("LINLI_DATABASE_URL", world.database.as_str())];
    let (checked, ()) = tokio::join!(run(&["ledger", "verify"], &environment), async {
        tokio::time::timeout(Duration::from_secs(30), let_go).await.expect("it waits for so long")
    });
    assert!(checked.status.success(), "{}{}", checked.stdout, checked.stderr);
    assert_eq!(checked.stdout, "The books are right.\n");
}

async fn count(db: &DatabaseConnection, sql: &str) -> i64 {
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await;
    row.expect(sql).expect("a row").try_get_by_index(0).expect("a number")
}

async fn who_never_sends_the_rest_of_a_body_is_answered(world: &World) {
    let host = world.url.trim_start_matches("http://");
    let mut line = TcpStream::connect(host).await.expect("a line");
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n\
        content-length: 1000\r\n\r\n{{\"query\":"
    );
    line.write_all(head.as_bytes()).await.expect("a request");
    let began = Instant::now();
    let mut answer = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(20), line.read_to_end(&mut answer)).await;
    ended.expect("the line is closed").expect("an answer");
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("UNAVAILABLE"), "{answer}");
    assert!(began.elapsed() < LIMIT, "{:?}", began.elapsed());
}
