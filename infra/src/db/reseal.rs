//! Sealing again: all that lies under an older key is sealed with the first one, while the service runs.

use domain::failure::Outcome;
use sea_orm::{ActiveValue::Set, EntityTrait, ExprTrait, QueryFilter, TransactionTrait};
use uuid::Uuid;

use super::Db;
use super::attendance::{open_secret, seal_secret};
use super::entities::member;
use super::row::{Row, values};
use super::sql::{all, corrupt, failure, one, run, update};

/// How many values one transaction seals.
const BATCH: i64 = 200;

/// Every column with sealed values: the table, and the name that they were sealed for. The column is that name with
/// `_sealed`. All these tables have an `id`.
const SEALED: [(&str, &str); 10] = [
    ("members", "openid"),
    ("members", "real_name"),
    ("members", "phone"),
    ("members", "building"),
    ("certificates", "name"),
    ("roster_entries", "name"),
    ("roster_entries", "phone"),
    ("second_factors", "totp_secret"),
    ("duty_points", "secret"),
    ("shifts", "secret"),
];

/// What became of the sealed values.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Resealed {
    /// How many were sealed again.
    pub resealed: u64,
    /// How many another process sealed with an older key meanwhile.
    pub left: u64,
}

impl Db {
    /// Seals with the first key whatever lies under another, and the buildings and secrets from before they were sealed.
    /// Batch by batch, so that it may be stopped and run again; a value that changes meanwhile keeps the change.
    pub async fn reseal(&self) -> Outcome<Resealed> {
        let mut done = Resealed { resealed: self.seal_buildings().await?, left: 0 };
        for (table, name) in SEALED {
            done.resealed += self.reseal_column(table, name).await?;
        }
        for (table, name) in SEALED {
            let sql = format!("SELECT COUNT(*) FROM {table} WHERE substr({name}_sealed, 1, 4) <> $1");
            let row = one(&self.write, &sql, values![self.seal.key()?]).await?.ok_or_else(|| corrupt("count"))?;
            done.left += u64::try_from(Row::of(&row).read::<i64>()?).map_err(|_| corrupt("count"))?;
        }
        Ok(done)
    }

    async fn reseal_column(&self, table: &str, name: &str) -> Outcome<u64> {
        let find = format!(
            "SELECT id, {name}_sealed FROM {table} WHERE id > $1 AND substr({name}_sealed, 1, 4) <> $2 ORDER BY id LIMIT $3"
        );
        let swap = format!("UPDATE {table} SET {name}_sealed = $2 WHERE id = $1 AND {name}_sealed = $3");
        let (column, mut last, mut changed) = (format!("{table}.{name}"), Uuid::nil(), 0);
        loop {
            let rows = all(&self.write, &find, values![last, self.seal.key()?, BATCH]).await?;
            let tx = self.write.begin().await.map_err(failure)?;
            for row in &rows {
                let mut row = Row::of(row);
                last = row.read()?;
                let old: Vec<u8> = row.read()?;
                let new = if name == "secret" {
                    seal_secret(&self.seal, &column, &open_secret(&self.seal, &column, &old)?)?
                } else {
                    self.seal.seal(&column, &self.seal.open(&column, &old)?)?
                };
                changed += run(&tx, &swap, values![last, new, old]).await?;
            }
            tx.commit().await.map_err(failure)?;
            if rows.is_empty() {
                return Ok(changed);
            }
        }
    }

    /// Before they were sealed, buildings lay there as they are.
    async fn seal_buildings(&self) -> Outcome<u64> {
        let find = "SELECT id, building_id FROM members WHERE building_id IS NOT NULL AND id > $1 ORDER BY id LIMIT $2";
        let (mut last, mut changed) = (Uuid::nil(), 0);
        loop {
            let rows = all(&self.write, find, values![last, BATCH]).await?;
            for row in &rows {
                let mut row = Row::of(row);
                last = row.read()?;
                let building: Uuid = row.read()?;
                let sealed = self.seal.seal("members.building", &building.to_string())?;
                let swapped = member::ActiveModel {
                    building_sealed: Set(Some(sealed)),
                    building_id: Set(None),
                    ..Default::default()
                };
                let as_it_was = member::COLUMN.id.eq(last).and(member::COLUMN.building_id.eq(building));
                changed += update(&self.write, member::Entity::update_many().set(swapped).filter(as_it_was)).await?;
            }
            if rows.is_empty() {
                return Ok(changed);
            }
        }
    }
}
