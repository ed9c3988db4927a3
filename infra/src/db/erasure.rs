//! Erasing an account: what a member left in the tables of every feature.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::failure::Outcome;
use domain::ids::{AreaId, MemberId};
use domain::points::goods::Quantity;
use domain::points::rule::Points;
use domain::privacy::remains::{Known, OnHold};
use domain::privacy::repo::ErasureRepo;
use domain::text::{Phone, RealName};
use domain::wishes::repo::EndedClaim;

use super::DbTx;
use super::certificates::DROP_CERTIFICATES;
use super::pairings::DROP_PAIRINGS;
use super::row::{Row, read_all, values};
use super::sql::{all, one, run};
use super::wishes::ended_claim;

/// The digest is in a unique index: changing it holds the row against all that refers to it, too.
const CLOSE: &str = "UPDATE members SET openid_digest = $2, erased_at = $3 WHERE id = $1 AND erased_at IS NULL \
    RETURNING real_name_sealed, phone_sealed";
const EMPTY: &str = "UPDATE members SET openid_sealed = $2, real_name_sealed = NULL, shown_name = '', phone_sealed = NULL, \
    phone_digest = NULL, phone_lost_at = NULL, community_id = NULL, grid_id = NULL, building_id = NULL, building_sealed = NULL, volunteer_since = NULL, \
    party_state = NULL, party_unit_id = NULL, party_asked_at = NULL, party_decided_by = NULL, party_decided_at = NULL, \
    consent_version = NULL WHERE id = $1";
/// What WeChat told of them: found by their openid, so before that goes.
const PUSHES: &str =
    "DELETE FROM pushes WHERE openid_digest = (SELECT openid_digest FROM members WHERE id = $1 AND erased_at IS NULL)";
const END_CONSENTS: &str = "UPDATE consents SET withdrawn_at = $2 WHERE member_id = $1 AND withdrawn_at IS NULL";

const END_PROPOSALS: &str = "UPDATE proposals SET decision = 'ended', decided_at = $2 \
    WHERE (subject_id = $1 OR proposed_by = $1) AND decided_at IS NULL";
const WITHDRAW_WISHES: &str = "UPDATE wishes SET releases = releases + CASE WHEN state = 'claimed' THEN 1 ELSE 0 END, \
    state = 'withdrawn', withdrawn_at = $2, claim_id = NULL, claim_due_at = NULL \
    WHERE author_id = $1 AND state IN ('pending_review', 'open', 'claimed')";
/// A claim past its deadline has lapsed.
const END_CLAIMS_ON_THEM: &str = "UPDATE claims SET outcome = CASE WHEN due_at <= $2 THEN 'lapsed' ELSE 'given_back' END, \
    ended_at = CASE WHEN due_at <= $2 THEN due_at ELSE $2 END, end_reason = CASE WHEN due_at > $2 THEN $3 END \
    WHERE ended_at IS NULL AND fulfilled_at IS NULL AND wish_id IN (SELECT id FROM wishes WHERE author_id = $1) \
    RETURNING wish_id, (SELECT w.author_id FROM wishes w WHERE w.id = wish_id), claimer_id";
const END_REPORT_INS: &str = "UPDATE report_ins SET state = 'ended', ended_by = $1, ended_at = $2, end_reason = $3 \
    WHERE member_id = $1 AND state IN ('asked', 'active')";
const ON_HOLD: &str = "SELECT id, community_id, goods_id, quantity, points FROM redemptions \
    WHERE member_id = $1 AND state = 'held' ORDER BY goods_id, id";
/// Writing what is there already holds the rows, and says what they hold.
const HOLD_ACCOUNTS: &str =
    "UPDATE accounts SET balance = balance WHERE member_id = $1 RETURNING community_id, balance";

