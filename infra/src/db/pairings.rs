//! Pages that ask to be let in by a phone: table `pairings`.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::attendance::code::Digits;
use domain::failure::Outcome;
use domain::ids::{self, MemberId, PairingId};
use domain::pairing::code::{PageSecret, PairingCode};
use domain::pairing::page::{NewPairing, Pairing, PairingPurpose};
use domain::pairing::repo::{PairingReader, PairingRepo};
use domain::screens::screen::Wanted;
use domain::text::Line;
use sea_orm::QueryResult;

use super::row::{Row, values};
use super::screens::SCREEN_PURPOSE;
use super::section::Shown::{At, Text};
use super::section::{Source, id};
use super::sql::{corrupt, one, run, run_if_unique};
use super::words::{Words, word};
use super::{Db, DbTx};

const PURPOSE: Words<PairingPurpose, 2> = [("login", PairingPurpose::Login), ("screen", PairingPurpose::Screen)];

const BEGIN: &str = "INSERT INTO pairings (id, code, digits_digest, secret_digest, purpose, device, browser, address, \
    asked_at, until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const ALLOW: &str = "UPDATE pairings SET allowed_by = $3, allowed_at = $4, until = $5, screen_community_id = $6, \
    screen_purpose = $7, screen_name = $8 \
    WHERE id = $1 AND digits_digest = $2 AND allowed_at IS NULL AND ended_at IS NULL AND until > $4";
const FAIL: &str = "UPDATE pairings SET tries = tries + 1, ended_at = CASE WHEN tries + 1 >= $3 THEN $4 END \
    WHERE id = $1 AND digits_digest <> $2 AND allowed_at IS NULL AND ended_at IS NULL AND until > $4 \
    RETURNING ended_at IS NOT NULL";
const REFUSE: &str = "UPDATE pairings SET ended_at = $3 WHERE id = $1 AND (allowed_by IS NULL OR allowed_by = $2) \
    AND taken_at IS NULL AND ended_at IS NULL AND until > $3";
const TAKE: &str = "UPDATE pairings SET taken_at = $2 \
    WHERE id = $1 AND allowed_at IS NOT NULL AND taken_at IS NULL AND ended_at IS NULL AND until > $2";
const END: &str = "UPDATE pairings SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
const END_THEIRS: &str = "UPDATE pairings SET ended_at = $2 WHERE allowed_by = $1 AND ended_at IS NULL";
const SEE: &str = "UPDATE pairings SET seen_at = $2 WHERE id = $1 AND seen_at IS NULL";
const FORGET: &str = "DELETE FROM pairings WHERE until < $1";
/// The pairings of somebody who erases their account: also those of which something is about to come.
pub(super) const DROP_PAIRINGS: &str = "DELETE FROM pairings WHERE allowed_by = $1";
const FIND: &str = "SELECT id, code, purpose, device, browser, address, asked_at, until, seen_at, allowed_by, allowed_at, \
    screen_community_id, screen_purpose, screen_name, taken_at, ended_at FROM pairings WHERE ";

pub(super) const PAIRINGS_SECTION: Source = Source {
    name: "pairings",
    sql: "SELECT id, purpose, device, browser, address, asked_at, allowed_at, taken_at, ended_at FROM pairings \
          WHERE allowed_by = $1 ORDER BY id",
    columns: &[
        ("id", id::<ids::PairingKind>()),
        ("purpose", Text),
        ("device", Text),
        ("browser", Text),
        ("address", Text),
        ("askedAt", At),
        ("allowedAt", At),
        ("takenAt", At),
        ("endedAt", At),
    ],
};

/// The digits count with their pairing only, so that equal ones do not look equal.
fn digits_of(pairing: PairingId, digits: &str) -> Vec<u8> {
    [pairing.uuid().as_bytes(), digits.as_bytes()].concat()
}

fn read(row: &QueryResult) -> Outcome<Pairing> {
    let mut row = Row::of(row);
    Ok(Pairing {
        id: row.id()?,
        code: PairingCode::stored(&row.read::<String>()?).ok_or_else(|| corrupt("code"))?,
        purpose: row.word(&PURPOSE)?,
        device: row.read()?,
        browser: row.read()?,
        address: row.read()?,
        asked: row.read()?,
        until: row.read()?,
        seen: row.read()?,
        allowed: {
            let (by, at): (Option<MemberId>, _) = (row.maybe_id()?, row.read()?);
            by.zip(at)
        },
        screen: match (row.maybe_id()?, row.maybe_word(&SCREEN_PURPOSE)?, row.read::<Option<String>>()?) {
            (Some(community), Some(purpose), Some(name)) => {
                Some(Wanted { community, purpose, name: Line::stored(name) })
            }
            _ => None,
        },
        taken: row.read()?,
        ended: row.read()?,
    })
}

