//! The audit log and its chain: tables `audit_entries` and `audit_chain`.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::chain::{Hash, Link};
use domain::audit::entry::Entry;
use domain::audit::log::{Shown, Wanted};
use domain::audit::repo::{AuditReader, Kept};
use domain::failure::{Failure, Outcome};
use domain::ids::{AreaId, AuditEntryId, MemberId};
use domain::page::{Page, PageRequest};
use sea_orm::{ConnectionTrait, SqlErr, Statement, Value};
use uuid::Uuid;

use super::Db;
use super::members::read_person;
use super::places::{latest_from, limit, read_area};
use super::sql::{Columns, all, corrupt, failure, of_rows, one, run};
use super::words::{ENDING, meaning, word};
use crate::seal::Seal;

/// Whoever erased their account, or is blocked, does nothing more. This is the last statement of what they do, and whatever
/// else is written of a member waits for an erasure or a block that is under way: so this one sees it. That something was
/// refused to somebody blocked is written all the same.
const ADD: &str = "WITH v (id, at, actor_id, act, target, area_id, request_id, ending, seal) AS (VALUES ()) \
    INSERT INTO audit_entries (id, at, actor_id, act, target, area_id, request_id, ending, seal) \
    SELECT * FROM v WHERE id IS NOT NULL AND (act = 'eraseAccount' \
    OR NOT EXISTS (SELECT 1 FROM members m WHERE m.id = v.actor_id AND m.erased_at IS NOT NULL) \
    AND (ending = 'refused' OR NOT EXISTS (SELECT 1 FROM blocks b WHERE b.member_id = v.actor_id AND b.lifted_at IS NULL)))";

// A macro, because only it makes one text of pieces before the program runs: the text is the key of the prepared statement.
macro_rules! log {
    ($sign:literal, $order:literal) => {
        concat!(
            "SELECT e.id, e.at, e.actor_id, e.act, e.target, e.area_id, e.request_id, e.ending, e.seal, \
             m.id, m.shown_name, a.id, a.kind, a.name, a.path \
             FROM audit_entries e LEFT JOIN members m ON m.id = e.actor_id \
             LEFT JOIN areas a ON a.id = COALESCE(e.area_id, m.community_id) \
             WHERE (a.path LIKE $1 OR ($2 AND a.id IS NULL)) AND ($3 OR e.actor_id = $4) AND e.id ",
            $sign,
            " $5 ORDER BY e.id ",
            $order,
            " LIMIT $6"
        )
    };
}
/// The latest first: so a page *after* an entry holds smaller ids.
const LOG: [&str; 2] = [log!("<", "DESC"), log!(">", "ASC")];

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
    let row = |entry: &Entry| -> [Value; 9] {
        [
            entry.id.uuid().into(),
            entry.at.into(),
            entry.actor.map(|actor| actor.uuid()).into(),
            entry.act.as_str().into(),
            entry.target.clone().into(),
            entry.area.map(|area| area.uuid()).into(),
            entry.asked_in.into(),
            word(&ENDING, entry.ending).into(),
            seal_of(seal, entry).into(),
        ]
    };
    let (sql, values) = of_rows(ADD, Vec::new(), entries.iter().map(row).collect());
    let added = run(db, &sql, values).await?;
    if added == entries.len() as u64 { Ok(()) } else { Err(Failure::Unauthenticated) }
}

fn read_kept(columns: &mut Columns<'_>) -> Outcome<Option<Kept>> {
    let (id, at): (Option<Uuid>, Option<DateTime<Utc>>) = (columns.read()?, columns.read()?);
    let (actor, act): (Option<Uuid>, Option<String>) = (columns.read()?, columns.read()?);
    let (target, area): (Option<String>, Option<Uuid>) = (columns.read()?, columns.read()?);
    let (asked_in, ending): (Option<Uuid>, Option<String>) = (columns.read()?, columns.read()?);
    let seal: Option<Vec<u8>> = columns.read()?;
    let (Some(id), Some(at), Some(act), Some(ending), Some(seal)) = (id, at, act, ending, seal) else {
        return Ok(None);
    };
    let entry = Entry {
        id: AuditEntryId::from_uuid(id),
        at,
        actor: actor.map(MemberId::from_uuid),
        act,
        target,
        area: area.map(AreaId::from_uuid),
        asked_in,
        ending: meaning(&ENDING, &ending)?,
    };
    Ok(Some(Kept { entry, seal }))
}

