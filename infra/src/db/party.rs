//! Report-ins and duty: tables `report_ins`, `duty_points` and `duty_check_ins`.

use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use domain::Reason;
use domain::access::{Scope, Viewer};
use domain::calendar::period::Period;
use domain::failure::Outcome;
use domain::ids::{self, AreaId, DutyCheckInId, DutyPointId, MemberId, ReportInId, UnitId};
use domain::page::{Page, PageRequest};
use domain::party::duty_point::{DutyCheckIn, DutyPoint};
use domain::party::record::{MemberRecord, RecordEntry, RecordKind};
use domain::party::repo::{PartyReader, PartyRepo};
use domain::party::report_in::{NewReportIn, ReportIn, ReportInState, Stage};
use domain::text::Line;
use sea_orm::{ActiveValue::Set, EntityTrait, ExprTrait, QueryFilter, Value};
use uuid::Uuid;

use super::attendance::{open_secret, seal_secret};
use super::entities::{duty_point, report_in};
use super::paging::{Paged, id_from, latest_from, limit, of_each, page_of, pages};
use super::row::{Row, read_all, values};
use super::section::Shown::{At, Text};
use super::section::{Source, id};
use super::sql::{all, corrupt, one, run, unique, update};
use super::words::{Words, word};
use super::{Db, DbTx, record};
use crate::seal::Seal;

const STAGE: Words<Stage, 4> =
    [("asked", Stage::Asked), ("active", Stage::Active), ("refused", Stage::Refused), ("ended", Stage::Ended)];

const ASK: &str = "INSERT INTO report_ins (id, community_id, member_id, unit_id, state, asked_at) \
    SELECT $1, m.community_id, m.id, m.party_unit_id, 'asked', $5 FROM members m \
    WHERE m.id = $2 AND m.community_id = $3 AND m.party_unit_id = $4 AND m.party_state = 'confirmed' \
    ON CONFLICT DO NOTHING";
const CHECK_IN: &str = "INSERT INTO duty_check_ins \
    (id, duty_point_id, member_id, report_in_id, checked_in_at, clock_hour) \
    SELECT $1, d.id, r.member_id, r.id, $4, $5 FROM duty_points d \
    JOIN report_ins r ON r.community_id = d.community_id AND r.member_id = $3 AND r.state = 'active' \
    AND r.decided_at <= $4 WHERE d.id = $2 AND (d.closed_at IS NULL OR d.closed_at > $4) ON CONFLICT DO NOTHING";

/// What a report-in shows; `{found}` is which are looked at.
const REPORT_IN: &str = "SELECT x.id, x.state, x.asked_at, x.decided_at, x.refuse_reason, x.ended_at, x.end_reason, \
    co.id, co.kind, co.name, co.path, m.id, m.shown_name, u.id, u.name, u.path, u.area_id, ua.path FROM {found} x \
    JOIN areas co ON co.id = x.community_id JOIN members m ON m.id = x.member_id \
    JOIN units u ON u.id = x.unit_id JOIN areas ua ON ua.id = u.area_id";
const POINT: &str = "SELECT x.id, x.name, x.place, x.secret_sealed, x.created_at, x.closed_at, \
    co.id, co.kind, co.name, co.path FROM {found} x JOIN areas co ON co.id = x.community_id";
const ON_DUTY: &str = "SELECT x.id, m.id, m.shown_name, x.checked_in_at, d.id, d.name, d.place, d.secret_sealed, d.created_at, \
    d.closed_at, co.id, co.kind, co.name, co.path FROM {found} x JOIN duty_points d ON d.id = x.duty_point_id \
    JOIN areas co ON co.id = d.community_id JOIN members m ON m.id = x.member_id";

static REPORT_INS: LazyLock<String> =
    LazyLock::new(|| REPORT_IN.replace("{found}", "report_ins") + " WHERE x.id IN ()");
