//! What goes into a statement as text, and what its rows hold.

use chrono::{DateTime, NaiveDate, Utc};
use domain::failure::Outcome;
use domain::ids::{Id, UnitId};
use domain::members::member::Person;
use domain::places::area::{Area, AreaKind};
use domain::places::path::Path;
use domain::points::rule::Points;
use domain::units::unit::Unit;
use sea_orm::sea_query::Nullable;
use sea_orm::{QueryResult, Value};
use uuid::Uuid;

pub(super) use super::sql::Columns as Row;
use super::sql::corrupt;
use super::words::{Words, meaning};

pub(super) const AREA_KIND: Words<AreaKind, 6> = [
    ("city", AreaKind::City),
    ("district", AreaKind::District),
    ("street", AreaKind::Street),
    ("community", AreaKind::Community),
    ("grid", AreaKind::Grid),
    ("building", AreaKind::Building),
];

/// What can stand for a placeholder.
pub(super) trait Bind {
    /// The type of the column.
    type Stored: Into<Value>;

    fn stored(self) -> Self::Stored;
}

macro_rules! stored_as_they_are {
    ($($type:ty),*) => {
        $(impl Bind for $type {
            type Stored = Self;

            fn stored(self) -> Self {
                self
            }
        })*
    };
}
stored_as_they_are!(bool, i32, i64, Uuid, DateTime<Utc>, NaiveDate, &str, String, &[u8], Vec<u8>, Value);

impl<K> Bind for Id<K> {
    type Stored = Uuid;

    fn stored(self) -> Uuid {
        self.uuid()
    }
}

impl Bind for Points {
    type Stored = i64;

    fn stored(self) -> i64 {
        self.0
    }
}

impl<T: Bind<Stored: Nullable>> Bind for Option<T> {
    type Stored = Option<T::Stored>;

    fn stored(self) -> Self::Stored {
        self.map(Bind::stored)
    }
}

/// The values of a statement, `$1` first.
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        vec![$(sea_orm::Value::from(super::row::Bind::stored($value))),*]
    };
}
pub(super) use values;

impl Row<'_> {
    pub(super) fn id<K>(&mut self) -> Outcome<Id<K>> {
        self.read().map(Id::from_uuid)
    }

    pub(super) fn maybe_id<K>(&mut self) -> Outcome<Option<Id<K>>> {
        Ok(self.read::<Option<Uuid>>()?.map(Id::from_uuid))
    }

    pub(super) fn word<T: Copy, const N: usize>(&mut self, words: &Words<T, N>) -> Outcome<T> {
        meaning(words, &self.read::<String>()?)
    }

    pub(super) fn maybe_word<T: Copy, const N: usize>(&mut self, words: &Words<T, N>) -> Outcome<Option<T>> {
        self.read::<Option<String>>()?.map(|word| meaning(words, &word)).transpose()
    }

    pub(super) fn path(&mut self) -> Outcome<Path> {
        path(&self.read::<String>()?)
    }

    pub(super) fn maybe_path(&mut self) -> Outcome<Option<Path>> {
        self.read::<Option<String>>()?.map(|text| path(&text)).transpose()
    }

    /// What others see of a member: id and shown name.
    pub(super) fn person(&mut self) -> Outcome<Person> {
        self.maybe_person()?.ok_or_else(|| corrupt("account"))
    }

    pub(super) fn maybe_person(&mut self) -> Outcome<Option<Person>> {
        let (id, name) = (self.maybe_id()?, self.read::<Option<String>>()?);
        Ok(id.zip(name).map(|(id, shown_name)| Person { id, shown_name }))
    }

    /// An area: id, kind, name and path.
    pub(super) fn area(&mut self) -> Outcome<Area> {
        self.maybe_area()?.ok_or_else(|| corrupt("area"))
    }

    pub(super) fn maybe_area(&mut self) -> Outcome<Option<Area>> {
        let (id, kind) = (self.read()?, self.read::<Option<String>>()?);
        let (name, path): (_, Option<String>) = (self.read()?, self.read()?);
        match (id, kind, name, path) {
            (Some(id), Some(kind), Some(name), Some(path)) => area_of(id, &kind, name, &path).map(Some),
            _ => Ok(None),
        }
    }

    /// A unit: id, name and path, and the id and path of its area.
    pub(super) fn unit(&mut self) -> Outcome<Unit> {
        self.maybe_unit()?.ok_or_else(|| corrupt("unit"))
    }

    pub(super) fn maybe_unit(&mut self) -> Outcome<Option<Unit>> {
        let (id, name, path): (Option<UnitId>, _, _) = (self.maybe_id()?, self.read()?, self.maybe_path()?);
        match (id, name, path, self.maybe_id()?, self.maybe_path()?) {
            (Some(id), Some(name), Some(path), Some(area), Some(area_path)) => {
                Ok(Some(Unit { id, name, path, area, area_path }))
            }
            _ => Ok(None),
        }
    }
}

/// An area from its columns.
pub(super) fn area_of(id: Uuid, kind: &str, name: String, text: &str) -> Outcome<Area> {
    Ok(Area { id: Id::from_uuid(id), kind: meaning(&AREA_KIND, kind)?, name, path: path(text)? })
}

/// What each row holds.
pub(super) fn read_all<T>(rows: &[QueryResult], read: impl Fn(&mut Row<'_>) -> Outcome<T>) -> Outcome<Vec<T>> {
    rows.iter().map(|row| read(&mut Row::of(row))).collect()
}

fn path(text: &str) -> Outcome<Path> {
    Path::from_text(text).ok_or_else(|| corrupt("path"))
}
