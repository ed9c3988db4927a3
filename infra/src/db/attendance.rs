//! Attendance, granted time, and the rules of stars: tables `attendances`, `hours` and `star_rules`.

use std::sync::LazyLock;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Scope, Viewer};
use domain::attendance::code::CodeSecret;

use domain::attendance::hours::{Hours, How, NewHours, Voiding};
use domain::attendance::repo::{AttendanceReader, AttendanceRepo, Witness};
use domain::attendance::star::{StarRule, StarWindow};
use domain::calendar::period::Period;
use domain::failure::Outcome;
use domain::ids::{self, AreaId, HoursId, MemberId, ShiftId, SignUpId};
use domain::moderation::text_state::REMOVED;
use domain::page::{Page, PageRequest};
use domain::places::path::Path;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait, ExprTrait, QueryFilter};
use uuid::Uuid;

use super::entities::{hours, sign_up, star_rule};
use super::paging::{Paged, latest_from, limit, of_each, page_of};
use super::row::{Row, read_all, values};
use super::section::Shown::{At, Number, On, Text, Yes};
use super::section::{Source, id};
use super::sql::{corrupt, failure, insert_if_unique, marks, one, run, update};
use super::words::{Words, word};
use super::{Db, DbTx};
use crate::seal::Seal;

const HOW: Words<How, 3> = [("code", How::Code), ("roll_call", How::RollCall), ("re_entered", How::ReEntered)];

const STAR_WINDOW: Words<StarWindow, 2> =
    [("lifetime", StarWindow::Lifetime), ("calendar_year", StarWindow::CalendarYear)];

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
const STAR_RULE: &str = "SELECT r.area_id, r.counts, r.hours_1, r.hours_2, r.hours_3, r.hours_4, r.hours_5 \
    FROM star_rules r JOIN areas a ON a.id = r.area_id WHERE r.area_id IN ";

/// What an entry shows; `{found}` is which are looked at.
static ENTRY: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT x.id, co.id, co.kind, co.name, co.path, m.id, m.shown_name, mh.path, x.shift_id, \
         CASE WHEN a.text_state = 'removed' THEN '{REMOVED}' ELSE a.title END, \
         h.starts_at, COALESCE(h.cancelled_at, h.ends_at), x.day, x.minutes, x.granted_at, c.id, c.shown_name, x.how, \
         x.replaces, x.reason, x.voided_at, x.void_reason, v.id, v.shown_name FROM {{found}} x \
         JOIN areas co ON co.id = x.community_id JOIN members m ON m.id = x.member_id \
         LEFT JOIN areas mh ON mh.id = m.community_id JOIN shifts h ON h.id = x.shift_id \
         JOIN activities a ON a.id = h.activity_id JOIN members c ON c.id = x.confirmed_by \
         LEFT JOIN members v ON v.id = x.voided_by"
    )
});
static SOME: LazyLock<String> = LazyLock::new(|| ENTRY.replace("{found}", "hours") + " WHERE x.id IN ()");
static OF_MEMBER: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of_cards(
        &ENTRY,
        "SELECT * FROM hours WHERE member_id = $1 AND id {before} $2 ORDER BY id {desc} LIMIT $3",
        "x.id {desc}",
    )
});
/// By day: the key of the first page lies before all entries of its day.
static OF_COMMUNITY: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of_cards(
        &ENTRY,
        "SELECT * FROM hours WHERE community_id = $1 AND day >= $2 AND day <= $3 AND (day, id) {after} ($4, $5) \
         ORDER BY day {asc}, id {asc} LIMIT $6",
        "x.day {asc}, x.id {asc}",
    )
});

pub(super) const ATTENDANCE_SECTION: Source = Source {
    name: "attendance",
    sql: "SELECT CASE WHEN a.text_state <> 'removed' OR a.organiser_id = $1 THEN a.title ELSE '{removed}' END, \
          p.checked_in_at, p.checked_in_by IS NOT NULL, p.checked_out_at, p.checked_out_by IS NOT NULL FROM \
          attendances p JOIN shifts h ON h.id = p.shift_id JOIN activities a ON a.id = h.activity_id WHERE \
          p.member_id = $1 ORDER BY p.checked_in_at, p.shift_id",
    columns: &[
        ("activity", Text),
        ("checkedInAt", At),
        ("checkedInByRollCall", Yes),
        ("checkedOutAt", At),
        ("checkedOutByRollCall", Yes),
    ],
};

