//! Report-ins and duty: tables `report_ins`, `duty_points` and `duty_check_ins`.

use async_trait::async_trait;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use domain::Reason;
use domain::access::{Scope, Viewer};
use domain::failure::Outcome;
use domain::ids::{DutyCheckInId, DutyPointId, Id, MemberId, ReportInId, UnitId};
use domain::page::{Page, PageRequest};
use domain::party::duty_point::{DutyCheckIn, DutyPoint};
use domain::party::record::{MemberRecord, Period, RecordEntry, RecordKind};
use domain::party::repo::{PartyReader, PartyRepo};
use domain::party::report_in::{NewReportIn, ReportIn, ReportInState, Stage};
use domain::text::Line;
use sea_orm::{ActiveValue::Set, EntityTrait, QueryResult, Value};
use uuid::Uuid;

use super::attendance::{open_secret, seal_secret};
use super::entities::duty_point;
use super::members::read_person;
use super::places::{id_from, limit, read_area};
use super::sql::{Columns, all, corrupt, one, run, unique};
use super::units::read_unit;
use super::words::{REPORT_IN_STAGE, meaning, word};
use super::{Db, DbTx, record};
use crate::seal::Seal;

const ASK: &str = "INSERT INTO report_ins (id, community_id, member_id, unit_id, state, asked_at) \
    SELECT $1, m.community_id, m.id, m.party_unit_id, 'asked', $5 FROM members m \
    WHERE m.id = $2 AND m.community_id = $3 AND m.party_unit_id = $4 AND m.party_state = 'confirmed' \
    ON CONFLICT DO NOTHING";
const ACCEPT: &str = "UPDATE report_ins SET state = 'active', decided_by = $2, decided_at = $3 \
    WHERE id = $1 AND state = 'asked'";
const REFUSE: &str = "UPDATE report_ins SET state = 'refused', decided_by = $2, decided_at = $3, refuse_reason = $4 \
    WHERE id = $1 AND state = 'asked'";
const END: &str = "UPDATE report_ins SET state = 'ended', ended_by = $2, ended_at = $3, end_reason = $4 \
    WHERE id = $1 AND state IN ('active', $5)";
const CLOSE: &str = "UPDATE duty_points SET closed_by = $2, closed_at = $3 WHERE id = $1 AND closed_at IS NULL";
const CHECK_IN: &str = "INSERT INTO duty_check_ins \
    (id, duty_point_id, member_id, report_in_id, checked_in_at, clock_hour) \
    SELECT $1, d.id, r.member_id, r.id, $4, $5 FROM duty_points d \
    JOIN report_ins r ON r.community_id = d.community_id AND r.member_id = $3 AND r.state = 'active' \
    WHERE d.id = $2 AND d.closed_at IS NULL ON CONFLICT DO NOTHING";

// Macros, because only they make one text of pieces before the program runs: the text is the key of the prepared statement.
macro_rules! list {
    ($cards:ident, $table:literal, $place:literal, $sign:literal, $order:literal) => {
        $cards!(
            concat!(
                "(SELECT * FROM ",
                $table,
                " WHERE ",
                $place,
                " AND id ",
                $sign,
                " $2 ORDER BY id ",
                $order,
                " LIMIT $3)"
            ),
            concat!("ORDER BY x.id ", $order)
        )
    };
}
macro_rules! report_ins {
    ($found:expr, $order:expr) => {
        concat!(
            "SELECT x.id, x.state, x.asked_at, x.decided_at, x.refuse_reason, x.ended_at, x.end_reason, \
             co.id, co.kind, co.name, co.path, m.id, m.shown_name, u.id, u.name, u.path, u.area_id, ua.path FROM ",
            $found,
            " x JOIN areas co ON co.id = x.community_id JOIN members m ON m.id = x.member_id \
             JOIN units u ON u.id = x.unit_id JOIN areas ua ON ua.id = u.area_id ",
            $order
        )
    };
}
macro_rules! points {
    ($found:expr, $order:expr) => {
        concat!(
            "SELECT x.id, x.name, x.place, x.secret_sealed, x.created_at, x.closed_at, \
             co.id, co.kind, co.name, co.path FROM ",
            $found,
            " x JOIN areas co ON co.id = x.community_id ",
            $order
        )
    };
}
macro_rules! check_ins {
    ($found:expr, $order:expr) => {
        concat!(
            "SELECT x.id, x.member_id, x.checked_in_at, d.id, d.name, d.place, d.secret_sealed, d.created_at, d.closed_at, \
             co.id, co.kind, co.name, co.path FROM ",
            $found,
            " x JOIN duty_points d ON d.id = x.duty_point_id JOIN areas co ON co.id = d.community_id ",
            $order
        )
    };
}

