//! Sending a statement, and reading its rows.

use domain::failure::{Cause, Failure, Outcome};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbBackend, DbErr, DeleteMany, EntityTrait, QueryResult, RuntimeErr, Statement,
    TryGetable, UpdateMany, Value,
};

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
    if_unique(db.execute_raw(statement).await.map(|done| done.rows_affected()))
}

/// What was done; `None` if a unique index did not let it.
pub(super) fn if_unique<T>(done: Result<T, DbErr>) -> Outcome<Option<T>> {
    match done {
        Ok(done) => Ok(Some(done)),
        Err(error) => match error.sql_err() {
            Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => Ok(None),
            _ => Err(failure(error)),
        },
    }
}

/// Updates rows and says how many.
pub(super) async fn update<E: EntityTrait>(db: &impl ConnectionTrait, update: UpdateMany<E>) -> Outcome<u64> {
    update.exec(db).await.map(|done| done.rows_affected).map_err(failure)
}

/// Deletes rows and says how many.
pub(super) async fn delete<E: EntityTrait>(db: &impl ConnectionTrait, delete: DeleteMany<E>) -> Outcome<u64> {
    delete.exec(db).await.map(|done| done.rows_affected).map_err(failure)
}

/// Inserts a row.
pub(super) async fn insert<A: ActiveModelTrait>(db: &impl ConnectionTrait, row: A) -> Outcome<()> {
    A::Entity::insert(row).exec_without_returning(db).await.map(|_| ()).map_err(failure)
}

/// Inserts a row where no unique index is against it, and says whether it did.
pub(super) async fn insert_if_unique<A: ActiveModelTrait>(db: &impl ConnectionTrait, row: A) -> Outcome<bool> {
    let insert = A::Entity::insert(row).on_conflict(OnConflict::new().do_nothing().to_owned());
    insert.exec_without_returning(db).await.map(|rows| rows == 1).map_err(failure)
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
pub(super) fn of_rows(sql: &str, mut values: Vec<Value>, rows: Vec<Vec<Value>>) -> (String, Vec<Value>) {
    let nothing = rows.first().map(|row| row.iter().map(Value::as_null).collect());
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

/// As [`held`], of the rows that nobody else holds: it waits for nobody.
pub(super) fn held_if_free(db: &impl ConnectionTrait) -> &'static str {
    match db.get_database_backend() {
        DbBackend::Postgres => " FOR NO KEY UPDATE SKIP LOCKED",
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