pub(super) const HOURS_SECTION: Source = Source {
    name: "hours",
    sql: "SELECT x.id, c.name, CASE WHEN a.text_state <> 'removed' OR a.organiser_id = $1 THEN a.title ELSE \
          '{removed}' END, x.day, CAST(x.minutes AS bigint), x.granted_at, x.how, x.reason, x.voided_at, \
          x.void_reason FROM hours x JOIN areas c ON c.id = x.community_id JOIN shifts h ON h.id = x.shift_id \
          JOIN activities a ON a.id = h.activity_id WHERE x.member_id = $1 ORDER BY x.id",
    columns: &[
        ("id", id::<ids::HoursKind>()),
        ("community", Text),
        ("activity", Text),
        ("day", On),
        ("minutes", Number),
        ("grantedAt", At),
        ("how", Text),
        ("reason", Text),
        ("voidedAt", At),
        ("voidReason", Text),
    ],
};

#[async_trait]
impl AttendanceRepo for DbTx {
    async fn check_in(&mut self, seat: SignUpId, witness: Witness, at: DateTime<Utc>) -> Outcome<bool> {
        let checked_in = sign_up::ActiveModel { checked_in: Set(true), ..Default::default() };
        let waits = (sign_up::COLUMN.id.eq(seat.uuid()))
            .and(sign_up::COLUMN.ended_at.is_null())
            .and(sign_up::COLUMN.seated_at.is_not_null())
            .and(sign_up::COLUMN.checked_in.eq(false));
        if update(&self.tx, sign_up::Entity::update_many().set(checked_in).filter(waits)).await? == 0 {
            return Ok(false);
        }
        run(&self.tx, ADD_ATTENDANCE, values![seat, at, witness]).await.map(|_| true)
    }

    async fn check_out(
        &mut self,
        shift: ShiftId,
        member: MemberId,
        witness: Witness,
        at: DateTime<Utc>,
    ) -> Outcome<Option<Option<DateTime<Utc>>>> {
        let row = one(&self.tx, CHECK_OUT, values![shift, member, at, witness]).await?;
        row.map(|row| Row::of(&row).read()).transpose()
    }

    async fn minutes_on(&mut self, member: MemberId, day: NaiveDate) -> Outcome<i32> {
        let row = one(&self.tx, MINUTES_ON, values![member, day]).await?.ok_or_else(|| corrupt("sum"))?;
        Row::of(&row).read::<i64>()?.try_into().map_err(|_| corrupt("sum"))
    }

    async fn add_hours(&mut self, new: &NewHours) -> Outcome<bool> {
        let row = hours::ActiveModel {
            id: Set(new.id.uuid()),
            community_id: Set(new.community.uuid()),
            member_id: Set(new.member.uuid()),
            shift_id: Set(new.shift.uuid()),
            day: Set(new.day),
            minutes: Set(new.minutes),
            granted_at: Set(new.granted),
            confirmed_by: Set(new.confirmer.uuid()),
            how: Set(word(&HOW, new.how).into()),
            replaces: Set(new.replaces.map(|id| id.uuid())),
            reason: Set(new.reason.clone()),
            ..Default::default()
        };
        insert_if_unique(&self.tx, row).await
    }

    async fn void_hours(&mut self, hours: HoursId, by: MemberId, reason: &str, now: DateTime<Utc>) -> Outcome<bool> {
        let voided = hours::ActiveModel {
            voided_at: Set(Some(now)),
            voided_by: Set(Some(by.uuid())),
            void_reason: Set(Some(reason.into())),
            ..Default::default()
        };
        let counts = hours::COLUMN.id.eq(hours.uuid()).and(hours::COLUMN.voided_at.is_null());
        Ok(update(&self.tx, hours::Entity::update_many().set(voided).filter(counts)).await? == 1)
    }

