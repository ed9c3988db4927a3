//! The audit log and its chain: tables `audit_entries` and `audit_chain`.

use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::chain::{Hash, Link};
use domain::audit::entry::{Ending, Entry};
use domain::audit::log::{Shown, Wanted};
use domain::audit::repo::{AuditReader, Kept};
use domain::failure::{Failure, Outcome};
use domain::ids::AuditEntryId;
use domain::page::{Page, PageRequest};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, SqlErr, Value};

use super::Db;
use super::entities::audit_link;
use super::paging::{Paged, latest_from, limit, page_of};
use super::row::{Row, read_all, values};
use super::sql::{all, corrupt, failure, of_rows, one, run};
use super::words::{Words, word};
use crate::seal::Seal;

const ENDING: Words<Ending, 2> = [("done", Ending::Done), ("refused", Ending::Refused)];

/// Nobody who erased their account, or is blocked, does anything more. This is the last statement of what they do, and all
/// else that is written of a member waits for an erasure or a block that is under way: so this one sees it. That something
/// was refused to somebody blocked is written all the same.
const ADD: &str = "WITH v (id, at, actor_id, act, target, area_id, request_id, ending, seal) AS (VALUES ()) \
    INSERT INTO audit_entries (id, at, actor_id, act, target, area_id, request_id, ending, seal) \
    SELECT * FROM v WHERE id IS NOT NULL AND (act = 'eraseAccount' \
    OR NOT EXISTS (SELECT 1 FROM members m WHERE m.id = v.actor_id AND m.erased_at IS NOT NULL) \
    AND (ending = 'refused' OR NOT EXISTS (SELECT 1 FROM blocks b WHERE b.member_id = v.actor_id AND b.lifted_at IS NULL)))";

static LOG: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of(
        "SELECT e.id, e.at, e.actor_id, e.act, e.target, e.area_id, e.request_id, e.ending, e.seal, \
         m.id, m.shown_name, a.id, a.kind, a.name, a.path \
         FROM audit_entries e LEFT JOIN members m ON m.id = e.actor_id \
         LEFT JOIN areas a ON a.id = COALESCE(e.area_id, m.community_id) \
         WHERE (a.path LIKE $1 OR ($2 AND a.id IS NULL)) AND ($3 OR e.actor_id = $4) AND e.id {before} $5 \
         ORDER BY e.id {desc} LIMIT $6",
    )
});

const LAST: &str = "SELECT c.number, c.day, c.entry_id, c.hash, e.at FROM audit_chain c \
    JOIN audit_entries e ON e.id = c.entry_id ORDER BY c.number DESC LIMIT 1";
const LINK: &str = "SELECT number, day, entry_id, hash FROM audit_chain WHERE number = $1";
const FIRST_OF: &str = "SELECT number FROM audit_chain WHERE day = $1 ORDER BY number LIMIT 1";
const UNCHAINED: &str = "SELECT e.id, e.at, e.actor_id, e.act, e.target, e.area_id, e.request_id, e.ending, e.seal \
    FROM audit_entries e WHERE e.id >= $1 AND NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.entry_id = e.id) \
    ORDER BY e.id LIMIT $2";
const LEFT_OUT: &str = "SELECT e.id, e.at, e.actor_id, e.act, e.target, e.area_id, e.request_id, e.ending, e.seal \
    FROM audit_entries e WHERE e.at >= $1 AND e.at < $2 \
    AND NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.entry_id = e.id) ORDER BY e.id LIMIT $3";
const LINKS: &str = "SELECT c.number, c.day, c.entry_id, c.hash, \
    e.id, e.at, e.actor_id, e.act, e.target, e.area_id, e.request_id, e.ending, e.seal \
    FROM audit_chain c LEFT JOIN audit_entries e ON e.id = c.entry_id WHERE c.number > $1 ORDER BY c.number LIMIT $2";
const LINKS_OF: &str = "SELECT c.number, c.day, c.entry_id, c.hash, \
    e.id, e.at, e.actor_id, e.act, e.target, e.area_id, e.request_id, e.ending, e.seal \
    FROM audit_chain c LEFT JOIN audit_entries e ON e.id = c.entry_id WHERE c.number > $1 AND c.day = $3 \
    ORDER BY c.number LIMIT $2";

fn seal_of(seal: &Seal, entry: &Entry) -> Vec<u8> {
    seal.digest("audit entry", entry.text())
}

/// Adds entries: in the transaction of what they tell of. *Unauthenticated* if an actor has erased their account.
pub(super) async fn add(db: &impl ConnectionTrait, seal: &Seal, entries: &[Entry]) -> Outcome<()> {
    let row = |entry: &Entry| {
        values![
            entry.id,
            entry.at,
            entry.actor,
            entry.act.as_str(),
            entry.target.as_deref(),
            entry.area,
            entry.asked_in,
            word(&ENDING, entry.ending),
            seal_of(seal, entry),
        ]
    };
    if entries.is_empty() {
        return Ok(());
    }
    let (sql, values) = of_rows(ADD, Vec::new(), entries.iter().map(row).collect());
    let added = run(db, &sql, values).await?;
    if added == entries.len() as u64 { Ok(()) } else { Err(Failure::Unauthenticated) }
}

