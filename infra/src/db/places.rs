//! The place tree: table `areas`.

use std::sync::LazyLock;

use async_trait::async_trait;
use domain::Reason;
use domain::failure::Outcome;
use domain::ids::AreaId;
use domain::page::{Page, PageRequest};
use domain::places::area::Area;
use domain::places::repo::{PlaceReader, PlaceRepo};
use sea_orm::{ActiveValue::Set, EntityTrait, QueryFilter};

use super::entities::area;
use super::paging::{Paged, beyond, id_from, limit, of_each, page_of, pages};
use super::row::{AREA_KIND, area_of, read_all, values};
use super::sql::{failure, unique};
use super::words::word;
use super::{Db, DbTx};

static BELOW: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of(
        "SELECT id, kind, name, path FROM areas WHERE parent_id = $1 AND id {after} $2 ORDER BY id {asc} LIMIT $3",
    )
});
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
static ROOTS: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of(
        "SELECT id, kind, name, path FROM areas WHERE parent_id IS NULL AND id {after} $1 ORDER BY id {asc} LIMIT $2",
    )
});

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
        match parent {
            Some(parent) => {
                page_of(self, &BELOW, values![parent, id_from(page), limit(page)], page, |row| row.area()).await
            }
            None => page_of(self, &ROOTS, values![id_from(page), limit(page)], page, |row| row.area()).await,
        }
    }

    async fn areas_below_each(
        &self,
        parents: &[AreaId],
        page: &PageRequest<AreaId>,
    ) -> Outcome<Vec<(AreaId, Page<Area>)>> {
        let rows = of_each(self, BELOW_EACH.for_page(page), values![id_from(page), limit(page), beyond(page)], parents)
            .await?;
        Ok(pages(read_all(&rows, |row| Ok((row.id()?, row.area()?)))?, page))
    }
}
