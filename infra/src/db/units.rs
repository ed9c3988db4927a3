//! The unit tree and its rosters: tables `units` and `roster_entries`.

use std::sync::LazyLock;

use async_trait::async_trait;
use domain::Reason;
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{MemberId, RosterImportId, UnitId};
use domain::page::{Page, PageRequest};
use domain::text::{Phone, RealName};

use domain::units::repo::{Laid, Listed, UnitReader, UnitRepo};
use domain::units::unit::{RosterEntry, RosterImport, Unit};
use sea_orm::{ActiveValue::Set, EntityTrait};

use super::entities::{roster_entry, unit};
use super::paging::{Paged, id_from, limit, of_each, page_of};
use super::row::{read_all, values};
use super::sql::{run, unique};
use super::{Db, DbTx, roster};

const UNIT: &str = "SELECT u.id, u.name, u.path, u.area_id, a.path FROM units u JOIN areas a ON a.id = u.area_id WHERE";
static SOME: LazyLock<String> = LazyLock::new(|| format!("{UNIT} u.id IN ()"));
static BELOW: LazyLock<Paged> =
    LazyLock::new(|| Paged::of(&[UNIT, " u.parent_id = $3 AND u.id {after} $1 ORDER BY u.id {asc} LIMIT $2"].concat()));
static ROOTS: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of(&[UNIT, " u.parent_id IS NULL AND u.id {after} $1 ORDER BY u.id {asc} LIMIT $2"].concat())
});
const ROSTER_SIZES: &str = "SELECT unit_id, COUNT(*) FROM roster_entries WHERE unit_id IN () GROUP BY unit_id";
/// Of several lines with this name and phone (there can be one only), the one that nobody has; while the number is still
/// the member's.
const TAKE: &str = "UPDATE roster_entries SET member_id = $1 \
    WHERE unit_id = $2 AND phone_digest = $3 AND name_digest = $4 AND member_id IS NULL \
    AND EXISTS (SELECT 1 FROM members m WHERE m.id = $1 AND m.phone_digest = $3)";

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
        Ok(run(&self.tx, TAKE, values![member, unit, phone, name]).await? == 1)
    }
}

#[async_trait]
impl UnitReader for Db {
    async fn units(&self, ids: &[UnitId]) -> Outcome<Vec<Unit>> {
        read_all(&of_each(self, &SOME, Vec::new(), ids).await?, |row| row.unit())
    }

    async fn units_below(&self, parent: Option<UnitId>, page: &PageRequest<UnitId>) -> Outcome<Page<Unit>> {
        let (from, limit) = (id_from(page), limit(page));
        match parent {
            Some(parent) => page_of(self, &BELOW, values![from, limit, parent], page, |row| row.unit()).await,
            None => page_of(self, &ROOTS, values![from, limit], page, |row| row.unit()).await,
        }
    }

    async fn roster_sizes(&self, units: &[UnitId]) -> Outcome<Vec<(UnitId, i64)>> {
        let rows = of_each(self, ROSTER_SIZES, Vec::new(), units).await?;
        read_all(&rows, |row| Ok((row.id()?, row.read()?)))
    }

    async fn roster_import(&self, by: &Viewer, import: RosterImportId) -> Outcome<Option<RosterImport>> {
        roster::import_of(&self.read, by.member(), import).await
    }

    async fn pending_on_roster(&self, unit: UnitId) -> Outcome<Vec<Listed>> {
        roster::pending(&self.read, &self.seal, unit).await
    }
}
