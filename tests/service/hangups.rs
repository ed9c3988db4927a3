//! Clients that hang up in the middle of a mutation.

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::town::{Town, post, wish_input};
use crate::harness::world::{Person, World};

on_both_stores!(bursts_of_cut_connections_leave_nothing_half_done);

const OPEN_TRANSACTIONS: &str =
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'";

async fn bursts_of_cut_connections_leave_nothing_half_done(world: &World) {
    let town = Town::build(world).await;
    let mut authors = Vec::new();
    for n in 0..5 {
        authors.push(town.resident(world, &format!("author{n}"), 0, None).await);
    }
    for burst in 0..15 {
        // All hang up at the same moment, each time at another: so whatever a connection is at, nobody comes after.
        let wait = std::time::Duration::from_micros(4_000 + burst * 2_777);
        all((0..50).map(|n| {
            let author = &authors[n % authors.len()];
            async move {
                hang_up(world, author, wait).await;
                Value::Null
            }
        }))
        .await;
        // What runs on ends soon; a session that was left inside a transaction stays there, until the database ends it
        // after five seconds.
        let ended = async {
            while world.database.starts_with("postgres") && count(world, OPEN_TRANSACTIONS).await > 0 {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        let patience = std::time::Duration::from_secs(3);
        tokio::time::timeout(patience, ended).await.expect("no session stays inside a transaction");
    }
    // The pool is whole: as many at once as it has connections and more, each with its effect.
    for author in &authors {
        let posted =
            all((0..20).map(|n| async move { json!(post(world, author, &format!("挂断之后{n}")).await) })).await;
        assert_eq!(posted.len(), 20);
    }
    // And none of it is lost, as it would be on a connection that was left inside a transaction.
    assert_eq!(count(world, "SELECT count(*) FROM wishes WHERE title LIKE '挂断之后%'").await, 100);
    // Whatever the cut requests did, they did wholly: a wish is there exactly if its request id is.
    assert_eq!(
        count(world, "SELECT count(*) FROM wishes").await,
        count(world, "SELECT count(*) FROM requests WHERE made_id IN (SELECT id FROM wishes)").await
    );
    assert_eq!(count(world, "SELECT count(*) FROM requests WHERE made_id NOT IN (SELECT id FROM wishes UNION SELECT id FROM areas UNION SELECT id FROM proposals UNION SELECT id FROM consents)").await, 0);
}

async fn hang_up(world: &World, author: &Person, wait: std::time::Duration) {
    let host = world.url.trim_start_matches("http://");
    let text = "mutation($input: PostWishInput!) { postWish(input: $input) { __typename } }";
    let body = json!({ "query": text, "variables": { "input": wish_input("挂断") } }).to_string();
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        author.access,
        body.len()
    );
    let mut stream = TcpStream::connect(host).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("a request");
    tokio::time::sleep(wait).await;
    // A reset, not an orderly end: what a phone that lost its network looks like.
    stream.set_zero_linger().expect("no lingering");
}

async fn count(world: &World, sql: &str) -> i64 {
    use sea_orm::{ConnectionTrait, Database, Statement};
    let db = Database::connect(&world.database).await.expect("connect");
    let row =
        db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect(sql).expect("a row");
    db.close().await.expect("close");
    row.try_get_by_index(0).expect("a number")
}
