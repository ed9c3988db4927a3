//! What the database itself says.

use sea_orm::{ConnectionTrait, Database, DatabaseConnection};

use super::world::World;

/// The database of a world, past Linli.
pub(crate) async fn database(world: &World) -> DatabaseConnection {
    Database::connect(&world.database).await.expect("connect")
}

/// The number that the database answers with.
pub(crate) async fn count(world: &World, sql: &str) -> i64 {
    let db = database(world).await;
    let statement = sea_orm::Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await.expect("an answer").expect("a row");
    db.close().await.expect("closed");
    row.try_get_by_index(0).expect("a number")
}

/// Changes the database, past Linli.
pub(crate) async fn execute(world: &World, sql: &str) {
    let db = database(world).await;
    db.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    db.close().await.expect("closed");
}

/// An expression of this store for so many random bytes, and for a new id.
pub(crate) fn chance(world: &World) -> (&'static str, &'static str) {
    if world.database.starts_with("sqlite") {
        ("randomblob(32)", "randomblob(16)")
    } else {
        ("decode(md5(random()::text) || md5(random()::text), 'hex')", "gen_random_uuid()")
    }
}
