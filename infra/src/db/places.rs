//! The place tree: table `areas`.

use std::sync::LazyLock;

use async_trait::async_trait;
use domain::Reason;
use domain::failure::Outcome;
use domain::ids::AreaId;
use domain::page::{Page, PageRequest};
use domain::places::area::Area;
use domain::places::path::Path;
use domain::places::repo::{PlaceReader, PlaceRepo};
use sea_orm::{ActiveValue::Set, EntityTrait, QueryFilter, QueryResult, Value};
use uuid::Uuid;

use super::entities::area;
use super::paging::Paged;
use super::sql::{Columns, all, corrupt, failure, marks_from, unique};
use super::words::{AREA_KIND, meaning, word};
use super::{Db, DbTx};

const BELOW: [&str; 2] = [
    "SELECT id, kind, name, path FROM areas WHERE parent_id = $1 AND id > $2 ORDER BY id LIMIT $3",
    "SELECT id, kind, name, path FROM areas WHERE parent_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
];
/// What goes into the brackets comes when it is asked. Below each area, the one with which the page ends is looked up first,
/// so that those that come after are not read; $3 is beyond all.
static BELOW_EACH: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of(
        "WITH ends AS MATERIALIZED (SELECT id, (SELECT y.id FROM areas y WHERE y.parent_id = a.id AND y.id {after} $1 \
         ORDER BY y.id {asc} LIMIT 1 OFFSET $2 - 1) AS at FROM areas a WHERE id IN ()) \
         SELECT x.parent_id, x.id, x.kind, x.name, x.path FROM ends JOIN areas x ON x.parent_id = ends.id \
         AND x.id {after} $1 AND x.id {until} COALESCE(ends.at, $3) ORDER BY x.parent_id, x.id {asc}",
    )
});
const ROOTS: [&str; 2] = [
    "SELECT id, kind, name, path FROM areas WHERE parent_id IS NULL AND id > $1 ORDER BY id LIMIT $2",
    "SELECT id, kind, name, path FROM areas WHERE parent_id IS NULL AND id < $1 ORDER BY id DESC LIMIT $2",
];

/// An area from its columns.
pub(super) fn area_of(id: Uuid, kind: &str, name: String, path: &str) -> Outcome<Area> {
    Ok(Area {
        id: AreaId::from_uuid(id),
        kind: meaning(&AREA_KIND, kind)?,
        name,
        path: Path::from_text(path).ok_or_else(|| corrupt("path"))?,
    })
}

/// An area of the four columns that come next, if there is one.
pub(super) fn read_area(columns: &mut Columns<'_>) -> Outcome<Option<Area>> {
    let (id, kind): (Option<Uuid>, Option<String>) = (columns.read()?, columns.read()?);
    let (name, path): (Option<String>, Option<String>) = (columns.read()?, columns.read()?);
    match (id, kind, name, path) {
        (Some(id), Some(kind), Some(name), Some(path)) => area_of(id, &kind, name, &path).map(Some),
        _ => Ok(None),
    }
}

/// Where a list ordered by id begins when nobody says.
pub(super) fn id_from<K>(page: &PageRequest<domain::ids::Id<K>>) -> Uuid {
    page.from.map_or(if page.backwards { Uuid::max() } else { Uuid::nil() }, |id| id.uuid())
}

/// Where a list ordered by id ends at the latest.
pub(super) fn beyond<K>(page: &PageRequest<K>) -> Uuid {
    if page.backwards { Uuid::nil() } else { Uuid::max() }
}

/// Where a list of the latest begins when nobody says: it runs against the order of ids.
pub(super) fn latest_from<K>(page: &PageRequest<domain::ids::Id<K>>) -> Uuid {
    page.from.map_or(if page.backwards { Uuid::nil() } else { Uuid::max() }, |id| id.uuid())
}

/// One row more than wanted, to know whether there are more.
pub(super) fn limit<K>(page: &PageRequest<K>) -> i64 {
    i64::try_from(page.size).unwrap_or(i64::MAX - 1) + 1
}

/// The rows of a statement about several things: `values`, and then the ids, for which the statement has `IN ()`.
pub(super) async fn of_each<K>(
    db: &Db,
    sql: &str,
    mut values: Vec<Value>,
    ids: &[domain::ids::Id<K>],
) -> Outcome<Vec<QueryResult>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = sql.replace("IN ()", &format!("IN ({})", marks_from(values.len() + 1, ids)));
    values.extend(ids.iter().map(|id| Value::from(id.uuid())));
    all(&db.read, &sql, values).await
}

/// A page for each of several lists, of items that come one list after the other.
pub(super) fn pages<K, C, T>(
    items: Vec<(domain::ids::Id<K>, T)>,
    page: &PageRequest<C>,
) -> Vec<(domain::ids::Id<K>, Page<T>)> {
    let mut lists: Vec<(domain::ids::Id<K>, Vec<T>)> = Vec::new();
    for (of, item) in items {
        match lists.last_mut() {
            Some((last, items)) if *last == of => items.push(item),
            _ => lists.push((of, vec![item])),
        }
    }
    lists.into_iter().map(|(of, items)| (of, Page::of(items, page))).collect()
}

#[async_trait]
impl PlaceRepo for DbTx {
    async fn add_area(&mut self, new: &Area) -> Outcome<()> {
        let row = area::ActiveModel {
            id: Set(new.id.uuid()),
            parent_id: Set(new.parent().map(|id| id.uuid())),
            kind: Set(word(&AREA_KIND, new.kind).into()),
            name: Set(new.name.clone()),
            path: Set(new.path.to_text()),
        };
        let added = area::Entity::insert(row).exec_without_returning(&self.tx).await;
        added.map(|_| ()).map_err(|error| unique(error, Reason::NameTaken.at("name")))
    }
}

#[async_trait]
impl PlaceReader for Db {
    async fn areas(&self, ids: &[AreaId]) -> Outcome<Vec<Area>> {
        let ids = ids.iter().map(|id| id.uuid());
        let rows = area::Entity::find().filter(area::COLUMN.id.is_in(ids)).all(&self.read).await.map_err(failure)?;
        rows.into_iter().map(|row| area_of(row.id, &row.kind, row.name, &row.path)).collect()
    }

    async fn areas_below(&self, parent: Option<AreaId>, page: &PageRequest<AreaId>) -> Outcome<Page<Area>> {
        let (from, limit, way) = (id_from(page).into(), limit(page).into(), usize::from(page.backwards));
        let rows = match parent {
            Some(parent) => all(&self.read, BELOW[way], vec![parent.uuid().into(), from, limit]).await?,
            None => all(&self.read, ROOTS[way], vec![from, limit]).await?,
        };
        let areas: Outcome<Vec<_>> =
            rows.iter().map(|row| read_area(&mut Columns::of(row))?.ok_or_else(|| corrupt("area"))).collect();
        Ok(Page::of(areas?, page))
    }

    async fn areas_below_each(
        &self,
        parents: &[AreaId],
        page: &PageRequest<AreaId>,
    ) -> Outcome<Vec<(AreaId, Page<Area>)>> {
        let values = vec![id_from(page).into(), limit(page).into(), beyond(page).into()];
        let rows = of_each(self, BELOW_EACH.for_page(page), values, parents).await?;
        let areas = rows.iter().map(|row| {
            let mut columns = Columns::of(row);
            let parent = AreaId::from_uuid(columns.read()?);
            Ok((parent, read_area(&mut columns)?.ok_or_else(|| corrupt("area"))?))
        });
        Ok(pages(areas.collect::<Outcome<_>>()?, page))
    }
}
