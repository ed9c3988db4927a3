//! What a unit's party members did: figures and entries from the tables of other features.

use std::sync::LazyLock;

use domain::calendar::period::Period;
use domain::failure::Outcome;
use domain::ids::{MemberId, UnitId};
use domain::page::{Page, PageRequest};
use domain::party::record::{MemberRecord, RecordEntry, RecordKind};
use uuid::Uuid;

use super::Db;
use super::paging::{Paged, id_from, limit, page_of};
use super::row::{Row, values};

// What is counted: of member `m`, from $1 on and before $2.
const REPORT_INS: &str = "report_ins x WHERE x.member_id = m.id AND x.unit_id = m.party_unit_id \
    AND x.state IN ('active', 'ended') AND x.decided_at < $2 AND (x.ended_at IS NULL OR x.ended_at >= $1)";
const CHECK_INS: &str = "duty_check_ins x JOIN duty_points p ON p.id = x.duty_point_id WHERE x.member_id = m.id \
    AND x.checked_in_at >= $1 AND x.checked_in_at < $2";
const HOURS: &str = "hours x JOIN shifts s ON s.id = x.shift_id JOIN activities t ON t.id = s.activity_id \
    WHERE x.member_id = m.id AND x.voided_at IS NULL AND s.starts_at >= $1 AND s.starts_at < $2";
const WISHES: &str = "claims x JOIN wishes w ON w.id = x.wish_id WHERE x.claimer_id = m.id AND x.confirmed_at >= $1 \
    AND x.confirmed_at < $2";

static RECORD: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of(&format!(
        "SELECT m.id, m.shown_name, (SELECT COUNT(*) FROM {REPORT_INS}), (SELECT COUNT(*) FROM {CHECK_INS}), \
         (SELECT CAST(COALESCE(SUM(x.minutes), 0) AS bigint) FROM {HOURS}), (SELECT COUNT(*) FROM {WISHES}) \
         FROM members m WHERE m.party_unit_id = $3 AND m.party_state = 'confirmed' AND m.id {{after}} $4 \
         ORDER BY m.id {{asc}} LIMIT $5"
    ))
});

static THEIR_REPORT_INS: LazyLock<Paged> =
    LazyLock::new(|| entries_of(REPORT_INS, "x.decided_at, NULL, NULL", "x.community_id"));
static THEIR_CHECK_INS: LazyLock<Paged> =
    LazyLock::new(|| entries_of(CHECK_INS, "x.checked_in_at, p.name, NULL", "p.community_id"));
static THEIR_HOURS: LazyLock<Paged> = LazyLock::new(|| {
    let title = "CASE WHEN t.text_state IN ('official', 'shown', 'kept') THEN t.title END";
    entries_of(HOURS, &format!("s.starts_at, {title}, CAST(x.minutes AS bigint)"), "x.community_id")
});
static THEIR_WISHES: LazyLock<Paged> =
    LazyLock::new(|| entries_of(WISHES, "x.confirmed_at, NULL, NULL", "w.community_id"));

fn entries_of(counted: &str, columns: &str, community: &str) -> Paged {
    Paged::of(&format!(
        "SELECT x.id, {columns}, a.name FROM members m CROSS JOIN areas a, {counted} AND a.id = {community} \
         AND m.id = $3 AND m.party_unit_id = $4 AND m.party_state = 'confirmed' AND x.id {{before}} $5 \
         ORDER BY x.id {{desc}} LIMIT $6"
    ))
}

pub(super) async fn of_unit(
    db: &Db,
    unit: UnitId,
    period: Period,
    page: &PageRequest<MemberId>,
) -> Outcome<Page<MemberRecord>> {
    let values = values![period.begins(), period.ends(), unit, id_from(page), limit(page)];
    let read = |row: &mut Row<'_>| {
        Ok(MemberRecord {
            person: row.person()?,
            report_ins: row.read()?,
            check_ins: row.read()?,
            minutes: row.read()?,
            wishes: row.read()?,
        })
    };
    page_of(db, &RECORD, values, page, read).await
}

pub(super) async fn entries(
    db: &Db,
    unit: UnitId,
    member: MemberId,
    kind: RecordKind,
    period: Period,
    page: &PageRequest<Uuid>,
) -> Outcome<Page<RecordEntry>> {
    let sql = match kind {
        RecordKind::ReportIn => &THEIR_REPORT_INS,
        RecordKind::CheckIn => &THEIR_CHECK_INS,
        RecordKind::Hours => &THEIR_HOURS,
        RecordKind::Wish => &THEIR_WISHES,
    };
    let from = page.from.unwrap_or(if page.backwards { Uuid::nil() } else { Uuid::max() });
    let values = values![period.begins(), period.ends(), member, unit, from, limit(page)];
    let read = |row: &mut Row<'_>| {
        Ok(RecordEntry {
            id: row.read()?,
            at: row.read()?,
            title: row.read()?,
            minutes: row.read()?,
            community: row.read()?,
        })
    };
    page_of(db, sql, values, page, read).await
}