#[async_trait]
impl PairingRepo for DbTx {
    async fn allow_pairing(
        &mut self,
        pairing: PairingId,
        digits: &Digits,
        by: MemberId,
        screen: Option<&Wanted>,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Outcome<bool> {
        let digest = self.seal.digest("pairing.digits", digits_of(pairing, digits.as_str()));
        let purpose = screen.map(|screen| word(&SCREEN_PURPOSE, screen.purpose));
        let (community, name) = (screen.map(|it| it.community), screen.map(|it| it.name.as_str()));
        let values = values![pairing, digest, by, now, until, community, purpose, name];
        Ok(run(&self.tx, ALLOW, values).await? == 1)
    }

    async fn fail_pairing(
        &mut self,
        pairing: PairingId,
        digits: &Digits,
        most: i32,
        now: DateTime<Utc>,
    ) -> Outcome<Option<bool>> {
        let digest = self.seal.digest("pairing.digits", digits_of(pairing, digits.as_str()));
        let row = one(&self.tx, FAIL, values![pairing, digest, most, now]).await?;
        row.map(|row| Row::of(&row).read()).transpose()
    }

    async fn refuse_pairing(&mut self, pairing: PairingId, by: MemberId, now: DateTime<Utc>) -> Outcome<bool> {
        Ok(run(&self.tx, REFUSE, values![pairing, by, now]).await? == 1)
    }

    async fn take_pairing(&mut self, pairing: PairingId, now: DateTime<Utc>) -> Outcome<bool> {
        Ok(run(&self.tx, TAKE, values![pairing, now]).await? == 1)
    }

    async fn end_pairing(&mut self, pairing: PairingId, now: DateTime<Utc>) -> Outcome<bool> {
        Ok(run(&self.tx, END, values![pairing, now]).await? == 1)
    }
}

#[async_trait]
impl PairingReader for Db {
    async fn begin_pairing(&self, new: &NewPairing) -> Outcome<bool> {
        let values = values![
            new.id,
            new.code.kept(),
            self.seal.digest("pairing.digits", digits_of(new.id, &new.digits)),
            self.seal.digest("pairing.secret", new.secret.0),
            word(&PURPOSE, new.purpose),
            new.page.device.as_str(),
            new.page.browser.as_str(),
            new.page.address.to_string(),
            new.asked,
            new.until,
        ];
        Ok(run_if_unique(&self.write, BEGIN, values).await?.is_some())
    }

    async fn pairing(&self, code: PairingCode) -> Outcome<Option<Pairing>> {
        let row = one(&self.read, &format!("{FIND} code = $1"), values![code.kept()]).await?;
        row.as_ref().map(read).transpose()
    }

    async fn own_pairing(&self, code: PairingCode, secret: &PageSecret) -> Outcome<Option<Pairing>> {
        let digest = self.seal.digest("pairing.secret", secret.0);
        let sql = format!("{FIND} code = $1 AND secret_digest = $2");
        one(&self.read, &sql, values![code.kept(), digest]).await?.as_ref().map(read).transpose()
    }

    async fn pairing_by_id(&self, pairing: PairingId) -> Outcome<Option<Pairing>> {
        one(&self.read, &format!("{FIND} id = $1"), values![pairing]).await?.as_ref().map(read).transpose()
    }

    async fn see_pairing(&self, pairing: PairingId, now: DateTime<Utc>) -> Outcome<()> {
        run(&self.write, SEE, values![pairing, now]).await.map(|_| ())
    }

    async fn end_pairings_of(&self, member: MemberId, now: DateTime<Utc>) -> Outcome<()> {
        run(&self.write, END_THEIRS, values![member, now]).await.map(|_| ())
    }

    async fn forget_pairings(&self, then: DateTime<Utc>) -> Outcome<u64> {
        run(&self.write, FORGET, values![then]).await
    }
}
