//! Many lines of a roster at once: tables `roster_entries` and `roster_imports`.

use std::collections::HashMap;

use domain::failure::Outcome;
use domain::ids::{MemberId, RosterImportId, UnitId};
use domain::text::{Phone, RealName};

use domain::units::repo::{Laid, Listed};
use domain::units::unit::{RosterEntry, RosterImport};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, Value};

use super::entities::{roster_entry, roster_import};
use super::row::{Row, read_all, values};
use super::section::Shown::{Sealed, Text};
use super::section::Source;
use super::sql::{all, corrupt, failure, insert, marks_from, one};
use crate::seal::Seal;

/// How many lines one statement takes.
const BATCH: usize = 500;

const IMPORT: &str = "SELECT unit_id, imported_at, added, known FROM roster_imports WHERE id = $1 AND imported_by = $2";
const PENDING: &str = "SELECT id, real_name_sealed, phone_sealed FROM members \
    WHERE party_unit_id = $1 AND party_state = 'pending' AND real_name_sealed IS NOT NULL AND phone_sealed IS NOT NULL \
    ORDER BY party_asked_at, id";

pub(super) const ROSTER_LINES_SECTION: Source = Source {
    name: "rosterLines",
    sql: "SELECT u.name, r.name_sealed, r.phone_sealed FROM roster_entries r JOIN units u ON u.id = r.unit_id \
          WHERE r.member_id = $1 ORDER BY r.id",
    columns: &[("unit", Text), ("name", Sealed("roster_entries.name")), ("phone", Sealed("roster_entries.phone"))],
};

/// A line with the digests that it is found by, and its place among those that came.
struct Line<'e> {
    place: usize,
    entry: &'e RosterEntry,
    phone: Vec<u8>,
    name: Vec<u8>,
}

pub(super) async fn add_all(db: &impl ConnectionTrait, seal: &Seal, entries: &[RosterEntry]) -> Outcome<Laid> {
    let mut lines: Vec<_> = entries
        .iter()
        .enumerate()
        .map(|(place, entry)| Line {
            place,
            entry,
            phone: seal.digest("phone", entry.phone.in_full()),
            name: seal.digest("name", entry.name.in_full()),
        })
        .collect();
    // All who add lines do so in one order, so that no two wait for each other.
    lines.sort_by(|a, b| a.phone.cmp(&b.phone));
    let mut laid = Laid::default();
    for batch in lines.chunks(BATCH) {
        let added = add(db, seal, batch).await?;
        laid.added += added;
        if added < batch.len() {
            let unit = batch[0].entry.unit;
            let known = digests(db, "", unit, batch.iter().map(|line| line.phone.clone())).await?;
            let other = batch.iter().filter(|line| known.get(&line.phone) != Some(&line.name));
            laid.other_name.extend(other.map(|line| line.place));
        }
    }
    laid.other_name.sort_unstable();
    Ok(laid)
}

/// Adds what the index of numbers lets in, and says how many.
async fn add(db: &impl ConnectionTrait, seal: &Seal, batch: &[Line<'_>]) -> Outcome<usize> {
    let rows = batch.iter().map(|line| {
        Ok(roster_entry::ActiveModel {
            id: Set(line.entry.id.uuid()),
            unit_id: Set(line.entry.unit.uuid()),
            name_digest: Set(line.name.clone()),
            phone_digest: Set(line.phone.clone()),
            name_sealed: Set(seal.seal("roster_entries.name", line.entry.name.in_full())?),
            phone_sealed: Set(seal.seal("roster_entries.phone", line.entry.phone.in_full())?),
            member_id: Set(None),
        })
    });
    let rows = rows.collect::<Outcome<Vec<_>>>()?;
    use roster_entry::Column::{PhoneDigest, UnitId};
    let unless_known = OnConflict::columns([UnitId, PhoneDigest]).do_nothing().to_owned();
    let added = roster_entry::Entity::insert_many(rows).on_conflict(unless_known).exec_without_returning(db).await;
    usize::try_from(added.map_err(failure)?).map_err(|_| corrupt("count"))
}

/// The lines of a unit that have one of these numbers: by the number, the name.
async fn digests(
    db: &impl ConnectionTrait,
    also: &str,
    unit: UnitId,
    phones: impl Iterator<Item = Vec<u8>>,
) -> Outcome<HashMap<Vec<u8>, Vec<u8>>> {
    let mut values = values![unit];
    values.extend(phones.map(Value::from));
    let sql = format!(
        "SELECT phone_digest, name_digest FROM roster_entries WHERE unit_id = $1 AND phone_digest IN ({}){also}",
        marks_from(2, &values[1..])
    );
    let rows = read_all(&all(db, &sql, values).await?, |row| Ok((row.read()?, row.read()?)))?;
    Ok(rows.into_iter().collect())
}

pub(super) async fn add_import(db: &impl ConnectionTrait, import: &RosterImport) -> Outcome<()> {
    let [added, known] = [import.added, import.known].map(|count| i32::try_from(count).unwrap_or(i32::MAX));
    let row = roster_import::ActiveModel {
        id: Set(import.id.uuid()),
        unit_id: Set(import.unit.uuid()),
        imported_by: Set(import.by.uuid()),
        imported_at: Set(import.at),
        added: Set(added),
        known: Set(known),
    };
    insert(db, row).await
}

pub(super) async fn import_of(
    db: &impl ConnectionTrait,
    by: MemberId,
    id: RosterImportId,
) -> Outcome<Option<RosterImport>> {
    let Some(row) = one(db, IMPORT, values![id, by]).await? else { return Ok(None) };
    let mut row = Row::of(&row);
    let (unit, at) = (row.id()?, row.read()?);
    let mut count = || usize::try_from(row.read::<i32>()?).map_err(|_| corrupt("count"));
    Ok(Some(RosterImport { id, unit, by, at, added: count()?, known: count()? }))
}

pub(super) async fn pending(db: &impl ConnectionTrait, seal: &Seal, unit: UnitId) -> Outcome<Vec<Listed>> {
    let rows = all(db, PENDING, values![unit]).await?;
    let mut listed = Vec::new();
    for batch in rows.chunks(BATCH) {
        let people = batch.iter().map(|row| {
            let mut row = Row::of(row);
            let member = row.id()?;
            let name = seal.open("members.real_name", &row.read::<Vec<u8>>()?)?;
            let phone = seal.open("members.phone", &row.read::<Vec<u8>>()?)?;
            let (name, phone) = (RealName::parse("realName", &name)?, Phone::parse("phone", &phone)?);
            Ok(Listed { member, name, phone })
        });
        let people = people.collect::<Outcome<Vec<_>>>()?;
        let phone = |person: &Listed| seal.digest("phone", person.phone.in_full());
        let free = digests(db, " AND member_id IS NULL", unit, people.iter().map(phone)).await?;
        let stands = |person: &Listed| {
            free.get(&phone(person)).is_some_and(|name| *name == seal.digest("name", person.name.in_full()))
        };
        listed.extend(people.into_iter().filter(stands));
    }
    Ok(listed)
}
