//! Many lines of a roster at once: tables `roster_entries` and `roster_imports`.

use std::collections::HashMap;

use domain::failure::Outcome;
use domain::ids::{MemberId, RosterImportId, UnitId};
use domain::text::{Phone, RealName};
use domain::units::repo::{Laid, Listed};
use domain::units::unit::{RosterEntry, RosterImport};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::sql::{Columns, all, corrupt, one, run};
use crate::seal::Seal;

/// How many lines one statement takes.
const BATCH: usize = 500;

const ADD_IMPORT: &str = "INSERT INTO roster_imports (id, unit_id, imported_by, imported_at, added, known) \
    VALUES ($1, $2, $3, $4, $5, $6)";
const IMPORT: &str = "SELECT unit_id, imported_at, added, known FROM roster_imports WHERE id = $1 AND imported_by = $2";
const PENDING: &str = "SELECT id, real_name_sealed, phone_sealed FROM members \
    WHERE party_unit_id = $1 AND party_state = 'pending' AND real_name_sealed IS NOT NULL AND phone_sealed IS NOT NULL \
    ORDER BY party_asked_at, id";

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
    // All who add lines do so in one order: so none waits for one who waits for him.
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
    let mut values: Vec<Value> = Vec::with_capacity(batch.len() * 6);
    for line in batch {
        values.extend([
            line.entry.id.uuid().into(),
            line.entry.unit.uuid().into(),
            line.name.clone().into(),
            line.phone.clone().into(),
            seal.seal("roster_entries.name", line.entry.name.in_full())?.into(),
            seal.seal("roster_entries.phone", line.entry.phone.in_full())?.into(),
        ]);
    }
    let rows: Vec<_> = (0..batch.len())
        .map(|row| {
            let marks: Vec<_> = (1..=6).map(|column| format!("${}", row * 6 + column)).collect();
            format!("({})", marks.join(", "))
        })
        .collect();
    let sql = format!(
        "INSERT INTO roster_entries (id, unit_id, name_digest, phone_digest, name_sealed, phone_sealed) VALUES {} \
         ON CONFLICT (unit_id, phone_digest) DO NOTHING",
        rows.join(", ")
    );
    let added = run(db, &sql, values).await?;
    usize::try_from(added).map_err(|_| corrupt("count"))
}

/// The lines of a unit that have one of these numbers: by the number, the name.
async fn digests(
    db: &impl ConnectionTrait,
    also: &str,
    unit: UnitId,
    phones: impl Iterator<Item = Vec<u8>>,
) -> Outcome<HashMap<Vec<u8>, Vec<u8>>> {
    let mut values: Vec<Value> = vec![unit.uuid().into()];
    values.extend(phones.map(Value::from));
    let marks: Vec<_> = (2..=values.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "SELECT phone_digest, name_digest FROM roster_entries WHERE unit_id = $1 AND phone_digest IN ({}){also}",
        marks.join(", ")
    );
    let rows = all(db, &sql, values).await?;
    rows.iter()
        .map(|row| {
            let mut columns = Columns::of(row);
            Ok((columns.read()?, columns.read()?))
        })
        .collect()
}

pub(super) async fn add_import(db: &impl ConnectionTrait, import: &RosterImport) -> Outcome<()> {
    let [added, known] = [import.added, import.known].map(|count| i32::try_from(count).unwrap_or(i32::MAX));
    let values = vec![
        import.id.uuid().into(),
        import.unit.uuid().into(),
        import.by.uuid().into(),
        import.at.into(),
        added.into(),
        known.into(),
    ];
    run(db, ADD_IMPORT, values).await.map(|_| ())
}

pub(super) async fn import_of(
    db: &impl ConnectionTrait,
    by: MemberId,
    id: RosterImportId,
) -> Outcome<Option<RosterImport>> {
    let Some(row) = one(db, IMPORT, vec![id.uuid().into(), by.uuid().into()]).await? else { return Ok(None) };
    let mut columns = Columns::of(&row);
    let (unit, at) = (UnitId::from_uuid(columns.read()?), columns.read()?);
    let mut count = || usize::try_from(columns.read::<i32>()?).map_err(|_| corrupt("count"));
    Ok(Some(RosterImport { id, unit, by, at, added: count()?, known: count()? }))
}

pub(super) async fn pending(db: &impl ConnectionTrait, seal: &Seal, unit: UnitId) -> Outcome<Vec<Listed>> {
    let rows = all(db, PENDING, vec![unit.uuid().into()]).await?;
    let mut listed = Vec::new();
    for batch in rows.chunks(BATCH) {
        let people = batch.iter().map(|row| {
            let mut columns = Columns::of(row);
            let member = MemberId::from_uuid(columns.read::<Uuid>()?);
            let name = seal.open("members.real_name", &columns.read::<Vec<u8>>()?)?;
            let phone = seal.open("members.phone", &columns.read::<Vec<u8>>()?)?;
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
