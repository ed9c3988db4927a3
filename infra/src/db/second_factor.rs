//! The second factor of administrators: tables `second_factors` and `second_factor_logins`.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::failure::Outcome;
use domain::ids::{self, MemberId, SecondFactorId, SessionId};
use domain::members::repo::{SecondFactorReader, SecondFactorRepo};
use domain::members::second_factor::SecondFactor;
use domain::members::totp::Secret;
use sea_orm::{EntityTrait, QueryFilter};

use super::entities::{second_factor, second_factor_login};
use super::row::{Row, values};
use super::section::Shown::At;
use super::section::{Source, id};
use super::sql::{corrupt, delete, one, run};
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
const OF_MEMBER: &str = "SELECT id, totp_secret_sealed, confirmed_at FROM second_factors WHERE member_id = $1";
const GAVE: &str = "SELECT 1 FROM second_factor_logins WHERE session_id = $1 AND member_id = $2";

const COLUMN: &str = "second_factors.totp_secret";

pub(super) const SECOND_FACTOR_SECTION: Source = Source {
    name: "secondFactor",
    sql: "SELECT made_at, confirmed_at FROM second_factors WHERE member_id = $1",
    columns: &[("enrolledAt", At), ("confirmedAt", At)],
};

pub(super) const SECOND_FACTOR_CODES_SECTION: Source = Source {
    name: "secondFactorCodes",
    sql: "SELECT session_id, given_at FROM second_factor_logins WHERE member_id = $1 ORDER BY session_id",
    columns: &[("login", id::<ids::SessionKind>()), ("givenAt", At)],
};

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
        Ok(run(&self.tx, ENROL, values![id, member, sealed, now]).await? == 1)
    }

    async fn use_second_factor(
        &mut self,
        factor: SecondFactorId,
        step: i64,
        session: SessionId,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        let used = run(&self.tx, USE, values![factor, step, now]).await? == 1;
        if used {
            run(&self.tx, GIVEN, values![factor, session, now]).await?;
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
        Ok(run(&self.tx, FAIL, values![member, most, now, until]).await? == 1)
    }

    async fn forget_second_factor(&mut self, member: MemberId) -> Outcome<bool> {
        // What logins gave goes with it.
        let theirs = second_factor::COLUMN.member_id.eq(member.uuid());
        Ok(delete(&self.tx, second_factor::Entity::delete_many().filter(theirs)).await? == 1)
    }
}

#[async_trait]
impl SecondFactorReader for Db {
    async fn second_factor(&self, member: MemberId) -> Outcome<Option<SecondFactor>> {
        let Some(row) = one(&self.read, OF_MEMBER, values![member]).await? else { return Ok(None) };
        let mut row = Row::of(&row);
        let (id, secret) = (row.id()?, self.seal.open(COLUMN, &row.read::<Vec<u8>>()?)?);
        let secret = Secret::from_text(&secret).ok_or_else(|| corrupt("secret"))?;
        Ok(Some(SecondFactor { id, secret, confirmed: row.read()? }))
    }

    async fn gave_second_factor(&self, member: MemberId, session: SessionId) -> Outcome<bool> {
        Ok(one(&self.read, GAVE, values![session, member]).await?.is_some())
    }

    async fn forget_codes_given(&self, then: DateTime<Utc>) -> Outcome<u64> {
        let old = second_factor_login::COLUMN.given_at.lt(then);
        delete(&self.write, second_factor_login::Entity::delete_many().filter(old)).await
    }
}
