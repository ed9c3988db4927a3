//! The connections that read.
//!
//! The pool of sqlx asks PostgreSQL for a sign of life whenever a connection comes back (`return_to_pool` of sqlx-core
//! 0.9.0; no setting turns it off), which doubles the trips of a page. So a connection that reads stays out of the pool
//! as long as all goes well; it goes back, and is looked at, when its statement failed or was dropped midway.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::sqlx::pool::PoolConnection;
use sea_orm::sqlx::postgres::PgPool;
use sea_orm::sqlx::query::Query;
use sea_orm::sqlx::{self, AssertSqlSafe, Connection, PgConnection, Postgres};
use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr,
    Statement, Values,
};
use sea_query_sqlx::SqlxValues;
use tokio::sync::Semaphore;

use crate::traces::ended;

/// How long a statement may take, on PostgreSQL; and how long one waits for a connection or a lock. Less than the five
/// seconds of a request, so that the database has given up when the client is told.
pub(super) const PATIENCE: Duration = Duration::from_secs(4);
/// A connection that was not used for so long is asked for a sign of life first: the database may have been restarted
/// since, and each that broke would fail a request. Under load none rests so long.
pub(super) const RESTED: Duration = Duration::from_secs(1);
/// After so long a connection goes back to the pool, which replaces old ones.
const KEPT: Duration = Duration::from_secs(10 * 60);

/// How many statements were sent, and how long each took.
pub(super) const STATEMENTS: &str = "linli_sql_statements_total";
pub(super) const STATEMENT_SECONDS: &str = "linli_sql_statement_seconds";

/// What reads: on SQLite, where a sign of life costs nothing, the pool as it is.
pub(super) enum Reads {
    Sqlite(DatabaseConnection),
    Postgres(Kept),
}

struct Idle {
    connection: PoolConnection<Postgres>,
    /// Since when it is out of the pool.
    since: Instant,
    used: Instant,
}

/// Connections kept out of their pool.
pub(super) struct Kept {
    pool: PgPool,
    idle: Mutex<Vec<Idle>>,
    turns: Semaphore,
    statements: metrics::Counter,
    /// How long those took that were done, and those that failed.
    seconds: [metrics::Histogram; 2],
}

impl Kept {
    /// As many as the pool may have.
    pub(super) fn new(pool: PgPool) -> Self {
        let turns = pool.options().get_max_connections().try_into().unwrap_or(1);
        let seconds = ["ok", "failed"].map(|outcome| metrics::histogram!(STATEMENT_SECONDS, "outcome" => outcome));
        let (idle, turns, statements) = (Mutex::default(), Semaphore::new(turns), metrics::counter!(STATEMENTS));
        Self { pool, idle, turns, statements, seconds }
    }

    async fn with<T>(
        &self,
        sql: String,
        run: impl AsyncFnOnce(&mut PgConnection) -> sqlx::Result<T>,
    ) -> Result<T, DbErr> {
        let turn = tokio::time::timeout(PATIENCE, self.turns.acquire()).await;
        let _turn = turn.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?;
        let (mut connection, since) = match self.living().await {
            Some(Idle { connection, since, .. }) => (connection, since),
            None => (self.pool.acquire().await.map_err(fault)?, Instant::now()),
        };
        self.statements.increment(1);
        let began = Instant::now();
        let done = run(&mut connection).await;
        let (took, failed) = (began.elapsed(), done.is_err());
        self.seconds[usize::from(failed)].record(took.as_secs_f64());
        ended("database", &sql, took, failed);
        if done.is_ok() && since.elapsed() < KEPT {
            let used = Instant::now();
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(Idle { connection, since, used });
        }
        done.map_err(fault)
    }

    /// A connection that is kept, and alive as far as that was asked: see [`RESTED`].
    async fn living(&self) -> Option<Idle> {
        loop {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
            if idle.used.elapsed() < RESTED || idle.connection.ping().await.is_ok() {
                return Some(idle);
            }
        }
    }
}

/// What a trace is told of a statement: nothing of its values.
fn told(statement: &Statement) -> String {
    if cfg!(feature = "traces") { statement.sql.clone() } else { String::new() }
}

fn query(statement: Statement) -> Query<'static, Postgres, SqlxValues> {
    let values = statement.values.unwrap_or_else(|| Values(Vec::new()));
    sqlx::query_with(AssertSqlSafe(statement.sql), SqlxValues(values))
}

fn fault(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}

#[async_trait::async_trait]
impl ConnectionTrait for Reads {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Sqlite(_) => DbBackend::Sqlite,
            Self::Postgres(_) => DbBackend::Postgres,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self {
            Self::Sqlite(pool) => pool.execute_raw(statement).await,
            Self::Postgres(kept) => {
                kept.with(told(&statement), async |c| query(statement).execute(c).await.map(Into::into)).await
            }
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.execute_raw(Statement::from_string(self.get_database_backend(), sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self {
            Self::Sqlite(pool) => pool.query_one_raw(statement).await,
            Self::Postgres(kept) => {
                kept.with(told(&statement), async |c| Ok(query(statement).fetch_optional(c).await?.map(Into::into)))
                    .await
            }
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Sqlite(pool) => pool.query_all_raw(statement).await,
            Self::Postgres(kept) => {
                let rows = kept.with(told(&statement), async |c| query(statement).fetch_all(c).await).await?;
                Ok(rows.into_iter().map(Into::into).collect())
            }
        }
    }
}
