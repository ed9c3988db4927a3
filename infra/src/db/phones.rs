//! One phone number, one member: columns `phone_sealed`, `phone_digest` and `phone_lost_at` of `members`.

use chrono::{DateTime, Utc};
use domain::failure::Outcome;
use domain::ids::MemberId;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, TransactionTrait};
use uuid::Uuid;

use super::Db;
use super::entities::member::{ActiveModel, COLUMN, Entity};
use super::row::{Row, read_all, values};
use super::sql::{all, failure, if_unique, one, run, run_if_unique, update};
use crate::seal::Seal;

/// How many numbers are read at a time.
const BATCH: i64 = 500;

const HOLDER: &str = "SELECT id FROM members WHERE phone_digest = $1";
const HOLD: &str = "UPDATE members SET created_at = created_at WHERE id = $1";
const SET: &str = "UPDATE members SET phone_sealed = $2, phone_digest = $3, phone_lost_at = NULL \
    WHERE id = $1 AND consent_version = (SELECT MAX(version) FROM privacy_policies)";

const TAKE: &str = "UPDATE members SET phone_sealed = NULL, phone_digest = NULL, phone_lost_at = $3 \
    WHERE phone_digest = $1 AND id <> $2 RETURNING id";

const WITHOUT_DIGEST: &str = "SELECT id, phone_sealed FROM members \
    WHERE phone_sealed IS NOT NULL AND phone_digest IS NULL AND id > $1 ORDER BY id LIMIT $2";
/// Of two, the one who bound a number last; of a member of whom the log does not tell, the account is as old as the proof.
const LAST_TO_BIND: &str = "SELECT m.id FROM members m WHERE m.id IN ($1, $2) ORDER BY \
    COALESCE((SELECT MAX(e.at) FROM audit_entries e WHERE e.actor_id = m.id AND e.act = 'bindPhone'), m.created_at) DESC, \
    m.id DESC LIMIT 1";

/// Gives the number to the member and takes it from whoever had it; says how many members have it now, none without
/// the member's consent, and who had it before. `None` if somebody else proved it at the same moment, and this transaction is over.
pub(super) async fn prove(
    db: &impl ConnectionTrait,
    seal: &Seal,
    member: MemberId,
    phone: &str,
    now: DateTime<Utc>,
) -> Outcome<Option<(u64, Vec<MemberId>)>> {
    let digest = seal.digest("phone", phone);
    // In the order of ids: so none waits for somebody who waits for them when two take each other's number.
    let mut both = vec![member.uuid()];
    if let Some(row) = one(db, HOLDER, values![digest.clone()]).await? {
        both.push(Row::of(&row).read()?);
    }
    both.sort_unstable();
    both.dedup();
    for id in both {
        run(db, HOLD, values![id]).await?;
    }
    let lost = take_from_others(db, &digest, member.uuid(), now).await?;
    let set = run_if_unique(db, SET, values![member, seal.seal("members.phone", phone)?, digest]).await?;
    Ok(set.map(|rows| (rows, lost)))
}

/// Ends the number of whoever else has it, and says whose it was.
async fn take_from_others(
    db: &impl ConnectionTrait,
    digest: &[u8],
    member: Uuid,
    now: DateTime<Utc>,
) -> Outcome<Vec<MemberId>> {
    read_all(&all(db, TAKE, values![digest, member, now]).await?, |row| row.id())
}

impl Db {
    /// Makes the digests of numbers from before there were any, and says how many. Of several members with one number,
    /// the one who bound it last keeps it. Safe to run from several processes at once, and while the service runs.
    pub async fn digest_phones(&self, now: DateTime<Utc>) -> Outcome<u64> {
        let (mut last, mut made) = (Uuid::nil(), 0);
        loop {
            let rows = all(&self.write, WITHOUT_DIGEST, values![last, BATCH]).await?;
            for row in &rows {
                let mut row = Row::of(row);
                last = row.read()?;
                let sealed: Vec<u8> = row.read()?;
                let digest = self.seal.digest("phone", self.seal.open("members.phone", &sealed)?);
                made += self.digest_phone(last, &sealed, &digest, now).await?;
            }
            if rows.is_empty() {
                return Ok(made);
            }
        }
    }

    async fn digest_phone(&self, member: Uuid, sealed: &[u8], digest: &[u8], now: DateTime<Utc>) -> Outcome<u64> {
        // As it was read, and still without a digest.
        let unchanged = || COLUMN.id.eq(member).and(COLUMN.phone_sealed.eq(sealed)).and(COLUMN.phone_digest.is_null());
        let add = || {
            let digested = ActiveModel { phone_digest: Set(Some(digest.into())), ..Default::default() };
            Entity::update_many().set(digested).filter(unchanged())
        };
        if let Some(made) = if_unique(add().exec(&self.write).await.map(|done| done.rows_affected))? {
            return Ok(made);
        }
        let Some(row) = one(&self.write, HOLDER, values![digest]).await? else { return Ok(0) };
        let holder: Uuid = Row::of(&row).read()?;
        let row = one(&self.write, LAST_TO_BIND, values![member, holder]).await?;
        let keeps: Option<Uuid> = row.map(|row| Row::of(&row).read()).transpose()?;
        if keeps != Some(member) {
            let dropped = ActiveModel { phone_sealed: Set(None), phone_lost_at: Set(Some(now)), ..Default::default() };
            return update(&self.write, Entity::update_many().set(dropped).filter(unchanged())).await;
        }
        let tx = self.write.begin().await.map_err(failure)?;
        take_from_others(&tx, digest, member, now).await?;
        let made = update(&tx, add()).await?;
        tx.commit().await.map_err(failure)?;
        Ok(made)
    }
}