    async fn set_star_rule(
        &mut self,
        area: AreaId,
        hours: [i32; 5],
        window: StarWindow,
        by: MemberId,
        now: DateTime<Utc>,
    ) -> Outcome<()> {
        let [one, two, three, four, five] = hours.map(Set);
        let rule = star_rule::ActiveModel {
            area_id: Set(area.uuid()),
            hours_1: one,
            hours_2: two,
            hours_3: three,
            hours_4: four,
            hours_5: five,
            counts: Set(word(&STAR_WINDOW, window).into()),
            set_by: Set(by.uuid()),
            set_at: Set(now),
        };
        use star_rule::Column::{AreaId, Counts, Hours1, Hours2, Hours3, Hours4, Hours5, SetAt, SetBy};
        let instead = OnConflict::column(AreaId)
            .update_columns([Hours1, Hours2, Hours3, Hours4, Hours5, Counts, SetBy, SetAt])
            .to_owned();
        let set = star_rule::Entity::insert(rule).on_conflict(instead);
        set.exec_without_returning(&self.tx).await.map(|_| ()).map_err(failure)
    }
}

#[async_trait]
impl AttendanceReader for Db {
    async fn hours(&self, viewer: &Viewer, ids: &[HoursId]) -> Outcome<Vec<Hours>> {
        let mut seen = read_all(&of_each(self, &SOME, Vec::new(), ids).await?, read)?;
        seen.retain(|hours| hours.seen_by(viewer));
        Ok(seen)
    }

    async fn hours_of(&self, viewer: &Viewer, member: MemberId, page: &PageRequest<HoursId>) -> Outcome<Page<Hours>> {
        let mut page = page_of(self, &OF_MEMBER, values![member, latest_from(page), limit(page)], page, read).await?;
        page.items.retain(|hours| hours.seen_by(viewer));
        Ok(page)
    }

    async fn hours_in(
        &self,
        scope: &Scope,
        period: Period,
        page: &PageRequest<(NaiveDate, HoursId)>,
    ) -> Outcome<Page<Hours>> {
        let (day, id) = match page.from {
            Some((day, id)) => (day, id.uuid()),
            None if page.backwards => (period.to, Uuid::max()),
            None => (period.from, Uuid::nil()),
        };
        let values = values![scope.community(), period.from, period.to, day, id, limit(page)];
        page_of(self, &OF_COMMUNITY, values, page, read).await
    }

    async fn minutes_of(&self, _: &Viewer, member: MemberId, since: NaiveDate) -> Outcome<(i64, i64)> {
        let row = one(&self.read, MINUTES_OF, values![member, since]).await?.ok_or_else(|| corrupt("sum"))?;
        let mut row = Row::of(&row);
        Ok((row.read()?, row.read()?))
    }

    async fn star_rule(&self, _: &Viewer, place: &Path) -> Outcome<Option<StarRule>> {
        let steps = place.steps();
        let sql = format!("{STAR_RULE}({}) ORDER BY LENGTH(a.path) DESC LIMIT 1", marks(steps));
        let found = one(&self.read, &sql, steps.iter().map(|step| (*step).into()).collect()).await?;
        let Some(row) = found else { return Ok(None) };
        let mut row = Row::of(&row);
        let (area, window) = (Some(row.id()?), row.word(&STAR_WINDOW)?);
        let mut hours = [0; 5];
        for number in &mut hours {
            *number = row.read()?;
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

fn read(row: &mut Row<'_>) -> Outcome<Hours> {
    let (id, community, member, home) = (row.id()?, row.area()?, row.person()?, row.maybe_path()?);
    let (shift, title) = (row.id()?, row.read()?);
    let (starts, ends): (DateTime<Utc>, DateTime<Utc>) = (row.read()?, row.read()?);
    let planned = i32::try_from((ends - starts).num_minutes()).map_err(|_| corrupt("shift"))?;
    Ok(Hours {
        id,
        community,
        member,
        home,
        shift,
        title,
        planned,
        day: row.read()?,
        minutes: row.read()?,
        granted: row.read()?,
        confirmer: row.person()?,
        how: row.word(&HOW)?,
        replaces: row.maybe_id()?,
        reason: row.read()?,
        voided: match (row.read()?, row.read()?, row.maybe_person()?) {
            (Some(at), Some(reason), Some(by)) => Some(Voiding { at, by, reason }),
            _ => None,
        },
    })
}