const LIVE: &str = report_ins!("report_ins", "WHERE x.member_id = $1 AND x.state IN ('asked', 'active')");
/// A stage that is not asked for is an empty word.
const REPORT_INS_OF: [&str; 2] = [
    list!(report_ins, "report_ins", "community_id = $1 AND ($4 = '' OR state = $4)", ">", "ASC"),
    list!(report_ins, "report_ins", "community_id = $1 AND ($4 = '' OR state = $4)", "<", "DESC"),
];
const POINTS_OF: [&str; 2] = [
    list!(points, "duty_points", "community_id = $1 AND closed_at IS NULL", ">", "ASC"),
    list!(points, "duty_points", "community_id = $1 AND closed_at IS NULL", "<", "DESC"),
];
/// The latest first: so a page *after* one holds older ones.
const MY_REPORT_INS: [&str; 2] = [
    list!(report_ins, "report_ins", "member_id = $1", "<", "DESC"),
    list!(report_ins, "report_ins", "member_id = $1", ">", "ASC"),
];
const MY_CHECK_INS: [&str; 2] = [
    list!(check_ins, "duty_check_ins", "member_id = $1", "<", "DESC"),
    list!(check_ins, "duty_check_ins", "member_id = $1", ">", "ASC"),
];
/// Where a member's report-in is active.
const SERVES: &str = "SELECT community_id FROM report_ins WHERE member_id = $1 AND state = 'active'";

#[async_trait]
impl PartyRepo for DbTx {
    async fn ask_report_in(&mut self, new: &NewReportIn) -> Outcome<bool> {
        let (id, member) = (new.id.uuid().into(), new.member.uuid().into());
        let values = vec![id, member, new.community.uuid().into(), new.unit.uuid().into(), new.asked.into()];
        Ok(run(&self.tx, ASK, values).await? == 1)
    }

    async fn accept_report_in(&mut self, report_in: ReportInId, by: MemberId, now: DateTime<Utc>) -> Outcome<bool> {
        Ok(run(&self.tx, ACCEPT, vec![report_in.uuid().into(), by.uuid().into(), now.into()]).await? == 1)
    }

    async fn refuse_report_in(
        &mut self,
        report_in: ReportInId,
        by: MemberId,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        let values = vec![report_in.uuid().into(), by.uuid().into(), now.into(), reason.into()];
        Ok(run(&self.tx, REFUSE, values).await? == 1)
    }

    async fn end_report_in(
        &mut self,
        report_in: ReportInId,
        by: MemberId,
        reason: &str,
        withdraw: bool,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        let also = word(&REPORT_IN_STAGE, if withdraw { Stage::Asked } else { Stage::Active });
        let values = vec![report_in.uuid().into(), by.uuid().into(), now.into(), reason.into(), also.into()];
        Ok(run(&self.tx, END, values).await? == 1)
    }

    async fn add_duty_point(&mut self, point: &DutyPoint, by: MemberId) -> Outcome<()> {
        let row = duty_point::ActiveModel {
            id: Set(point.id.uuid()),
            community_id: Set(point.community.id.uuid()),
            name: Set(point.name.as_str().into()),
            place: Set(point.place.as_str().into()),
            secret_sealed: Set(seal_secret(&self.seal, "duty_points.secret", &point.secret)?),
            created_by: Set(by.uuid()),
            created_at: Set(point.created),
            closed_by: Set(None),
            closed_at: Set(None),
        };
        let added = duty_point::Entity::insert(row).exec_without_returning(&self.tx).await;
        added.map(|_| ()).map_err(|error| unique(error, Reason::NameTaken.at("name")))
    }

