//! Attendance, granted time, and the rules of stars: tables `attendances`, `hours` and `star_rules`.

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Viewer;
use domain::attendance::code::CodeSecret;
use domain::attendance::hours::{Hours, NewHours, Voiding};
use domain::attendance::repo::{AttendanceReader, AttendanceRepo, Witness};
use domain::attendance::star::{StarRule, StarWindow};
use domain::failure::Outcome;
use domain::ids::{AreaId, HoursId, MemberId, ShiftId, SignUpId};
use domain::page::{Page, PageRequest};
use domain::places::path::Path;
use sea_orm::{QueryResult, Value};
use uuid::Uuid;

use super::members::read_person;
use super::places::{latest_from, limit, read_area};
use super::sql::{Columns, all, corrupt, marks, one, run};
use super::words::{HOW, STAR_WINDOW, meaning, removed, word};
use super::{Db, DbTx};
use crate::seal::Seal;

const CHECK_IN: &str = "UPDATE sign_ups SET checked_in = TRUE \
    WHERE id = $1 AND ended_at IS NULL AND seated_at IS NOT NULL AND NOT checked_in";
const ADD_ATTENDANCE: &str = "INSERT INTO attendances (shift_id, member_id, checked_in_at, checked_in_by) \
    SELECT shift_id, member_id, $2, $3 FROM sign_ups WHERE id = $1";
const CHECK_OUT: &str = "UPDATE attendances SET checked_out_at = $3, checked_out_by = $4 \
    WHERE shift_id = $1 AND member_id = $2 AND checked_out_at IS NULL \
    RETURNING (SELECT cancelled_at FROM shifts WHERE id = $1)";
const MINUTES_ON: &str =
    "SELECT COALESCE(SUM(minutes), 0) FROM hours WHERE member_id = $1 AND day = $2 AND voided_at IS NULL";
const MINUTES_OF: &str = "SELECT COALESCE(SUM(minutes), 0), \
    COALESCE(SUM(CASE WHEN day >= $2 THEN minutes ELSE 0 END), 0) \
    FROM hours WHERE member_id = $1 AND voided_at IS NULL";
const ADD_HOURS: &str = "INSERT INTO hours \
    (id, community_id, member_id, shift_id, day, minutes, granted_at, confirmed_by, how, replaces, reason) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING";
const VOID: &str = "UPDATE hours SET voided_at = $2, voided_by = $3, void_reason = $4 \
    WHERE id = $1 AND voided_at IS NULL";
const SET_STAR_RULE: &str = "INSERT INTO star_rules \
    (area_id, hours_1, hours_2, hours_3, hours_4, hours_5, counts, set_by, set_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (area_id) DO UPDATE SET hours_1 = excluded.hours_1, \
    hours_2 = excluded.hours_2, hours_3 = excluded.hours_3, hours_4 = excluded.hours_4, hours_5 = excluded.hours_5, \
    counts = excluded.counts, set_by = excluded.set_by, set_at = excluded.set_at";
const STAR_RULE: &str = "SELECT r.area_id, r.counts, r.hours_1, r.hours_2, r.hours_3, r.hours_4, r.hours_5 \
    FROM star_rules r JOIN areas a ON a.id = r.area_id WHERE r.area_id IN ";

// Macros, because only they make one text of pieces before the program runs: the text is the key of the prepared statement.
macro_rules! entries {
    ($found:expr, $order:expr) => {
        concat!(
            "SELECT x.id, co.id, co.kind, co.name, co.path, m.id, m.shown_name, mh.path, x.shift_id, \
             CASE WHEN a.text_state = 'removed' THEN ",
            removed!(),
            " ELSE a.title END, \
             h.starts_at, COALESCE(h.cancelled_at, h.ends_at), x.day, x.minutes, x.granted_at, c.id, c.shown_name, x.how, x.replaces, x.reason, \
             x.voided_at, x.void_reason, v.id, v.shown_name FROM ",
            $found,
            " x JOIN areas co ON co.id = x.community_id JOIN members m ON m.id = x.member_id \
             LEFT JOIN areas mh ON mh.id = m.community_id JOIN shifts h ON h.id = x.shift_id \
             JOIN activities a ON a.id = h.activity_id JOIN members c ON c.id = x.confirmed_by \
             LEFT JOIN members v ON v.id = x.voided_by ",
            $order
        )
    };
}
macro_rules! list {
    ($sign:literal, $order:literal) => {
        entries!(
            concat!(
                "(SELECT * FROM hours WHERE member_id = $1 AND id ",
                $sign,
                " $2 ORDER BY id ",
                $order,
                " LIMIT $3)"
            ),
            concat!("ORDER BY x.id ", $order)
        )
    };
}

