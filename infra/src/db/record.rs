//! What a unit's party members did: figures and entries from the tables of other features.

use domain::failure::Outcome;
use domain::ids::{MemberId, UnitId};
use domain::page::{Page, PageRequest};
use domain::party::record::{MemberRecord, Period, RecordEntry, RecordKind};
use sea_orm::Value;
use uuid::Uuid;

use super::Db;
use super::members::read_person;
use super::places::{id_from, limit};
use super::sql::{Columns, all, corrupt};

// Macros, because only they make one text of pieces before the program runs: the text is the key of the prepared statement.
/// What is counted: of member `m`, from $1 on and before $2.
macro_rules! counted {
    (report_ins) => {
        "report_ins x WHERE x.member_id = m.id AND x.unit_id = m.party_unit_id AND x.state IN ('active', 'ended') \
         AND x.decided_at < $2 AND (x.ended_at IS NULL OR x.ended_at >= $1)"
    };
    (check_ins) => {
        "duty_check_ins x JOIN duty_points p ON p.id = x.duty_point_id WHERE x.member_id = m.id \
         AND x.checked_in_at >= $1 AND x.checked_in_at < $2"
    };
    (hours) => {
        "hours x JOIN shifts s ON s.id = x.shift_id JOIN activities t ON t.id = s.activity_id WHERE x.member_id = m.id \
         AND x.voided_at IS NULL AND s.starts_at >= $1 AND s.starts_at < $2"
    };
    (wishes) => {
        "claims x JOIN wishes w ON w.id = x.wish_id WHERE x.claimer_id = m.id AND x.confirmed_at >= $1 \
         AND x.confirmed_at < $2"
    };
}
macro_rules! record {
    ($sign:literal, $order:literal) => {
        concat!(
            "SELECT m.id, m.shown_name, (SELECT COUNT(*) FROM ",
            counted!(report_ins),
            "), (SELECT COUNT(*) FROM ",
            counted!(check_ins),
            "), (SELECT CAST(COALESCE(SUM(x.minutes), 0) AS bigint) FROM ",
            counted!(hours),
            "), (SELECT COUNT(*) FROM ",
            counted!(wishes),
            ") FROM members m WHERE m.party_unit_id = $3 AND m.party_state = 'confirmed' AND m.id ",
            $sign,
            " $4 ORDER BY m.id ",
            $order,
            " LIMIT $5"
        )
    };
}
const RECORD: [&str; 2] = [record!(">", "ASC"), record!("<", "DESC")];

/// The latest first.
macro_rules! entries {
    ($what:ident, $columns:literal, $community:literal) => {
        [
            concat!(
                "SELECT x.id, ",
                $columns,
                ", a.name FROM members m CROSS JOIN areas a, ",
                counted!($what),
                " AND a.id = ",
                $community,
                " AND m.id = $3 AND m.party_unit_id = $4 AND m.party_state = 'confirmed' \
                 AND x.id < $5 ORDER BY x.id DESC LIMIT $6"
            ),
            concat!(
                "SELECT x.id, ",
                $columns,
                ", a.name FROM members m CROSS JOIN areas a, ",
                counted!($what),
                " AND a.id = ",
                $community,
                " AND m.id = $3 AND m.party_unit_id = $4 AND m.party_state = 'confirmed' \
                 AND x.id > $5 ORDER BY x.id LIMIT $6"
            ),
        ]
    };
}
const REPORT_INS: [&str; 2] = entries!(report_ins, "x.decided_at, NULL, NULL", "x.community_id");
const CHECK_INS: [&str; 2] = entries!(check_ins, "x.checked_in_at, p.name, NULL", "p.community_id");
const HOURS: [&str; 2] = entries!(
    hours,
    "s.starts_at, CASE WHEN t.text_state IN ('official', 'shown', 'kept') THEN t.title END, CAST(x.minutes AS bigint)",
    "x.community_id"
);
const WISHES: [&str; 2] = entries!(wishes, "x.confirmed_at, NULL, NULL", "w.community_id");

pub(super) async fn of_unit(
    db: &Db,
    unit: UnitId,
    period: Period,
    page: &PageRequest<MemberId>,
) -> Outcome<Page<MemberRecord>> {
    let values: Vec<Value> = vec![
        period.begins().into(),
        period.ends().into(),
        unit.uuid().into(),
        id_from(page).into(),
        limit(page).into(),
    ];
    let rows = all(&db.read, RECORD[usize::from(page.backwards)], values).await?;
    let records = rows.iter().map(|row| {
        let mut columns = Columns::of(row);
        Ok(MemberRecord {
            person: read_person(&mut columns)?.ok_or_else(|| corrupt("member"))?,
            report_ins: columns.read()?,
            check_ins: columns.read()?,
            minutes: columns.read()?,
            wishes: columns.read()?,
        })
    });
    Ok(Page::of(records.collect::<Outcome<_>>()?, page))
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
        RecordKind::ReportIn => REPORT_INS,
        RecordKind::CheckIn => CHECK_INS,
        RecordKind::Hours => HOURS,
        RecordKind::Wish => WISHES,
    };
    let from = page.from.unwrap_or(if page.backwards { Uuid::nil() } else { Uuid::max() });
    let values: Vec<Value> = vec![
        period.begins().into(),
        period.ends().into(),
        member.uuid().into(),
        unit.uuid().into(),
        from.into(),
        limit(page).into(),
    ];
    let rows = all(&db.read, sql[usize::from(page.backwards)], values).await?;
    let entries = rows.iter().map(|row| {
        let mut columns = Columns::of(row);
        Ok(RecordEntry {
            id: columns.read()?,
            at: columns.read()?,
            title: columns.read()?,
            minutes: columns.read()?,
            community: columns.read()?,
        })
    });
    Ok(Page::of(entries.collect::<Outcome<_>>()?, page))
}
