//! Connecting, and bringing the schema up to date.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use domain::failure::Cause;
use sea_orm::sqlx::Connection;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, SqlxPostgresConnector, SqlxSqliteConnector};
use sea_orm_migration::MigratorTrait;

use super::Db;
use super::migrations::Migrations;
use super::reads::{Kept, PATIENCE, RESTED, Reads, STATEMENT_SECONDS, STATEMENTS};
use crate::seal::Seal;
use crate::traces::ended;

/// Two processes that migrate at once take turns by this PostgreSQL advisory lock ("linli" in ASCII).
const MIGRATION_LOCK: i64 = 0x6c_69_6e_6c_69;

/// Where the database is.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `postgres://…` or `sqlite:FILE`.
    pub url: String,
    /// How many connections, of which half write; never fewer than one of each. About four for each core of the database
    /// is best: see `docs/performance.md`.
    pub connections: u32,
    /// Whether a statement takes as long as it takes: for work of the command line, behind which nobody waits.
    pub patient: bool,
}

/// Connects. Fails if the schema is not the one that this program was built for.
pub async fn connect(settings: &Settings, seal: Seal) -> Result<Db, Cause> {
    let (read, write) = open(settings).await?;
    // Only a look: a service need not be able to make tables.
    let pending = Migrations::get_pending_migrations_read_only(&write).await?;
    let pending: Vec<_> = pending.iter().map(|step| step.name().to_owned()).collect();
    if !pending.is_empty() {
        return Err(format!(
            "the schema of the database is behind: run `linli migrate` first ({})",
            pending.join(", ")
        )
        .into());
    }
    Ok(Db { read, write, seal: Arc::new(seal), job_added: Arc::default() })
}

/// Brings the schema up to date. Safe to run from several processes at once.
pub async fn migrate(url: &str) -> Result<(), Cause> {
    let (_, db) = open(&Settings { url: url.to_owned(), connections: 1, patient: true }).await?;
    if db.get_database_backend() != DbBackend::Postgres {
        // One process at a time has an SQLite file; the write lock holds off any other.
        Migrations::up(&db, None).await?;
        return Ok(());
    }
    let guard = SqlxPostgresConnector::from_sqlx_postgres_pool(postgres(url, 1, None).await?);
    guard.execute_unprepared(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})")).await?;
    let done = Migrations::up(&db, None).await;
    // Closing the session releases the lock, also when this process is killed.
    guard.close().await?;
    Ok(done?)
}

async fn open(settings: &Settings) -> Result<(Reads, DatabaseConnection), Cause> {
    if settings.url.starts_with("postgres://") || settings.url.starts_with("postgresql://") {
        let writers = (settings.connections / 2).max(1);
        let readers = (settings.connections - settings.connections / 2).max(1);
        let patience = (!settings.patient).then_some(PATIENCE);
        let [read, write] = [readers, writers].map(|count| postgres(&settings.url, count, patience));
        let kept = Kept::new(read.await?);
        return Ok((Reads::Postgres(kept), counted(SqlxPostgresConnector::from_sqlx_postgres_pool(write.await?))));
    }
    if settings.url.starts_with("sqlite:") {
        return sqlite(settings).await;
    }
    Err("is neither postgres://… nor sqlite:FILE".into())
}

async fn postgres(url: &str, connections: u32, patience: Option<Duration>) -> Result<PgPool, Cause> {
    let mut options = PgConnectOptions::from_str(url)?.application_name("linli");
    if let Some(patience) = patience {
        let millis = patience.as_millis().to_string();
        options = options.options([("statement_timeout", &millis), ("idle_in_transaction_session_timeout", &millis)]);
    }
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        // Asking before each use costs a round trip.
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if meta.idle_for > RESTED {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_with(options)
        .await?;
    Ok(pool)
}

async fn sqlite(settings: &Settings) -> Result<(Reads, DatabaseConnection), Cause> {
    let options = SqliteConnectOptions::from_str(&settings.url)?
        .create_if_missing(true)
        .busy_timeout(PATIENCE)
        .journal_mode(SqliteJournalMode::Wal)
        // With WAL, NORMAL loses nothing that a crash of the program could lose; FULL also survives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // What is deleted, or written over by something shorter, is gone from the file, too.
        .pragma("secure_delete", "on");
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .connect_with(options.clone())
        .await?;
    let read = SqlitePoolOptions::new()
        .max_connections(settings.connections)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .connect_with(options.pragma("query_only", "on"))
        .await?;
    let [read, write] = [read, write].map(|pool| counted(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool)));
    Ok((Reads::Sqlite(read), write))
}

/// Counts each statement and how long it took: tests hold lists to a constant number, operators see what a request costs.
fn counted(mut db: DatabaseConnection) -> DatabaseConnection {
    let statements = metrics::counter!(STATEMENTS);
    let [done, failed] = ["ok", "failed"].map(|outcome| metrics::histogram!(STATEMENT_SECONDS, "outcome" => outcome));
    db.set_metric_callback(move |info| {
        statements.increment(1);
        let seconds = if info.failed { &failed } else { &done };
        seconds.record(info.elapsed.as_secs_f64());
        ended("database", &info.statement.sql, info.elapsed, info.failed);
    });
    db
}
