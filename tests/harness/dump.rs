//! All that a database or a Redis holds, to search it for what must not be there.

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

/// A value of the database, as bytes: a text as UTF-8, a blob as it is.
pub(crate) struct Value {
    /// The table.
    pub(crate) table: String,
    /// The column.
    pub(crate) column: String,
    /// The value.
    pub(crate) bytes: Vec<u8>,
}

impl Value {
    /// The name that a sealed column's values are sealed for.
    pub(crate) fn sealed_for(&self) -> Option<String> {
        self.column.strip_suffix("_sealed").map(|name| format!("{}.{name}", self.table))
    }
}

/// Every table and column of a database.
pub(crate) async fn columns(url: &str) -> Vec<(String, String)> {
    let db = Database::connect(url).await.expect("connect");
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public'"
        }
        _ => "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'",
    };
    let rows = ask(&db, sql).await;
    db.close().await.expect("close");
    rows
}

/// Writes all that waits in the journal of an SQLite file into the file.
pub(crate) async fn empty_journal(url: &str) {
    let db = Database::connect(url).await.expect("connect");
    db.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await.expect("written");
    db.close().await.expect("close");
}

/// Every column of texts, as `table.column`.
pub(crate) async fn texts(url: &str) -> Vec<String> {
    let db = Database::connect(url).await.expect("connect");
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT table_name::text, column_name::text FROM information_schema.columns \
             WHERE table_schema = 'public' AND data_type = 'text'"
        }
        _ => {
            "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p \
             WHERE m.type = 'table' AND lower(p.type) = 'text'"
        }
    };
    let rows = ask(&db, sql).await;
    db.close().await.expect("close");
    rows.into_iter().map(|(table, column)| format!("{table}.{column}")).collect()
}

/// Every value of every column of every table that is not null.
pub(crate) async fn database(url: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let db = Database::connect(url).await.expect("connect");
    for (table, column) in columns(url).await {
        let hex = match db.get_database_backend() {
            DbBackend::Postgres => format!(
                "CASE WHEN pg_typeof(\"{column}\") = 'bytea'::regtype THEN substr(\"{column}\"::text, 3) \
                 ELSE encode(convert_to(\"{column}\"::text, 'UTF8'), 'hex') END"
            ),
            _ => format!("hex(\"{column}\")"),
        };
        let sql = format!("SELECT {hex}, '' FROM \"{table}\" WHERE \"{column}\" IS NOT NULL");
        for (hex, _) in ask(&db, &sql).await {
            let bytes = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex"));
            found.push(Value { table: table.clone(), column: column.clone(), bytes: bytes.collect() });
        }
    }
    db.close().await.expect("close");
    found
}

async fn ask(db: &DatabaseConnection, sql: &str) -> Vec<(String, String)> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await;
    let rows = rows.unwrap_or_else(|fault| panic!("{sql}: {fault}"));
    let text = |row: &sea_orm::QueryResult, n| row.try_get_by_index::<String>(n).expect("a text");
    rows.iter().map(|row| (text(row, 0), text(row, 1))).collect()
}

/// Everything that Linli keeps in a Redis: keys and values, as text.
pub(crate) async fn redis(url: &str) -> Vec<String> {
    let client = redis::Client::open(url).expect("a URL");
    let mut redis = client.get_multiplexed_async_connection().await.expect("a connection");
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query_async(&mut redis).await.expect("keys");
    let mut found = Vec::new();
    for key in keys {
        let kind: String = redis::cmd("TYPE").arg(&key).query_async(&mut redis).await.expect("a type");
        let mut look = match kind.as_str() {
            "string" => redis::cmd("GET"),
            "hash" => redis::cmd("HGETALL"),
            "set" => redis::cmd("SMEMBERS"),
            "list" => redis::cmd("LRANGE"),
            "zset" => redis::cmd("ZRANGE"),
            "stream" => redis::cmd("XRANGE"),
            // It went away meanwhile.
            _ => continue,
        };
        look.arg(&key);
        match kind.as_str() {
            "list" | "zset" => look.arg(0).arg(-1),
            "stream" => look.arg("-").arg("+"),
            _ => &mut look,
        };
        let value: redis::Value = look.query_async(&mut redis).await.expect("a value");
        let mut text = key;
        flatten(&value, &mut text);
        found.push(text);
    }
    found
}

fn flatten(value: &redis::Value, text: &mut String) {
    match value {
        redis::Value::BulkString(bytes) => text.push_str(&String::from_utf8_lossy(bytes)),
        redis::Value::Array(all) => all.iter().for_each(|value| flatten(value, text)),
        other => text.push_str(&format!("{other:?}")),
    }
    text.push(' ');
}