fn read_kept(row: &mut Row<'_>) -> Outcome<Option<Kept>> {
    let (id, at, actor, act) = (row.maybe_id()?, row.read()?, row.maybe_id()?, row.read()?);
    let (target, area, asked_in) = (row.read()?, row.maybe_id()?, row.read()?);
    let (ending, seal) = (row.maybe_word(&ENDING)?, row.read()?);
    let (Some(id), Some(at), Some(act), Some(ending), Some(seal)) = (id, at, act, ending, seal) else {
        return Ok(None);
    };
    Ok(Some(Kept { entry: Entry { id, at, actor, act, target, area, asked_in, ending }, seal }))
}

fn read_link(row: &mut Row<'_>) -> Outcome<Link> {
    let (number, day, entry) = (row.read()?, row.read()?, row.id()?);
    // A hash of another length fits nothing, as any that is wrong.
    let hash = Hash::try_from(row.read::<Vec<u8>>()?).unwrap_or_default();
    Ok(Link { number, day, entry, hash })
}

async fn all_kept(db: &Db, sql: &str, values: Vec<Value>) -> Outcome<Vec<Kept>> {
    read_all(&all(&db.read, sql, values).await?, must_be_kept)
}

fn must_be_kept(row: &mut Row<'_>) -> Outcome<Kept> {
    read_kept(row)?.ok_or_else(|| corrupt("audit entry"))
}

#[async_trait]
impl AuditReader for Db {
    async fn write_down(&self, entry: &Entry) -> Outcome<()> {
        add(&self.write, &self.seal, std::slice::from_ref(entry)).await
    }

    async fn audit_log(&self, wanted: &Wanted, page: &PageRequest<AuditEntryId>) -> Outcome<Page<Shown>> {
        let within = format!("{}%", wanted.within.to_text());
        let values =
            values![within, wanted.nowhere, wanted.actor.is_none(), wanted.actor, latest_from(page), limit(page)];
        page_of(self, &LOG, values, page, |row| {
            let (kept, actor, area) = (must_be_kept(row)?, row.maybe_person()?, row.maybe_area()?);
            Ok(Shown { sealed: self.is_sealed(&kept), entry: kept.entry, actor, area })
        })
        .await
    }

    fn link_hash(&self, text: &[u8]) -> Hash {
        Hash::try_from(self.seal.digest("audit link", text)).unwrap_or_default()
    }

    fn is_sealed(&self, kept: &Kept) -> bool {
        seal_of(&self.seal, &kept.entry) == kept.seal
    }

    async fn last_link(&self) -> Outcome<Option<(Link, DateTime<Utc>)>> {
        let row = one(&self.read, LAST, vec![]).await?;
        row.map(|row| {
            let mut row = Row::of(&row);
            Ok((read_link(&mut row)?, row.read()?))
        })
        .transpose()
    }

    async fn unchained(&self, since: DateTime<Utc>, most: u32) -> Outcome<Vec<Kept>> {
        let first = AuditEntryId::new(since, [0; 10]);
        all_kept(self, UNCHAINED, values![first, i64::from(most)]).await
    }

    async fn add_links(&self, links: &[Link]) -> Outcome<bool> {
        let rows = links.iter().map(|link| audit_link::ActiveModel {
            number: Set(link.number),
            day: Set(link.day),
            entry_id: Set(link.entry.uuid()),
            hash: Set(link.hash.to_vec()),
        });
        match audit_link::Entity::insert_many(rows).exec_without_returning(&self.write).await {
            Ok(_) => Ok(true),
            Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(false),
            // On SQLite a trigger comes before the index.
            Err(error) if error.to_string().contains("only ever added") => Ok(false),
            Err(error) => Err(failure(error)),
        }
    }

    async fn links(&self, after: i64, day: Option<NaiveDate>, most: u32) -> Outcome<Vec<(Link, Option<Kept>)>> {
        let mut values = values![after, i64::from(most)];
        values.extend(day.map(Value::from));
        let rows = all(&self.read, if day.is_some() { LINKS_OF } else { LINKS }, values).await?;
        read_all(&rows, |row| Ok((read_link(row)?, read_kept(row)?)))
    }

    async fn link(&self, number: i64) -> Outcome<Option<Link>> {
        let row = one(&self.read, LINK, values![number]).await?;
        row.map(|row| read_link(&mut Row::of(&row))).transpose()
    }

    async fn first_link_of(&self, day: NaiveDate) -> Outcome<Option<i64>> {
        let row = one(&self.read, FIRST_OF, values![day]).await?;
        row.map(|row| Row::of(&row).read()).transpose()
    }

    async fn left_out(&self, from: DateTime<Utc>, until: DateTime<Utc>, most: u32) -> Outcome<Vec<Kept>> {
        all_kept(self, LEFT_OUT, values![from, until, i64::from(most)]).await
    }
}
