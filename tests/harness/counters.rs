//! What a service counted: SQL statements, and round trips to the session store.

use super::servers::shared_redis;
use super::service::Service;
use super::world::Person;

/// SQL statements and round trips to the session store so far.
pub(crate) async fn counters(service: &Service) -> (u64, u64) {
    let page = service.metrics().await;
    let read = |name: &str| {
        let line = page.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name}\n{page}"));
        line.rsplit(' ').next().and_then(|n| n.parse().ok()).expect("a number")
    };
    (read("linli_sql_statements_total "), read("linli_session_store_round_trips_total "))
}

/// Joining and appointing hold a standing back for half a minute: lets that be over.
pub(crate) async fn forget_standing(redis: bool, person: &Person) {
    if redis {
        let id = domain::ids::MemberId::parse("id", &person.id).expect("an id").uuid();
        let client = redis::Client::open(shared_redis()).expect("a URL");
        let mut connection = client.get_multiplexed_async_connection().await.expect("a connection");
        let keys = format!("linli:{{{}}}:*:standing", id.simple());
        let keys: Vec<String> = redis::cmd("KEYS").arg(keys).query_async(&mut connection).await.expect("an answer");
        for key in keys {
            let _: i64 = redis::cmd("DEL").arg(key).query_async(&mut connection).await.expect("an answer");
        }
    }
}