static LIVE: LazyLock<String> = LazyLock::new(|| {
    REPORT_IN.replace("{found}", "report_ins") + " WHERE x.member_id = $1 AND x.state IN ('asked', 'active')"
});
/// A stage that is not asked for is an empty word.
static REPORT_INS_OF: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of_cards(
        REPORT_IN,
        "SELECT * FROM report_ins WHERE community_id = $1 AND ($4 = '' OR state = $4) AND id {after} $2 \
         ORDER BY id {asc} LIMIT $3",
        "x.id {asc}",
    )
});
static MY_REPORT_INS: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of_cards(
        REPORT_IN,
        "SELECT * FROM report_ins WHERE member_id = $1 AND id {before} $2 ORDER BY id {desc} LIMIT $3",
        "x.id {desc}",
    )
});
static POINTS: LazyLock<String> = LazyLock::new(|| POINT.replace("{found}", "duty_points") + " WHERE x.id IN ()");
static POINTS_OF: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of_cards(
        POINT,
        "SELECT * FROM duty_points WHERE community_id = $1 AND closed_at IS NULL AND id {after} $2 \
         ORDER BY id {asc} LIMIT $3",
        "x.id {asc}",
    )
});
static CHECK_INS: LazyLock<String> =
    LazyLock::new(|| ON_DUTY.replace("{found}", "duty_check_ins") + " WHERE x.id IN ()");
static MY_CHECK_INS: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of_cards(
        ON_DUTY,
        "SELECT * FROM duty_check_ins WHERE member_id = $1 AND id {before} $2 ORDER BY id {desc} LIMIT $3",
        "x.id {desc}",
    )
});
/// A page of each of several points.
static CAME: LazyLock<Paged> =
    LazyLock::new(|| Paged::of(&format!("{ON_DUTY} ORDER BY x.duty_point_id, x.id {{desc}}")));
static CAME_TO_ONE: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of(
        "SELECT * FROM (SELECT * FROM duty_check_ins WHERE duty_point_id = {point} AND id {before} $1 \
         ORDER BY id {desc} LIMIT $2) r",
    )
});
/// Where a member's report-in is active.
const SERVES: &str = "SELECT community_id FROM report_ins WHERE member_id = $1 AND state = 'active'";

pub(super) const REPORT_INS_SECTION: Source = Source {
    name: "reportIns",
    sql: "SELECT r.id, c.name, u.name, r.state, r.asked_at, r.decided_at, r.refuse_reason, r.ended_at, r.end_reason \
          FROM report_ins r JOIN areas c ON c.id = r.community_id JOIN units u ON u.id = r.unit_id \
          WHERE r.member_id = $1 ORDER BY r.id",
    columns: &[
        ("id", id::<ids::ReportInKind>()),
        ("community", Text),
        ("unit", Text),
        ("state", Text),
        ("askedAt", At),
        ("decidedAt", At),
        ("refuseReason", Text),
        ("endedAt", At),
        ("endReason", Text),
    ],
};

pub(super) const DUTY_CHECK_INS_SECTION: Source = Source {
    name: "dutyCheckIns",
    sql: "SELECT x.id, d.name, d.place, c.name, x.checked_in_at FROM duty_check_ins x \
          JOIN duty_points d ON d.id = x.duty_point_id JOIN areas c ON c.id = d.community_id \
          WHERE x.member_id = $1 ORDER BY x.id",
    columns: &[
        ("id", id::<ids::DutyCheckInKind>()),
        ("dutyPoint", Text),
        ("place", Text),
        ("community", Text),
        ("at", At),
    ],
};

#[async_trait]
impl PartyRepo for DbTx {
    async fn ask_report_in(&mut self, new: &NewReportIn) -> Outcome<bool> {
        let values = values![new.id, new.member, new.community, new.unit, new.asked];
        Ok(run(&self.tx, ASK, values).await? == 1)
    }

    async fn accept_report_in(&mut self, id: ReportInId, by: MemberId, now: DateTime<Utc>) -> Outcome<bool> {
        let accepted = report_in::ActiveModel {
            state: Set("active".into()),
            decided_by: Set(Some(by.uuid())),
            decided_at: Set(Some(now)),
            ..Default::default()
        };
        self.change_report_in(id, &["asked"], accepted).await
    }