fn read_link(columns: &mut Columns<'_>) -> Outcome<Link> {
    let (number, day): (i64, NaiveDate) = (columns.read()?, columns.read()?);
    let entry = AuditEntryId::from_uuid(columns.read()?);
    // A hash of another length fits nothing, as any that is wrong.
    let hash = Hash::try_from(columns.read::<Vec<u8>>()?).unwrap_or_default();
    Ok(Link { number, day, entry, hash })
}

async fn all_kept(db: &Db, sql: &str, values: Vec<Value>) -> Outcome<Vec<Kept>> {
    let rows = all(&db.read, sql, values).await?;
    rows.iter().map(|row| read_kept(&mut Columns::of(row))?.ok_or_else(|| corrupt("audit entry"))).collect()
}

#[async_trait]
impl AuditReader for Db {
    async fn write_down(&self, entry: &Entry) -> Outcome<()> {
        add(&self.write, &self.seal, std::slice::from_ref(entry)).await
    }

    async fn audit_log(&self, wanted: &Wanted, page: &PageRequest<AuditEntryId>) -> Outcome<Page<Shown>> {
        let values = vec![
            format!("{}%", wanted.within.to_text()).into(),
            wanted.nowhere.into(),
            wanted.actor.is_none().into(),
            wanted.actor.map(|actor| actor.uuid()).into(),
            latest_from(page).into(),
            limit(page).into(),
        ];
        let rows = all(&self.read, LOG[usize::from(page.backwards)], values).await?;
        let shown = rows.iter().map(|row| {
            let mut columns = Columns::of(row);
            let kept = read_kept(&mut columns)?.ok_or_else(|| corrupt("audit entry"))?;
            let (actor, area) = (read_person(&mut columns)?, read_area(&mut columns)?);
            Ok(Shown { sealed: self.is_sealed(&kept), entry: kept.entry, actor, area })
        });
        Ok(Page::of(shown.collect::<Outcome<_>>()?, page))
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
            let mut columns = Columns::of(&row);
            Ok((read_link(&mut columns)?, columns.read()?))
        })
        .transpose()
    }

    async fn unchained(&self, since: DateTime<Utc>, most: u32) -> Outcome<Vec<Kept>> {
        let first = AuditEntryId::new(since, [0; 10]);
        all_kept(self, UNCHAINED, vec![first.uuid().into(), i64::from(most).into()]).await
    }

    async fn add_links(&self, links: &[Link]) -> Outcome<bool> {
        let rows: Vec<_> = (0..links.len())
            .map(|n| format!("(${}, ${}, ${}, ${})", 4 * n + 1, 4 * n + 2, 4 * n + 3, 4 * n + 4))
            .collect();
        let sql = format!("INSERT INTO audit_chain (number, day, entry_id, hash) VALUES {}", rows.join(", "));
        let values: Vec<Value> = links
            .iter()
            .flat_map(|link| [link.number.into(), link.day.into(), link.entry.uuid().into(), link.hash.to_vec().into()])
            .collect();
        let statement = Statement::from_sql_and_values(self.write.get_database_backend(), sql, values);
        match self.write.execute_raw(statement).await {
            Ok(_) => Ok(true),
            Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(false),
            // On SQLite a trigger comes before the index.
            Err(error) if error.to_string().contains("only ever added") => Ok(false),
            Err(error) => Err(failure(error)),
        }
    }

    async fn links(&self, after: i64, day: Option<NaiveDate>, most: u32) -> Outcome<Vec<(Link, Option<Kept>)>> {
        let mut values = vec![after.into(), i64::from(most).into()];
        values.extend(day.map(Value::from));
        let rows = all(&self.read, if day.is_some() { LINKS_OF } else { LINKS }, values).await?;
        rows.iter()
            .map(|row| {
                let mut columns = Columns::of(row);
                Ok((read_link(&mut columns)?, read_kept(&mut columns)?))
            })
            .collect()
    }

    async fn link(&self, number: i64) -> Outcome<Option<Link>> {
        let row = one(&self.read, LINK, vec![number.into()]).await?;
        row.map(|row| read_link(&mut Columns::of(&row))).transpose()
    }

    async fn first_link_of(&self, day: NaiveDate) -> Outcome<Option<i64>> {
        let row = one(&self.read, FIRST_OF, vec![day.into()]).await?;
        row.map(|row| Columns::of(&row).read()).transpose()
    }

    async fn left_out(&self, from: DateTime<Utc>, until: DateTime<Utc>, most: u32) -> Outcome<Vec<Kept>> {
        all_kept(self, LEFT_OUT, vec![from.into(), until.into(), i64::from(most).into()]).await
    }
}
