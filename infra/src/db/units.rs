//! The unit tree and its rosters: tables `units` and `roster_entries`.

use async_trait::async_trait;
use domain::Reason;
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{AreaId, MemberId, RosterImportId, UnitId};
use domain::page::{Page, PageRequest};
use domain::places::path::Path;
use domain::text::{Phone, RealName};
use domain::units::repo::{Laid, Listed, UnitReader, UnitRepo};
use domain::units::unit::{RosterEntry, RosterImport, Unit};
use sea_orm::{ActiveValue::Set, EntityTrait, Value};
use uuid::Uuid;

use super::entities::{roster_entry, unit};
use super::places::{id_from, limit, of_each};
use super::sql::{Columns, all, corrupt, marks, run, unique};
use super::{Db, DbTx, roster};

const UNIT: &str = "SELECT u.id, u.name, u.path, u.area_id, a.path FROM units u JOIN areas a ON a.id = u.area_id";
const ROSTER_SIZES: &str = "SELECT unit_id, COUNT(*) FROM roster_entries WHERE unit_id IN () GROUP BY unit_id";
/// Of several lines with this name and phone (there can be one only), the one that nobody has; while the number is still
/// the member's.
const TAKE: &str = "UPDATE roster_entries SET member_id = $1 \
    WHERE unit_id = $2 AND phone_digest = $3 AND name_digest = $4 AND member_id IS NULL \
    AND EXISTS (SELECT 1 FROM members m WHERE m.id = $1 AND m.phone_digest = $3)";

/// A unit of the five columns that come next, if there is one.
pub(super) fn read_unit(columns: &mut Columns<'_>) -> Outcome<Option<Unit>> {
    let (id, name, path): (Option<Uuid>, Option<String>, Option<String>) =
        (columns.read()?, columns.read()?, columns.read()?);
    let (area, area_path): (Option<Uuid>, Option<String>) = (columns.read()?, columns.read()?);
    let (Some(id), Some(name), Some(path), Some(area), Some(area_path)) = (id, name, path, area, area_path) else {
        return Ok(None);
    };
    Ok(Some(Unit {
        id: UnitId::from_uuid(id),
        name,
        path: Path::from_text(&path).ok_or_else(|| corrupt("path"))?,
        area: AreaId::from_uuid(area),
        area_path: Path::from_text(&area_path).ok_or_else(|| corrupt("path"))?,
    }))
}

#[async_trait]
impl UnitRepo for DbTx {
    async fn add_unit(&mut self, new: &Unit) -> Outcome<()> {
        let row = unit::ActiveModel {
            id: Set(new.id.uuid()),
            parent_id: Set(new.path.steps().iter().rev().nth(1).copied()),
            area_id: Set(new.area.uuid()),
            name: Set(new.name.clone()),
            path: Set(new.path.to_text()),
        };
        let added = unit::Entity::insert(row).exec_without_returning(&self.tx).await;
        added.map(|_| ()).map_err(|error| unique(error, Reason::NameTaken.at("name")))
    }

    async fn add_to_roster(&mut self, entry: &RosterEntry) -> Outcome<()> {
        let row = roster_entry::ActiveModel {
            id: Set(entry.id.uuid()),
            unit_id: Set(entry.unit.uuid()),
            name_digest: Set(self.seal.digest("name", entry.name.in_full())),
            phone_digest: Set(self.seal.digest("phone", entry.phone.in_full())),
            name_sealed: Set(self.seal.seal("roster_entries.name", entry.name.in_full())?),
            phone_sealed: Set(self.seal.seal("roster_entries.phone", entry.phone.in_full())?),
            member_id: Set(None),
        };
        let added = roster_entry::Entity::insert(row).exec_without_returning(&self.tx).await;
        added.map(|_| ()).map_err(|error| unique(error, Reason::AlreadyOnRoster.at("phone")))
    }

    async fn add_all_to_roster(&mut self, entries: &[RosterEntry]) -> Outcome<Laid> {
        roster::add_all(&self.tx, &self.seal, entries).await
    }

    async fn add_roster_import(&mut self, import: &RosterImport) -> Outcome<()> {
        roster::add_import(&self.tx, import).await
    }

    async fn take_roster_line(
        &mut self,
        unit: UnitId,
        name: &RealName,
        phone: &Phone,
        member: MemberId,
    ) -> Outcome<bool> {
        let phone = self.seal.digest("phone", phone.in_full());
        let name = self.seal.digest("name", name.in_full());
        let values = vec![member.uuid().into(), unit.uuid().into(), phone.into(), name.into()];
        Ok(run(&self.tx, TAKE, values).await? == 1)
    }
}

#[async_trait]
impl UnitReader for Db {
    async fn units(&self, ids: &[UnitId]) -> Outcome<Vec<Unit>> {
        let values: Vec<Value> = ids.iter().map(|id| id.uuid().into()).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        units(self, &format!("{UNIT} WHERE u.id IN ({})", marks(ids)), values).await
    }

    async fn units_below(&self, parent: Option<UnitId>, page: &PageRequest<UnitId>) -> Outcome<Page<Unit>> {
        let (sign, order) = if page.backwards { ("<", "DESC") } else { (">", "ASC") };
        let mut values: Vec<Value> = vec![id_from(page).into(), limit(page).into()];
        let place = match parent {
            Some(parent) => {
                values.push(parent.uuid().into());
                "u.parent_id = $3"
            }
            None => "u.parent_id IS NULL",
        };
        let sql = format!("{UNIT} WHERE {place} AND u.id {sign} $1 ORDER BY u.id {order} LIMIT $2");
        Ok(Page::of(units(self, &sql, values).await?, page))
    }

    async fn roster_sizes(&self, units: &[UnitId]) -> Outcome<Vec<(UnitId, i64)>> {
        let rows = of_each(self, ROSTER_SIZES, Vec::new(), units).await?;
        let size = |row| {
            let mut columns = Columns::of(row);
            Ok((UnitId::from_uuid(columns.read()?), columns.read()?))
        };
        rows.iter().map(size).collect()
    }

    async fn roster_import(&self, by: &Viewer, import: RosterImportId) -> Outcome<Option<RosterImport>> {
        roster::import_of(&self.read, by.member(), import).await
    }

    async fn pending_on_roster(&self, unit: UnitId) -> Outcome<Vec<Listed>> {
        roster::pending(&self.read, &self.seal, unit).await
    }
}

async fn units(db: &Db, sql: &str, values: Vec<Value>) -> Outcome<Vec<Unit>> {
    let rows = all(&db.read, sql, values).await?;
    rows.iter().map(|row| read_unit(&mut Columns::of(row))?.ok_or_else(|| corrupt("unit"))).collect()
}
