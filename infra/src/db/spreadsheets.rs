//! Spreadsheets that members asked for: table `spreadsheets`. Their files lie elsewhere.

use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Viewer;
use domain::calendar::period::Period;
use domain::failure::Outcome;
use domain::ids::{self, Id, MemberId, SpreadsheetId};
use domain::language::Lang;
use domain::page::{Page, PageRequest};
use domain::spreadsheets::repo::{Made, SpreadsheetReader, SpreadsheetRepo};
use domain::spreadsheets::spreadsheet::{NewSpreadsheet, Of, Spreadsheet, State, Why};
use domain::wishes::stage::Stage;
use uuid::Uuid;

use super::paging::{Paged, latest_from, limit, page_of};
use super::row::{Row, read_all, values};
use super::section::Shown::{At, Number, On, Text};
use super::section::{Source, id};
use super::sql::{all, corrupt, one, run};
use super::wishes::STAGE;
use super::words::{Words, word};
use super::{Db, DbTx};

const LANG: Words<Lang, 2> = [("zh", Lang::Zh), ("en", Lang::En)];
/// A job that was set aside is seen where it lies: so nothing has to be written when somebody has it tried again.
const WHY: Words<Why, 3> = [("not_allowed", Why::NotAllowed), ("too_long", Why::TooLong), ("broken", Why::Broken)];

const SET_ASIDE: &str = "EXISTS (SELECT 1 FROM jobs j WHERE j.id = s.job_id AND j.set_aside_at IS NOT NULL)";
static ADD: LazyLock<String> = LazyLock::new(|| {
    format!(
        "INSERT INTO spreadsheets (id, owner_id, kind, of_id, from_day, to_day, wish_stage, lang, asked_at, job_id, kept_until) \
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 WHERE (SELECT COUNT(*) FROM spreadsheets s \
         WHERE s.owner_id = $2 AND s.state = 'waiting' AND s.kept_until > $9 AND NOT {SET_ASIDE}) < $12"
    )
});
const FILL: &str = "UPDATE spreadsheets SET rows_done = $2 WHERE id = $1 AND state = 'waiting'";
const END: &str = "UPDATE spreadsheets SET state = 'made', rows_done = $2, bytes = $3, made_at = $4, kept_until = $5 \
    WHERE id = $1 AND state = 'waiting'";
const FAIL: &str =
    "UPDATE spreadsheets SET state = 'failed', why = $2, kept_until = $3 WHERE id = $1 AND state = 'waiting'";
const DROP_OLD: &str = "DELETE FROM spreadsheets WHERE id IN \
    (SELECT id FROM spreadsheets WHERE kept_until <= $1 ORDER BY kept_until, id LIMIT $2) RETURNING id";
const DROP_OF_MEMBER: &str = "DELETE FROM spreadsheets WHERE owner_id = $1 RETURNING id";

static CARDS: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT s.id, s.owner_id, s.kind, s.of_id, s.from_day, s.to_day, s.wish_stage, s.lang, s.asked_at, s.rows_done, \
         s.made_at, s.bytes, s.kept_until, CASE WHEN s.state = 'waiting' AND {SET_ASIDE} THEN 'broken' ELSE s.why END \
         FROM spreadsheets s WHERE s.kept_until > $2 AND "
    )
});
static ONE: LazyLock<String> = LazyLock::new(|| format!("{}s.id = $1", *CARDS));
/// The latest first.
static MINE: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of(&format!("{}s.owner_id = $1 AND s.id {{before}} $3 ORDER BY s.id {{desc}} LIMIT $4", *CARDS))
});

pub(super) const SPREADSHEETS_SECTION: Source = Source {
    name: "spreadsheets",
    sql: "SELECT s.id, s.kind, COALESCE(a.name, u.name), s.from_day, s.to_day, s.wish_stage, s.asked_at, s.state, \
          s.rows_done, s.made_at, s.kept_until FROM spreadsheets s LEFT JOIN areas a ON a.id = s.of_id \
          LEFT JOIN units u ON u.id = s.of_id WHERE s.owner_id = $1 ORDER BY s.id",
    columns: &[
        ("id", id::<ids::SpreadsheetKind>()),
        ("kind", Text),
        ("of", Text),
        ("from", On),
        ("to", On),
        ("wishes", Text),
        ("askedAt", At),
        ("state", Text),
        ("rows", Number),
        ("madeAt", At),
        ("keptUntil", At),
    ],
};

