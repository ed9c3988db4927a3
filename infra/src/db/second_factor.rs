//! The second factor of administrators: tables `second_factors` and `second_factor_logins`.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::failure::Outcome;
use domain::ids::{MemberId, SecondFactorId, SessionId};
use domain::members::repo::{SecondFactorReader, SecondFactorRepo};
use domain::members::second_factor::SecondFactor;
use domain::members::totp::Secret;

use super::sql::{Columns, corrupt, one, run};
use super::{Db, DbTx};

const ENROL: &str = "INSERT INTO second_factors (id, member_id, totp_secret_sealed, made_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (member_id) DO UPDATE SET id = excluded.id, totp_secret_sealed = excluded.totp_secret_sealed, \
    made_at = excluded.made_at WHERE second_factors.confirmed_at IS NULL";
const USE: &str = "UPDATE second_factors SET last_step = $2, failures = 0, locked_until = NULL, \
    confirmed_at = COALESCE(confirmed_at, $3) \
    WHERE id = $1 AND last_step < $2 AND (locked_until IS NULL OR locked_until <= $3)";
const GIVEN: &str = "INSERT INTO second_factor_logins (session_id, member_id, given_at) \
    SELECT $2, member_id, $3 FROM second_factors WHERE id = $1 ON CONFLICT DO NOTHING";
const FAIL: &str = "UPDATE second_factors SET failures = CASE WHEN failures + 1 < $2 THEN failures + 1 ELSE 0 END, \
    locked_until = CASE WHEN failures + 1 < $2 THEN NULL ELSE $4 END \
    WHERE member_id = $1 AND (locked_until IS NULL OR locked_until <= $3)";
/// What logins gave goes with it.
const FORGET: &str = "DELETE FROM second_factors WHERE member_id = $1";
const OF_MEMBER: &str = "SELECT id, totp_secret_sealed, confirmed_at FROM second_factors WHERE member_id = $1";
const GAVE: &str = "SELECT 1 FROM second_factor_logins WHERE session_id = $1 AND member_id = $2";
const FORGET_GIVEN: &str = "DELETE FROM second_factor_logins WHERE given_at < $1";

const COLUMN: &str = "second_factors.totp_secret";

#[async_trait]
impl SecondFactorRepo for DbTx {
    async fn enrol_second_factor(
        &mut self,
        id: SecondFactorId,
        member: MemberId,
        secret: &Secret,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        let sealed = self.seal.seal(COLUMN, &secret.reveal())?;
        let values = vec![id.uuid().into(), member.uuid().into(), sealed.into(), now.into()];
        Ok(run(&self.tx, ENROL, values).await? == 1)
    }

    async fn use_second_factor(
        &mut self,
        factor: SecondFactorId,
        step: i64,
        session: SessionId,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        let used = run(&self.tx, USE, vec![factor.uuid().into(), step.into(), now.into()]).await? == 1;
        if used {
            run(&self.tx, GIVEN, vec![factor.uuid().into(), session.uuid().into(), now.into()]).await?;
        }
        Ok(used)
    }

    async fn fail_second_factor(
        &mut self,
        member: MemberId,
        most: i32,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Outcome<bool> {
        let values = vec![member.uuid().into(), most.into(), now.into(), until.into()];
        Ok(run(&self.tx, FAIL, values).await? == 1)
    }

    async fn forget_second_factor(&mut self, member: MemberId) -> Outcome<bool> {
        Ok(run(&self.tx, FORGET, vec![member.uuid().into()]).await? == 1)
    }
}

#[async_trait]
impl SecondFactorReader for Db {
    async fn second_factor(&self, member: MemberId) -> Outcome<Option<SecondFactor>> {
        let Some(row) = one(&self.read, OF_MEMBER, vec![member.uuid().into()]).await? else { return Ok(None) };
        let mut columns = Columns::of(&row);
        let id = SecondFactorId::from_uuid(columns.read()?);
        let secret = self.seal.open(COLUMN, &columns.read::<Vec<u8>>()?)?;
        let secret = Secret::from_text(&secret).ok_or_else(|| corrupt("secret"))?;
        Ok(Some(SecondFactor { id, secret, confirmed: columns.read()? }))
    }

    async fn gave_second_factor(&self, member: MemberId, session: SessionId) -> Outcome<bool> {
        Ok(one(&self.read, GAVE, vec![session.uuid().into(), member.uuid().into()]).await?.is_some())
    }

    async fn forget_codes_given(&self, then: DateTime<Utc>) -> Outcome<u64> {
        run(&self.write, FORGET_GIVEN, vec![then.into()]).await
    }
}