    async fn refuse_report_in(
        &mut self,
        id: ReportInId,
        by: MemberId,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        let refused = report_in::ActiveModel {
            state: Set("refused".into()),
            decided_by: Set(Some(by.uuid())),
            decided_at: Set(Some(now)),
            refuse_reason: Set(Some(reason.into())),
            ..Default::default()
        };
        self.change_report_in(id, &["asked"], refused).await
    }

    async fn end_report_in(
        &mut self,
        id: ReportInId,
        by: MemberId,
        reason: &str,
        withdraw: bool,
        now: DateTime<Utc>,
    ) -> Outcome<bool> {
        let ended = report_in::ActiveModel {
            state: Set("ended".into()),
            ended_by: Set(Some(by.uuid())),
            ended_at: Set(Some(now)),
            end_reason: Set(Some(reason.into())),
            ..Default::default()
        };
        let from: &[_] = if withdraw { &["active", "asked"] } else { &["active"] };
        self.change_report_in(id, from, ended).await
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
        let closed = duty_point::ActiveModel {
            closed_by: Set(Some(by.uuid())),
            closed_at: Set(Some(now)),
            ..Default::default()
        };
        let open = duty_point::COLUMN.id.eq(point.uuid()).and(duty_point::COLUMN.closed_at.is_null());
        Ok(update(&self.tx, duty_point::Entity::update_many().set(closed).filter(open)).await? == 1)
    }

    async fn add_duty_check_in(
        &mut self,
        id: DutyCheckInId,
        point: DutyPointId,
        member: MemberId,
        at: DateTime<Utc>,
    ) -> Outcome<bool> {
        // Hours begin at the same moments in UTC and where the communities are.
        let hour = at.duration_trunc(TimeDelta::hours(1)).unwrap_or(at);
        Ok(run(&self.tx, CHECK_IN, values![id, point, member, at, hour]).await? == 1)
    }
}

impl DbTx {
    /// Changes a report-in that is in one of these states.
    async fn change_report_in(&self, id: ReportInId, from: &[&str], to: report_in::ActiveModel) -> Outcome<bool> {
        let stands = report_in::COLUMN.id.eq(id.uuid()).and(report_in::COLUMN.state.is_in(from.iter().copied()));
        Ok(update(&self.tx, report_in::Entity::update_many().set(to).filter(stands)).await? == 1)
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
        let mut seen = read_all(&of_each(self, &REPORT_INS, Vec::new(), ids).await?, read_report_in)?;
        seen.retain(|report_in| report_in.seen_by(viewer));
        Ok(seen)
    }

    async fn live_report_in(&self, me: &Viewer) -> Outcome<Option<ReportIn>> {
        let row = one(&self.read, &LIVE, values![me.member()]).await?;
        row.map(|row| read_report_in(&mut Row::of(&row))).transpose()
    }

    async fn report_ins_by(&self, me: &Viewer, page: &PageRequest<ReportInId>) -> Outcome<Page<ReportIn>> {
        let values = values![me.member(), latest_from(page), limit(page)];
        page_of(self, &MY_REPORT_INS, values, page, read_report_in).await
    }

    async fn report_ins_of(
        &self,
        scope: &Scope,
        stage: Option<Stage>,
        page: &PageRequest<ReportInId>,
    ) -> Outcome<Page<ReportIn>> {
        let stage = stage.map_or("", |stage| word(&STAGE, stage));
        let values = values![scope.community(), id_from(page), limit(page), stage];
        page_of(self, &REPORT_INS_OF, values, page, read_report_in).await
    }

    async fn duty_points(&self, viewer: &Viewer, ids: &[DutyPointId]) -> Outcome<Vec<DutyPoint>> {
        let rows = of_each(self, &POINTS, Vec::new(), ids).await?;
        let mut found = read_all(&rows, |row| read_point(row, &self.seal))?;
        if found.iter().any(|point| !viewer.sees(&point.community.path)) {
            // Who serves a community without living there any more keeps duty there all the same.
            let serves = one(&self.read, SERVES, values![viewer.member()]).await?;
            let serves: Option<AreaId> = serves.map(|row| Row::of(&row).id()).transpose()?;
            found.retain(|point| viewer.sees(&point.community.path) || serves == Some(point.community.id));
        }
        Ok(found)
    }