/// The word for its kind, of what, and its days.
fn parts(of: &Of) -> (&'static str, Uuid, Option<Period>, Option<Stage>) {
    match of {
        Of::UnitRecord(unit, period) => ("unit_record", unit.uuid(), Some(*period), None),
        Of::Hours(community, period) => ("hours", community.uuid(), Some(*period), None),
        Of::Entries(community, period) => ("entries", community.uuid(), Some(*period), None),
        Of::Roster(shift) => ("roster", shift.uuid(), None, None),
        Of::HandedOut(community, day) => ("handed_out", community.uuid(), Some(Period { from: *day, to: *day }), None),
        Of::Wishes(community, stage) => ("wishes", community.uuid(), None, *stage),
    }
}

fn read_of(row: &mut Row<'_>) -> Outcome<Of> {
    let (kind, of): (String, Uuid) = (row.read()?, row.read()?);
    let (from, to): (Option<NaiveDate>, Option<NaiveDate>) = (row.read()?, row.read()?);
    let (period, stage) = (from.zip(to).map(|(from, to)| Period { from, to }), row.maybe_word(&STAGE)?);
    match (kind.as_str(), period) {
        ("unit_record", Some(period)) => Ok(Of::UnitRecord(Id::from_uuid(of), period)),
        ("hours", Some(period)) => Ok(Of::Hours(Id::from_uuid(of), period)),
        ("entries", Some(period)) => Ok(Of::Entries(Id::from_uuid(of), period)),
        ("roster", None) => Ok(Of::Roster(Id::from_uuid(of))),
        ("handed_out", Some(day)) => Ok(Of::HandedOut(Id::from_uuid(of), day.from)),
        ("wishes", None) => Ok(Of::Wishes(Id::from_uuid(of), stage)),
        _ => Err(corrupt("spreadsheet")),
    }
}

#[async_trait]
impl SpreadsheetRepo for DbTx {
    async fn add_spreadsheet(&mut self, new: &NewSpreadsheet, until: DateTime<Utc>, most: i64) -> Outcome<bool> {
        let (kind, of, period, stage) = parts(&new.of);
        let values = values![
            new.id,
            new.owner,
            kind,
            of,
            period.map(|period| period.from),
            period.map(|period| period.to),
            stage.map(|stage| word(&STAGE, stage)),
            word(&LANG, new.lang),
            new.asked,
            new.job,
            until,
            most,
        ];
        Ok(run(&self.tx, &ADD, values).await? == 1)
    }

    async fn fill_spreadsheet(&mut self, id: SpreadsheetId, rows: i64) -> Outcome<bool> {
        Ok(run(&self.tx, FILL, values![id, rows]).await? == 1)
    }

    async fn end_spreadsheet(&mut self, made: &Made) -> Outcome<bool> {
        Ok(run(&self.tx, END, values![made.id, made.rows, made.bytes, made.at, made.until]).await? == 1)
    }

    async fn fail_spreadsheet(&mut self, id: SpreadsheetId, why: Why, until: DateTime<Utc>) -> Outcome<bool> {
        Ok(run(&self.tx, FAIL, values![id, word(&WHY, why), until]).await? == 1)
    }

    async fn drop_old_spreadsheets(&mut self, now: DateTime<Utc>, most: i64) -> Outcome<Vec<SpreadsheetId>> {
        read_all(&all(&self.tx, DROP_OLD, values![now, most]).await?, |row| row.id())
    }

    async fn drop_spreadsheets_of(&mut self, member: MemberId) -> Outcome<Vec<SpreadsheetId>> {
        read_all(&all(&self.tx, DROP_OF_MEMBER, values![member]).await?, |row| row.id())
    }
}

#[async_trait]
impl SpreadsheetReader for Db {
    async fn spreadsheet(&self, id: SpreadsheetId, now: DateTime<Utc>) -> Outcome<Option<Spreadsheet>> {
        let row = one(&self.read, &ONE, values![id, now]).await?;
        row.map(|row| read(&mut Row::of(&row))).transpose()
    }

    async fn spreadsheets_by(
        &self,
        me: &Viewer,
        now: DateTime<Utc>,
        page: &PageRequest<SpreadsheetId>,
    ) -> Outcome<Page<Spreadsheet>> {
        page_of(self, &MINE, values![me.member(), now, latest_from(page), limit(page)], page, read).await
    }
}

fn read(row: &mut Row<'_>) -> Outcome<Spreadsheet> {
    let (id, owner, of, lang) = (row.id()?, row.id()?, read_of(row)?, row.word(&LANG)?);
    let (asked, rows) = (row.read()?, row.read()?);
    let (made, bytes, until): (Option<DateTime<Utc>>, Option<i64>, _) = (row.read()?, row.read()?, row.read()?);
    let state = match (made.zip(bytes), row.maybe_word(&WHY)?) {
        (Some((at, bytes)), _) => State::Made { at, until, bytes },
        (None, Some(why)) => State::Failed(why),
        (None, None) => State::Waiting,
    };
    Ok(Spreadsheet { id, owner, of, lang, asked, rows, state })
}