    async fn close_duty_point(&mut self, point: DutyPointId, by: MemberId, now: DateTime<Utc>) -> Outcome<bool> {
        Ok(run(&self.tx, CLOSE, vec![point.uuid().into(), by.uuid().into(), now.into()]).await? == 1)
    }

    async fn add_duty_check_in(
        &mut self,
        id: DutyCheckInId,
        point: DutyPointId,
        member: MemberId,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        // Hours begin at the same moments in UTC and where the communities are.
        let hour = now.duration_trunc(TimeDelta::hours(1)).unwrap_or(now);
        let values = vec![id.uuid().into(), point.uuid().into(), member.uuid().into(), now.into(), hour.into()];
        Ok(run(&self.tx, CHECK_IN, values).await? == 1)
    }
}

#[async_trait]
impl PartyReader for Db {
    async fn unit_record(
        &self,
        unit: UnitId,
        period: Period,
        page: &PageRequest<MemberId>,
    ) -> Outcome<Page<MemberRecord>> {
        record::of_unit(self, unit, period, page).await
    }

    async fn record_entries(
        &self,
        unit: UnitId,
        member: MemberId,
        kind: RecordKind,
        period: Period,
        page: &PageRequest<Uuid>,
    ) -> Outcome<Page<RecordEntry>> {
        record::entries(self, unit, member, kind, period, page).await
    }

    async fn report_ins(&self, viewer: &Viewer, ids: &[ReportInId]) -> Outcome<Vec<ReportIn>> {
        let rows = some(self, report_ins!("report_ins", "WHERE x.id IN"), ids).await?;
        let mut seen = read_all(&rows, read_report_in)?;
        seen.retain(|report_in| report_in.seen_by(viewer));
        Ok(seen)
    }

    async fn live_report_in(&self, me: &Viewer) -> Outcome<Option<ReportIn>> {
        let row = one(&self.read, LIVE, vec![me.member().uuid().into()]).await?;
        row.map(|row| read_report_in(&mut Columns::of(&row))).transpose()
    }

    async fn report_ins_by(&self, me: &Viewer, page: &PageRequest<ReportInId>) -> Outcome<Page<ReportIn>> {
        let values = vec![me.member().uuid().into(), id_from_end(page).into(), limit(page).into()];
        let rows = all(&self.read, MY_REPORT_INS[usize::from(page.backwards)], values).await?;
        Ok(Page::of(read_all(&rows, read_report_in)?, page))
    }

    async fn report_ins_of(
        &self,
        scope: &Scope,
        stage: Option<Stage>,
        page: &PageRequest<ReportInId>,
    ) -> Outcome<Page<ReportIn>> {
        let stage = stage.map_or("", |stage| word(&REPORT_IN_STAGE, stage));
        let values = vec![scope.community().uuid().into(), id_from(page).into(), limit(page).into(), stage.into()];
        let rows = all(&self.read, REPORT_INS_OF[usize::from(page.backwards)], values).await?;
        Ok(Page::of(read_all(&rows, read_report_in)?, page))
    }

    async fn duty_points(&self, viewer: &Viewer, ids: &[DutyPointId]) -> Outcome<Vec<DutyPoint>> {
        let rows = some(self, points!("duty_points", "WHERE x.id IN"), ids).await?;
        let mut found = read_all(&rows, |columns| read_point(columns, &self.seal))?;
        if found.iter().any(|point| !viewer.sees(&point.community.path)) {
            // Who serves a community without living there any more keeps duty there all the same.
            let serves = one(&self.read, SERVES, vec![viewer.member().uuid().into()]).await?;
            let serves = serves.map(|row| Columns::of(&row).read::<Uuid>()).transpose()?;
            found.retain(|point| viewer.sees(&point.community.path) || serves == Some(point.community.id.uuid()));
        }
        Ok(found)
    }

    async fn duty_points_of(&self, scope: &Scope, page: &PageRequest<DutyPointId>) -> Outcome<Page<DutyPoint>> {
        let values = vec![scope.community().uuid().into(), id_from(page).into(), limit(page).into()];
        let rows = all(&self.read, POINTS_OF[usize::from(page.backwards)], values).await?;
        Ok(Page::of(read_all(&rows, |columns| read_point(columns, &self.seal))?, page))
    }