const BY_IDS: &str = entries!("hours", "WHERE x.id IN ");
/// The latest first: so a page *after* an entry holds older ones.
const OF_MEMBER: [&str; 2] = [list!("<", "DESC"), list!(">", "ASC")];

#[async_trait]
impl AttendanceRepo for DbTx {
    async fn check_in(&mut self, seat: SignUpId, witness: Witness, now: DateTime<Utc>) -> Outcome<bool> {
        if run(&self.tx, CHECK_IN, vec![seat.uuid().into()]).await? == 0 {
            return Ok(false);
        }
        let values = vec![seat.uuid().into(), now.into(), witness.map(|who| who.uuid()).into()];
        run(&self.tx, ADD_ATTENDANCE, values).await.map(|_| true)
    }

    async fn check_out(
        &mut self,
        shift: ShiftId,
        member: MemberId,
        witness: Witness,
        now: DateTime<Utc>,
    ) -> Outcome<Option<Option<DateTime<Utc>>>> {
        let witness = witness.map(|who| who.uuid()).into();
        let values = vec![shift.uuid().into(), member.uuid().into(), now.into(), witness];
        let row = one(&self.tx, CHECK_OUT, values).await?;
        row.map(|row| Columns::of(&row).read()).transpose()
    }

    async fn minutes_on(&mut self, member: MemberId, day: NaiveDate) -> Outcome<i32> {
        let row = one(&self.tx, MINUTES_ON, vec![member.uuid().into(), day.into()]).await?;
        let sum: i64 = Columns::of(&row.ok_or_else(|| corrupt("sum"))?).read()?;
        i32::try_from(sum).map_err(|_| corrupt("sum"))
    }

    async fn add_hours(&mut self, new: &NewHours) -> Outcome<bool> {
        let values = vec![
            new.id.uuid().into(),
            new.community.uuid().into(),
            new.member.uuid().into(),
            new.shift.uuid().into(),
            new.day.into(),
            new.minutes.into(),
            new.granted.into(),
            new.confirmer.uuid().into(),
            word(&HOW, new.how).into(),
            new.replaces.map(|id| id.uuid()).into(),
            new.reason.clone().into(),
        ];
        Ok(run(&self.tx, ADD_HOURS, values).await? == 1)
    }

    async fn void_hours(&mut self, hours: HoursId, by: MemberId, reason: &str, now: DateTime<Utc>) -> Outcome<bool> {
        let values = vec![hours.uuid().into(), now.into(), by.uuid().into(), reason.into()];
        Ok(run(&self.tx, VOID, values).await? == 1)
    }

    async fn set_star_rule(
        &mut self,
        area: AreaId,
        hours: [i32; 5],
        window: StarWindow,
        by: MemberId,
        now: DateTime<Utc>,
    ) -> Outcome<()> {
        let mut values: Vec<Value> = vec![area.uuid().into()];
        values.extend(hours.map(Value::from));
        values.extend([word(&STAR_WINDOW, window).into(), by.uuid().into(), now.into()]);
        run(&self.tx, SET_STAR_RULE, values).await.map(|_| ())
    }
}

