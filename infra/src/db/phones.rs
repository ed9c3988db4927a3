//! One phone number, one member: columns `phone_sealed`, `phone_digest` and `phone_lost_at` of `members`.

use chrono::{DateTime, Utc};
use domain::failure::Outcome;
use domain::ids::MemberId;
use sea_orm::{ConnectionTrait, TransactionTrait, Value};
use uuid::Uuid;

use super::Db;
use super::sql::{Columns, all, failure, one, run, run_if_unique};
use crate::seal::Seal;

/// How many numbers are read at a time.
const BATCH: i64 = 500;

const HOLDER: &str = "SELECT id FROM members WHERE phone_digest = $1";
const HOLD: &str = "UPDATE members SET created_at = created_at WHERE id = $1";
const END: &str = "UPDATE members SET phone_sealed = NULL, phone_digest = NULL, phone_lost_at = $3 \
    WHERE phone_digest = $1 AND id <> $2";
const SET: &str = "UPDATE members SET phone_sealed = $2, phone_digest = $3, phone_lost_at = NULL \
    WHERE id = $1 AND consent_version = (SELECT MAX(version) FROM privacy_policies)";

const WITHOUT_DIGEST: &str = "SELECT id, phone_sealed FROM members \
    WHERE phone_sealed IS NOT NULL AND phone_digest IS NULL AND id > $1 ORDER BY id LIMIT $2";
const ADD_DIGEST: &str = "UPDATE members SET phone_digest = $2 \
    WHERE id = $1 AND phone_sealed = $3 AND phone_digest IS NULL";
const DROP_SEALED: &str = "UPDATE members SET phone_sealed = NULL, phone_lost_at = $3 \
    WHERE id = $1 AND phone_sealed = $2 AND phone_digest IS NULL";
/// Of two, the one who bound a number last; of a member of whom the log does not tell, the account is as old as the proof.
const LAST_TO_BIND: &str = "SELECT m.id FROM members m WHERE m.id IN ($1, $2) ORDER BY \
    COALESCE((SELECT MAX(e.at) FROM audit_entries e WHERE e.actor_id = m.id AND e.act = 'bindPhone'), m.created_at) DESC, \
    m.id DESC LIMIT 1";

/// Gives the number to the member and takes it from whoever had it; says how many members have it now: none without
/// the member's consent. `None` if somebody else proved it at the same moment, and this transaction is over.
pub(super) async fn prove(
    db: &impl ConnectionTrait,
    seal: &Seal,
    member: MemberId,
    phone: &str,
    now: DateTime<Utc>,
) -> Outcome<Option<u64>> {
    let digest: Value = seal.digest("phone", phone).into();
    let me: Value = member.uuid().into();
    // In the order of ids: so none waits for somebody who waits for them when two take each other's number.
    let mut both = vec![member.uuid()];
    if let Some(row) = one(db, HOLDER, vec![digest.clone()]).await? {
        both.push(Columns::of(&row).read()?);
    }
    both.sort_unstable();
    both.dedup();
    for id in both {
        run(db, HOLD, vec![id.into()]).await?;
    }
    run(db, END, vec![digest.clone(), me.clone(), now.into()]).await?;
    let sealed = seal.seal("members.phone", phone)?.into();
    run_if_unique(db, SET, vec![me, sealed, digest]).await
}

impl Db {
    /// Makes the digests of numbers from before there were any, and says how many. Of several members with one number,
    /// the one who bound it last keeps it. Safe to run from several processes at once, and while the service runs.
    pub async fn digest_phones(&self, now: DateTime<Utc>) -> Outcome<u64> {
        let (mut last, mut made) = (Uuid::nil(), 0);
        loop {
            let rows = all(&self.write, WITHOUT_DIGEST, vec![last.into(), BATCH.into()]).await?;
            for row in &rows {
                let mut columns = Columns::of(row);
                last = columns.read()?;
                let sealed: Vec<u8> = columns.read()?;
                let digest = self.seal.digest("phone", self.seal.open("members.phone", &sealed)?);
                made += self.digest_phone(last, &sealed, &digest, now).await?;
            }
            if rows.is_empty() {
                return Ok(made);
            }
        }
    }

    async fn digest_phone(&self, member: Uuid, sealed: &[u8], digest: &[u8], now: DateTime<Utc>) -> Outcome<u64> {
        let now = Value::from(now);
        let add = || vec![member.into(), digest.into(), sealed.into()];
        if let Some(made) = run_if_unique(&self.write, ADD_DIGEST, add()).await? {
            return Ok(made);
        }
        let Some(row) = one(&self.write, HOLDER, vec![digest.into()]).await? else { return Ok(0) };
        let holder: Uuid = Columns::of(&row).read()?;
        let row = one(&self.write, LAST_TO_BIND, vec![member.into(), holder.into()]).await?;
        let keeps: Option<Uuid> = row.map(|row| Columns::of(&row).read()).transpose()?;
        if keeps != Some(member) {
            return run(&self.write, DROP_SEALED, vec![member.into(), sealed.into(), now]).await;
        }
        let tx = self.write.begin().await.map_err(failure)?;
        run(&tx, END, vec![digest.into(), member.into(), now]).await?;
        let made = run(&tx, ADD_DIGEST, add()).await?;
        tx.commit().await.map_err(failure)?;
        Ok(made)
    }
}