/// Their own words, and those of proposals that concern them, each with a text instead. `$2` is the text.
const WORDS: [&str; 9] = [
    "UPDATE wishes SET title = $2, body = $2 WHERE author_id = $1",
    "UPDATE claims SET fulfilment = $2 WHERE claimer_id = $1 AND fulfilment IS NOT NULL",
    "UPDATE claims SET end_reason = $2 WHERE claimer_id = $1 AND end_reason IS NOT NULL",
    "UPDATE report_ins SET end_reason = $2 WHERE ended_by = $1 AND member_id = $1",
    "UPDATE redemptions SET end_reason = $2 WHERE ended_by = $1 AND member_id = $1 AND end_reason IS NOT NULL",
    "UPDATE teams SET name = $2 WHERE captain_id = $1 AND closed_at IS NOT NULL",
    "UPDATE content_reports SET note = $2 WHERE reporter_id = $1 AND note IS NOT NULL",
    "UPDATE proposals SET reason = $2 WHERE (subject_id = $1 OR proposed_by = $1) AND reason IS NOT NULL",
    "UPDATE proposals SET decision_reason = $2 WHERE (subject_id = $1 OR proposed_by = $1 OR decided_by = $1) \
     AND decision_reason IS NOT NULL",
];
/// What others wrote about them, and what they wrote in office or for a team: table, column, whose. These texts stay.
const ABOUT: [(&str, &str, &str); 29] = [
    ("wishes", "reject_reason", "author_id = $1 OR reviewed_by = $1"),
    ("claims", "fulfilment", "wish_id IN (SELECT id FROM wishes WHERE author_id = $1)"),
    ("claims", "end_reason", "wish_id IN (SELECT id FROM wishes WHERE author_id = $1)"),
    ("report_ins", "refuse_reason", "member_id = $1 OR decided_by = $1"),
    ("report_ins", "end_reason", "member_id = $1 OR ended_by = $1"),
    ("hours", "reason", "member_id = $1 OR confirmed_by = $1"),
    ("hours", "void_reason", "member_id = $1 OR voided_by = $1"),
    ("certificates", "revoke_reason", "revoked_by = $1"),
    ("entries", "note", "member_id = $1 OR confirmer_id = $1"),
    ("redemptions", "end_reason", "member_id = $1 OR ended_by = $1"),
    ("content_cases", "reason", "author_id = $1 OR decided_by = $1"),
    ("content_reports", "note", "case_id IN (SELECT id FROM content_cases WHERE author_id = $1)"),
    ("blocks", "reason", "member_id = $1 OR blocked_by = $1"),
    // Whoever edits a notice copies what was there.
    ("notices", "title", "id IN (SELECT notice_id FROM notice_versions WHERE author_id = $1)"),
    ("notices", "body", "id IN (SELECT notice_id FROM notice_versions WHERE author_id = $1)"),
    ("notices", "withdraw_reason", "withdrawn_by = $1"),
    ("notice_versions", "body", "notice_id IN (SELECT notice_id FROM notice_versions WHERE author_id = $1)"),
    ("notice_versions", "title", "notice_id IN (SELECT notice_id FROM notice_versions WHERE author_id = $1)"),
    ("attachments", "name", "uploader_id = $1"),
    ("duty_points", "name", "created_by = $1"),
    ("screens", "name", "paired_by = $1"),
    ("duty_points", "place", "created_by = $1"),
    ("goods", "name", "made_by = $1"),
    ("goods", "body", "made_by = $1"),
    ("goods", "pick_up", "made_by = $1"),
    ("activities", "title", "organiser_id = $1"),
    ("activities", "body", "organiser_id = $1"),
    ("activities", "place", "organiser_id = $1"),
    ("activities", "cancel_reason", "cancelled_by = $1"),
];
/// The names of their teams, which must go on to differ: where another team has that name without theirs, a number follows.
const TEAM_NAMES: &str = "WITH masked AS (SELECT id, community_id, \
        REPLACE(REPLACE(name, $2, $3), $4, $5) AS name FROM teams \
        WHERE id IN (SELECT team_id FROM team_members WHERE member_id = $1)) \
    UPDATE teams SET name = (SELECT m.name || CASE WHEN EXISTS (SELECT 1 FROM teams t \
        WHERE t.community_id = m.community_id AND t.name = m.name) THEN ' ' || CAST((SELECT COUNT(*) FROM teams t \
        WHERE t.community_id = m.community_id AND SUBSTR(t.name, 1, LENGTH(m.name)) = m.name) AS text) ELSE '' END \
        FROM masked m WHERE m.id = teams.id) \
    WHERE id IN (SELECT m.id FROM masked m WHERE m.name <> teams.name)";
const ROSTER: &str = "DELETE FROM roster_entries WHERE member_id = $1 OR (member_id IS NULL AND phone_digest = $2)";
const REQUESTS: &str = "DELETE FROM requests WHERE member_id = $1";
const FEEDS: &str = "DELETE FROM feeds WHERE member_id = $1";
/// Last of all: whoever tells them something holds a row that was waited for before.
const INBOX: &str = "DELETE FROM inbox_entries WHERE member_id = $1";
const AGREEMENTS: &str = "DELETE FROM message_agreements WHERE member_id = $1";
const UNWANTED: &str = "DELETE FROM unwanted_topics WHERE member_id = $1";