#[async_trait]
impl AttendanceReader for Db {
    async fn hours(&self, viewer: &Viewer, ids: &[HoursId]) -> Outcome<Vec<Hours>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("{BY_IDS}({})", marks(ids));
        let mut seen = read_all(&all(&self.read, &sql, ids.iter().map(|id| id.uuid().into()).collect()).await?)?;
        seen.retain(|hours| hours.seen_by(viewer));
        Ok(seen)
    }

    async fn hours_of(&self, viewer: &Viewer, member: MemberId, page: &PageRequest<HoursId>) -> Outcome<Page<Hours>> {
        let values = vec![member.uuid().into(), latest_from(page).into(), limit(page).into()];
        let rows = all(&self.read, OF_MEMBER[usize::from(page.backwards)], values).await?;
        let mut page = Page::of(read_all(&rows)?, page);
        page.items.retain(|hours| hours.seen_by(viewer));
        Ok(page)
    }

    async fn minutes_of(&self, _: &Viewer, member: MemberId, since: NaiveDate) -> Outcome<(i64, i64)> {
        let row = one(&self.read, MINUTES_OF, vec![member.uuid().into(), since.into()]).await?;
        let row = row.ok_or_else(|| corrupt("sum"))?;
        let mut columns = Columns::of(&row);
        Ok((columns.read()?, columns.read()?))
    }

    async fn star_rule(&self, _: &Viewer, place: &Path) -> Outcome<Option<StarRule>> {
        let steps = place.steps();
        let sql = format!("{STAR_RULE}({}) ORDER BY LENGTH(a.path) DESC LIMIT 1", marks(steps));
        let found = one(&self.read, &sql, steps.iter().map(|step| (*step).into()).collect()).await?;
        let Some(row) = found else { return Ok(None) };
        let mut columns = Columns::of(&row);
        let area = Some(AreaId::from_uuid(columns.read()?));
        let window = meaning(&STAR_WINDOW, &columns.read::<String>()?)?;
        let mut hours = [0; 5];
        for number in &mut hours {
            *number = columns.read()?;
        }
        Ok(Some(StarRule { hours, window, area }))
    }
}

/// What the codes of a place are made from, as it lies in this column.
pub(super) fn seal_secret(seal: &Seal, column: &str, secret: &CodeSecret) -> Outcome<Vec<u8>> {
    seal.seal(column, &STANDARD.encode(secret.0))
}

/// Opens what [`seal_secret`] made. Secrets of shifts from before they were sealed are 32 bytes as they are.
pub(super) fn open_secret(seal: &Seal, column: &str, sealed: &[u8]) -> Outcome<CodeSecret> {
    let bytes = match <[u8; 32]>::try_from(sealed) {
        Ok(plain) => Some(plain),
        Err(_) => STANDARD.decode(seal.open(column, sealed)?).ok().and_then(|bytes| bytes.try_into().ok()),
    };
    bytes.map(CodeSecret).ok_or_else(|| corrupt("secret"))
}

fn read_all(rows: &[QueryResult]) -> Outcome<Vec<Hours>> {
    rows.iter().map(|row| read(&mut Columns::of(row))).collect()
}

fn read(columns: &mut Columns<'_>) -> Outcome<Hours> {
    let id = HoursId::from_uuid(columns.read()?);
    let community = read_area(columns)?.ok_or_else(|| corrupt("community"))?;
    let member = read_person(columns)?.ok_or_else(|| corrupt("account"))?;
    let home = columns.read::<Option<String>>()?;
    let home = home.map(|path| Path::from_text(&path).ok_or_else(|| corrupt("path"))).transpose()?;
    let (shift, title) = (ShiftId::from_uuid(columns.read()?), columns.read()?);
    let (starts, ends): (DateTime<Utc>, DateTime<Utc>) = (columns.read()?, columns.read()?);
    let planned = i32::try_from((ends - starts).num_minutes()).map_err(|_| corrupt("shift"))?;
    let (day, minutes, granted) = (columns.read()?, columns.read()?, columns.read()?);
    let confirmer = read_person(columns)?.ok_or_else(|| corrupt("confirmer"))?;
    let how = meaning(&HOW, &columns.read::<String>()?)?;
    let replaces = columns.read::<Option<Uuid>>()?.map(HoursId::from_uuid);
    let reason = columns.read()?;
    let (at, why): (Option<DateTime<Utc>>, Option<String>) = (columns.read()?, columns.read()?);
    let voided = match (at, why, read_person(columns)?) {
        (Some(at), Some(reason), Some(by)) => Some(Voiding { at, by, reason }),
        _ => None,
    };
    Ok(Hours {
        id,
        community,
        member,
        home,
        shift,
        title,
        planned,
        day,
        minutes,
        granted,
        confirmer,
        how,
        replaces,
        reason,
        voided,
    })
}