    async fn duty_check_ins(&self, viewer: &Viewer, ids: &[DutyCheckInId]) -> Outcome<Vec<DutyCheckIn>> {
        let rows = some(self, check_ins!("duty_check_ins", "WHERE x.id IN"), ids).await?;
        let mut seen = read_all(&rows, |columns| read_check_in(columns, &self.seal))?;
        seen.retain(|check_in| check_in.seen_by(viewer));
        Ok(seen)
    }

    async fn duty_check_ins_by(&self, me: &Viewer, page: &PageRequest<DutyCheckInId>) -> Outcome<Page<DutyCheckIn>> {
        let values = vec![me.member().uuid().into(), id_from_end(page).into(), limit(page).into()];
        let rows = all(&self.read, MY_CHECK_INS[usize::from(page.backwards)], values).await?;
        Ok(Page::of(read_all(&rows, |columns| read_check_in(columns, &self.seal))?, page))
    }
}

/// The rows of these ids.
async fn some<K>(db: &Db, sql: &str, ids: &[Id<K>]) -> Outcome<Vec<QueryResult>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<_> = (1..=ids.len()).map(|n| format!("${n}")).collect();
    let values: Vec<Value> = ids.iter().map(|id| id.uuid().into()).collect();
    all(&db.read, &format!("{sql} ({})", marks.join(", ")), values).await
}

/// A list that runs against the order of ids also begins at their other end.
fn id_from_end<K>(page: &PageRequest<Id<K>>) -> Uuid {
    page.from.map_or(if page.backwards { Uuid::nil() } else { Uuid::max() }, |id| id.uuid())
}

fn read_all<T>(rows: &[QueryResult], read: impl Fn(&mut Columns<'_>) -> Outcome<T>) -> Outcome<Vec<T>> {
    rows.iter().map(|row| read(&mut Columns::of(row))).collect()
}

fn read_report_in(columns: &mut Columns<'_>) -> Outcome<ReportIn> {
    let (id, stage) = (ReportInId::from_uuid(columns.read()?), columns.read::<String>()?);
    let asked = columns.read()?;
    let (decided, refusal): (Option<DateTime<Utc>>, Option<String>) = (columns.read()?, columns.read()?);
    let (ended, end): (Option<DateTime<Utc>>, Option<String>) = (columns.read()?, columns.read()?);
    let state = match (meaning(&REPORT_IN_STAGE, &stage)?, decided, refusal, ended.zip(end)) {
        (Stage::Asked, ..) => ReportInState::Asked,
        (Stage::Active, Some(since), ..) => ReportInState::Active { since },
        (Stage::Refused, Some(at), Some(reason), _) => ReportInState::Refused { at, reason },
        (Stage::Ended, since, _, Some((at, reason))) => ReportInState::Ended { since, at, reason },
        _ => return Err(corrupt("state of a report-in")),
    };
    Ok(ReportIn {
        id,
        community: read_area(columns)?.ok_or_else(|| corrupt("community"))?,
        member: read_person(columns)?.ok_or_else(|| corrupt("member"))?,
        unit: read_unit(columns)?.ok_or_else(|| corrupt("unit"))?,
        asked,
        state,
    })
}

fn read_point(columns: &mut Columns<'_>, seal: &Seal) -> Outcome<DutyPoint> {
    let id = DutyPointId::from_uuid(columns.read()?);
    let (name, place) = (Line::stored(columns.read()?), Line::stored(columns.read()?));
    let secret = open_secret(seal, "duty_points.secret", &columns.read::<Vec<u8>>()?)?;
    Ok(DutyPoint {
        id,
        name,
        place,
        secret,
        created: columns.read()?,
        closed: columns.read()?,
        community: read_area(columns)?.ok_or_else(|| corrupt("community"))?,
    })
}

fn read_check_in(columns: &mut Columns<'_>, seal: &Seal) -> Outcome<DutyCheckIn> {
    let (id, member) = (DutyCheckInId::from_uuid(columns.read()?), MemberId::from_uuid(columns.read()?));
    Ok(DutyCheckIn { id, member, at: columns.read()?, point: read_point(columns, seal)? })
}