    async fn duty_points_of(&self, scope: &Scope, page: &PageRequest<DutyPointId>) -> Outcome<Page<DutyPoint>> {
        let values = values![scope.community(), id_from(page), limit(page)];
        page_of(self, &POINTS_OF, values, page, |row| read_point(row, &self.seal)).await
    }

    async fn duty_check_ins(&self, viewer: &Viewer, ids: &[DutyCheckInId]) -> Outcome<Vec<DutyCheckIn>> {
        let rows = of_each(self, &CHECK_INS, Vec::new(), ids).await?;
        let mut seen = read_all(&rows, |row| read_check_in(row, &self.seal))?;
        seen.retain(|check_in| check_in.seen_by(viewer));
        Ok(seen)
    }

    async fn duty_check_ins_by(&self, me: &Viewer, page: &PageRequest<DutyCheckInId>) -> Outcome<Page<DutyCheckIn>> {
        let values = values![me.member(), latest_from(page), limit(page)];
        page_of(self, &MY_CHECK_INS, values, page, |row| read_check_in(row, &self.seal)).await
    }

    async fn duty_check_ins_at(
        &self,
        viewer: &Viewer,
        points: &[DutyPointId],
        page: &PageRequest<DutyCheckInId>,
    ) -> Outcome<Vec<(DutyPointId, Page<DutyCheckIn>)>> {
        if points.is_empty() {
            return Ok(Vec::new());
        }
        let of_point = |(nth, _)| CAME_TO_ONE.for_page(page).replace("{point}", &format!("${}", nth + 3));
        let found = points.iter().enumerate().map(of_point).collect::<Vec<_>>().join(" UNION ALL ");
        let mut values = values![latest_from(page), limit(page)];
        values.extend(points.iter().map(|point| Value::from(point.uuid())));
        let rows = all(&self.read, &CAME.for_page(page).replace("{found}", &format!("({found})")), values).await?;
        let mut seen = read_all(&rows, |row| read_check_in(row, &self.seal))?;
        seen.retain(|check_in| check_in.seen_by(viewer));
        Ok(pages(seen.into_iter().map(|check_in| (check_in.point.id, check_in)).collect(), page))
    }
}

fn read_report_in(row: &mut Row<'_>) -> Outcome<ReportIn> {
    let (id, stage, asked) = (row.id()?, row.word(&STAGE)?, row.read()?);
    let (decided, refusal): (Option<DateTime<Utc>>, Option<String>) = (row.read()?, row.read()?);
    let (ended, end): (Option<DateTime<Utc>>, Option<String>) = (row.read()?, row.read()?);
    let state = match (stage, decided, refusal, ended.zip(end)) {
        (Stage::Asked, ..) => ReportInState::Asked,
        (Stage::Active, Some(since), ..) => ReportInState::Active { since },
        (Stage::Refused, Some(at), Some(reason), _) => ReportInState::Refused { at, reason },
        (Stage::Ended, since, _, Some((at, reason))) => ReportInState::Ended { since, at, reason },
        _ => return Err(corrupt("state of a report-in")),
    };
    Ok(ReportIn { id, community: row.area()?, member: row.person()?, unit: row.unit()?, asked, state })
}

fn read_point(row: &mut Row<'_>, seal: &Seal) -> Outcome<DutyPoint> {
    Ok(DutyPoint {
        id: row.id()?,
        name: Line::stored(row.read()?),
        place: Line::stored(row.read()?),
        secret: open_secret(seal, "duty_points.secret", &row.read::<Vec<u8>>()?)?,
        created: row.read()?,
        closed: row.read()?,
        community: row.area()?,
    })
}

fn read_check_in(row: &mut Row<'_>, seal: &Seal) -> Outcome<DutyCheckIn> {
    Ok(DutyCheckIn { id: row.id()?, member: row.person()?, at: row.read()?, point: read_point(row, seal)? })
}
