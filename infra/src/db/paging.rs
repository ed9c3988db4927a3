//! Statements that read a page, in either direction.

use chrono::{DateTime, Utc};
use domain::failure::Outcome;
use domain::ids::Id;
use domain::page::{Page, PageRequest};
use sea_orm::{QueryResult, Value};
use uuid::Uuid;

use super::Db;
use super::row::{Row, read_all};
use super::sql::{all, marks_from};

/// Later than all that is ever stored, and early enough for both databases: 2100.
pub(super) const FOREVER: DateTime<Utc> = DateTime::from_timestamp(4_102_444_800, 0).expect("a time");

/// A statement that reads a page of a list, for both directions, made once of one text: the text is the key of the
/// prepared statement. Kept in a `LazyLock`.
pub(super) struct Paged([String; 2]);

impl Paged {
    /// Of a text that walks the list forwards: `{asc}`, `{after}` and `{until}` for a list whose keys grow, `{desc}` and
    /// `{before}` for one whose latest comes first. Backwards, each is its opposite.
    pub(super) fn of(text: &str) -> Self {
        let turned = |marks: [&str; 5]| {
            let found = ["{after}", "{before}", "{until}", "{asc}", "{desc}"];
            found.iter().zip(marks).fold(text.to_owned(), |text, (mark, word)| text.replace(mark, word))
        };
        Self([turned([">", "<", "<=", "ASC", "DESC"]), turned(["<", ">", ">=", "DESC", "ASC"])])
    }

    /// Of cards, which have `{found}` for the rows that they show: those are found first, in an index, and the rest is
    /// joined.
    pub(super) fn of_cards(cards: &str, found: &str, order: &str) -> Self {
        Self::of(&format!("{} ORDER BY {order}", cards.replace("{found}", &format!("({found})"))))
    }

    /// The text for this page.
    pub(super) fn for_page<K>(&self, page: &PageRequest<K>) -> &str {
        &self.0[usize::from(page.backwards)]
    }
}

/// Where a list ordered by id begins when nobody says.
pub(super) fn id_from<K>(page: &PageRequest<Id<K>>) -> Uuid {
    page.from.map_or(if page.backwards { Uuid::max() } else { Uuid::nil() }, |id| id.uuid())
}

/// Where a list ordered by id ends at the latest.
pub(super) fn beyond<K>(page: &PageRequest<K>) -> Uuid {
    if page.backwards { Uuid::nil() } else { Uuid::max() }
}

/// Where a list of the latest begins when nobody says: it runs against the order of ids.
pub(super) fn latest_from<K>(page: &PageRequest<Id<K>>) -> Uuid {
    page.from.map_or(if page.backwards { Uuid::nil() } else { Uuid::max() }, |id| id.uuid())
}

/// Where a list ordered by time begins when nobody says.
pub(super) fn moment_from<K>(page: &PageRequest<(DateTime<Utc>, Id<K>)>) -> (DateTime<Utc>, Uuid) {
    match page.from {
        Some((at, id)) => (at, id.uuid()),
        None if page.backwards => (FOREVER, Uuid::max()),
        None => (DateTime::UNIX_EPOCH, Uuid::nil()),
    }
}

/// Where a list of the latest by time begins when nobody says.
pub(super) fn latest_moment_from<K>(page: &PageRequest<(DateTime<Utc>, Id<K>)>) -> (DateTime<Utc>, Uuid) {
    match page.from {
        Some((at, id)) => (at, id.uuid()),
        None if page.backwards => (DateTime::UNIX_EPOCH, Uuid::nil()),
        None => (FOREVER, Uuid::max()),
    }
}

/// One row more than wanted, to know whether there are more.
pub(super) fn limit<K>(page: &PageRequest<K>) -> i64 {
    i64::try_from(page.size).unwrap_or(i64::MAX - 1) + 1
}

/// A page of a list.
pub(super) async fn page_of<K, T>(
    db: &Db,
    sql: &Paged,
    values: Vec<Value>,
    page: &PageRequest<K>,
    read: impl Fn(&mut Row<'_>) -> Outcome<T>,
) -> Outcome<Page<T>> {
    let rows = all(&db.read, sql.for_page(page), values).await?;
    Ok(Page::of(read_all(&rows, read)?, page))
}

/// The rows of a statement about several things: `values`, and then the ids, for which the statement has `IN ()`.
pub(super) async fn of_each<K>(db: &Db, sql: &str, mut values: Vec<Value>, ids: &[Id<K>]) -> Outcome<Vec<QueryResult>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = sql.replace("IN ()", &format!("IN ({})", marks_from(values.len() + 1, ids)));
    values.extend(ids.iter().map(|id| Value::from(id.uuid())));
    all(&db.read, &sql, values).await
}

/// A page for each of several lists, of items that come one list after the other.
pub(super) fn pages<K, C, T>(items: Vec<(Id<K>, T)>, page: &PageRequest<C>) -> Vec<(Id<K>, Page<T>)> {
    let mut lists: Vec<(Id<K>, Vec<T>)> = Vec::new();
    for (of, item) in items {
        match lists.last_mut() {
            Some((last, items)) if *last == of => items.push(item),
            _ => lists.push((of, vec![item])),
        }
    }
    lists.into_iter().map(|(of, items)| (of, Page::of(items, page))).collect()
}
