//! Sending a statement, and reading its rows.

use domain::failure::{Cause, Failure, Outcome};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, RuntimeErr, Statement, TryGetable, Value};

/// All rows of a statement.
pub(super) async fn all(db: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Outcome<Vec<QueryResult>> {
    db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await.map_err(failure)
}

/// The first row of a statement.
pub(super) async fn one(db: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Outcome<Option<QueryResult>> {
    db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await.map_err(failure)
}

/// Runs a statement and says how many rows it changed.
pub(super) async fn run(db: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Outcome<u64> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    db.execute_raw(statement).await.map(|done| done.rows_affected()).map_err(failure)
}

/// As [`run`]; the violation of a unique index stands for `no`.
pub(super) async fn run_unique(
    db: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
    no: impl FnOnce() -> Failure,
) -> Outcome<u64> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    db.execute_raw(statement).await.map(|done| done.rows_affected()).map_err(|error| match error.sql_err() {
        Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => no(),
        _ => failure(error),
    })
}

/// As [`run`]; `None` if a unique index did not let it.
pub(super) async fn run_if_unique(db: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Outcome<Option<u64>> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    match db.execute_raw(statement).await {
        Ok(done) => Ok(Some(done.rows_affected())),
        Err(error) => match error.sql_err() {
            Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => Ok(None),
            _ => Err(failure(error)),
        },
    }
}

/// As many placeholders as there are values.
pub(super) fn marks<T>(values: &[T]) -> String {
    marks_from(1, values)
}

/// As many placeholders as there are values, from this number on.
pub(super) fn marks_from<T>(first: usize, values: &[T]) -> String {
    (first..first + values.len()).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

/// A statement about several rows, for which it has `VALUES ()`; its placeholders follow those of `values`.
///
/// There are as many rows as a power of two, so that few texts are prepared, however many come: the last ones hold nothing
/// but NULL, and the statement leaves them out.
pub(super) fn of_rows<const N: usize>(
    sql: &str,
    mut values: Vec<Value>,
    rows: Vec<[Value; N]>,
) -> (String, Vec<Value>) {
    let nothing = rows.first().map(|row| row.each_ref().map(Value::as_null));
    let missing = rows.len().next_power_of_two() - rows.len();
    let mut places = String::new();
    for row in rows.into_iter().chain(nothing.into_iter().cycle().take(missing)) {
        let first = values.len() + 1;
        places.push_str(if places.is_empty() { "VALUES (" } else { ", (" });
        places.push_str(&marks_from(first, &row));
        places.push(')');
        values.extend(row);
    }
    (sql.replace("VALUES ()", &places), values)
}

/// The end of a SELECT whose rows are held until the transaction ends, in its order. On SQLite, one transaction at a time
/// writes.
pub(super) fn held(db: &impl ConnectionTrait) -> &'static str {
    match db.get_database_backend() {
        DbBackend::Postgres => " FOR NO KEY UPDATE",
        _ => "",
    }
}

/// Reads the columns of a row one after the other, in the order of the statement.
pub(super) struct Columns<'r> {
    row: &'r QueryResult,
    next: usize,
}

impl<'r> Columns<'r> {
    pub(super) fn of(row: &'r QueryResult) -> Self {
        Self { row, next: 0 }
    }

    pub(super) fn read<T: TryGetable>(&mut self) -> Outcome<T> {
        let value = self.row.try_get_by_index(self.next).map_err(failure)?;
        self.next += 1;
        Ok(value)
    }
}

/// A value in the database that no rule could have put there.
pub(super) fn corrupt(what: &str) -> Failure {
    Failure::Broken(format!("the database holds an impossible {what}").into())
}

/// A database that does not answer is *unavailable*; all else is a fault of ours.
pub(super) fn failure(error: DbErr) -> Failure {
    let away = match &error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Query(RuntimeErr::SqlxError(e)) | DbErr::Exec(RuntimeErr::SqlxError(e)) => match &**e {
            sea_orm::SqlxError::Io(_) | sea_orm::SqlxError::PoolTimedOut | sea_orm::SqlxError::PoolClosed => true,
            // Class 57: the server shuts down or cancelled the statement; 53: it has no room; 40: it undid the transaction
            // because two waited for each other. 5: SQLite is busy.
            sea_orm::SqlxError::Database(e) => {
                let code = e.code();
                code.is_some_and(|code| ["57", "53", "40"].iter().any(|class| code.starts_with(class)) || code == "5")
            }
            _ => false,
        },
        _ => false,
    };
    let cause: Cause = error.into();
    if away { Failure::Unavailable(cause) } else { Failure::Broken(cause) }
}

/// Turns the violation of a unique index into the refusal that it stands for.
pub(super) fn unique(error: DbErr, refusal: domain::failure::Refusal) -> Failure {
    match error.sql_err() {
        Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => refusal.into(),
        _ => failure(error),
    }
}