#[async_trait]
impl ErasureRepo for DbTx {
    async fn close_account(&mut self, member: MemberId, now: DateTime<Utc>) -> Outcome<Option<Known>> {
        run(&self.tx, PUSHES, values![member]).await?;
        let nobody = self.seal.digest("erased", member.uuid().as_bytes());
        let Some(row) = one(&self.tx, CLOSE, values![member, nobody, now]).await? else {
            return Ok(None);
        };
        let mut row = Row::of(&row);
        let (name, phone): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.read()?, row.read()?);
        let name = name.map(|sealed| self.seal.open("members.real_name", &sealed)).transpose()?;
        let phone = phone.map(|sealed| self.seal.open("members.phone", &sealed)).transpose()?;
        let nothing = self.seal.seal("members.openid", "")?;
        run(&self.tx, EMPTY, values![member, nothing]).await?;
        run(&self.tx, END_CONSENTS, values![member, now]).await?;
        Ok(Some(Known {
            name: name.map(|name| RealName::parse("realName", &name)).transpose()?,
            phone: phone.map(|phone| Phone::parse("phone", &phone)).transpose()?,
        }))
    }

    async fn end_proposals(&mut self, member: MemberId, now: DateTime<Utc>) -> Outcome<()> {
        run(&self.tx, END_PROPOSALS, values![member, now]).await.map(|_| ())
    }

    async fn withdraw_wishes(&mut self, member: MemberId, why: &str, now: DateTime<Utc>) -> Outcome<Vec<EndedClaim>> {
        // The wishes first, as everywhere, then their claims.
        run(&self.tx, WITHDRAW_WISHES, values![member, now]).await?;
        read_all(&all(&self.tx, END_CLAIMS_ON_THEM, values![member, now, why]).await?, ended_claim)
    }

    async fn end_report_ins(&mut self, member: MemberId, why: &str, now: DateTime<Utc>) -> Outcome<()> {
        run(&self.tx, END_REPORT_INS, values![member, now, why]).await.map(|_| ())
    }

    async fn on_hold_for(&mut self, member: MemberId) -> Outcome<Vec<OnHold>> {
        let rows = all(&self.tx, ON_HOLD, values![member]).await?;
        read_all(&rows, |row| {
            let (id, community, goods) = (row.id()?, row.id()?, row.id()?);
            Ok(OnHold { id, community, goods, quantity: Quantity(row.read()?), points: Points(row.read()?) })
        })
    }

    async fn hold_accounts(&mut self, member: MemberId) -> Outcome<Vec<(AreaId, Points)>> {
        let rows = all(&self.tx, HOLD_ACCOUNTS, values![member]).await?;
        read_all(&rows, |row| Ok((row.id()?, Points(row.read()?))))
    }

    async fn erase_words(&mut self, member: MemberId, known: &Known, instead: &str) -> Outcome<()> {
        for sql in WORDS {
            run(&self.tx, sql, values![member, instead]).await?;
        }
        // Nothing is found of an empty text.
        let name = known.name.as_ref().map(|name| (name.in_full().to_owned(), name.masked())).unwrap_or_default();
        let phone = known.phone.as_ref().map(|phone| (phone.in_full().to_owned(), phone.masked())).unwrap_or_default();
        let masks = values![member, name.0.as_str(), name.1.as_str(), phone.0.as_str(), phone.1.as_str()];
        for (table, column, whose) in ABOUT {
            let masked = format!("REPLACE(REPLACE({column}, $2, $3), $4, $5)");
            let sql = format!("UPDATE {table} SET {column} = {masked} WHERE ({whose}) AND {column} <> {masked}");
            run(&self.tx, &sql, masks.clone()).await?;
        }
        run(&self.tx, TEAM_NAMES, masks).await?;
        let digest = self.seal.digest("phone", phone.0.as_bytes());
        run(&self.tx, ROSTER, values![member, digest]).await?;
        run(&self.tx, REQUESTS, values![member]).await?;
        for sql in [DROP_CERTIFICATES, DROP_PAIRINGS, FEEDS, INBOX, AGREEMENTS, UNWANTED] {
            run(&self.tx, sql, values![member]).await?;
        }
        Ok(())
    }
}
