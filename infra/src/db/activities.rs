//! Activities and their shifts: tables `activities` and `shifts`.

use std::collections::HashMap;
use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::access::{Scope, Viewer};
use domain::failure::Outcome;
use domain::ids::{ActivityId, MemberId, ShiftId, TeamId};
use domain::moderation::text_state::TextState;
use domain::page::{Page, PageRequest};
use domain::text::{Line, Paragraphs};
use domain::volunteering::activity::{Activity, ActivityAudience, ActivityText, CallOff, For};
use domain::volunteering::plan::{ShiftPlan, TAKES_AT_MOST};
use domain::volunteering::repo::{ActivityReader, ActivityRepo, Clash, NewActivity, Signed, StartKey};
use domain::volunteering::shift::{NewShift, Shift};
use sea_orm::{ActiveValue::Set, EntityTrait, ExprTrait, QueryFilter, QueryResult};
use uuid::Uuid;

use super::attendance::{open_secret, seal_secret};
use super::entities::{activity, shift};
use super::loss::out_of_audience;
use super::paging::{FOREVER, Paged, latest_moment_from, limit, of_each};
use super::row::{Row, read_all, values};
use super::sql::{all, corrupt, failure, insert, of_rows, update};
use super::teams::{TEAM_COLUMNS, TEAM_JOINS, read_membership, read_team};
use super::words::{TEXT_STATE, word};
use super::{Db, DbTx};
use crate::seal::Seal;

const END_SIGN_UPS: &str = "UPDATE sign_ups SET ended_at = $2, end_kind = 'called_off' WHERE ended_at IS NULL \
    AND shift_id IN (SELECT id FROM shifts WHERE activity_id = $1 AND ends_at > $2) RETURNING member_id, id, starts_at";

/// What an activity `a` shows. The reader's own id is `$1`.
static COLUMNS: LazyLock<String> = LazyLock::new(|| {
    format!(
        "a.id, co.id, co.kind, co.name, co.path, o.id, o.shown_name, a.title, a.body, a.place, a.text_state, a.audience, \
         a.first_start, a.last_end, a.created_at, a.cancelled_at, a.cancelled_by, a.cancel_reason, a.cancel_text_state, \
         {TEAM_COLUMNS}"
    )
});
static JOINS: LazyLock<String> = LazyLock::new(|| {
    format!(
        "JOIN areas co ON co.id = a.community_id JOIN members o ON o.id = a.organiser_id \
         LEFT JOIN teams t ON t.id = a.team_id {TEAM_JOINS}"
    )
});
static CARDS: LazyLock<String> = LazyLock::new(|| format!("SELECT {} FROM {{found}} a {}", *COLUMNS, *JOINS));
static SOME: LazyLock<String> = LazyLock::new(|| CARDS.replace("{found}", "activities") + " WHERE a.id IN ()");
/// What is to come: of a community, and of a team.
static TO_COME: LazyLock<[Paged; 2]> = LazyLock::new(|| {
    let found = "SELECT * FROM activities WHERE {whose} = $2 AND NOT past AND last_end > $3 AND {shown} \
         AND (first_start, id) {after} ($4, $5) ORDER BY first_start {asc}, id {asc} LIMIT $6";
    of_whom(found, "a.first_start {asc}, a.id {asc}")
});
/// What is over: of a community, and of a team.
static OVER: LazyLock<[Paged; 2]> = LazyLock::new(|| {
    let found = "SELECT * FROM activities WHERE {whose} = $2 AND last_end <= $3 AND {shown} \
         AND (last_end, id) {before} ($4, $5) ORDER BY last_end {desc}, id {desc} LIMIT $6";
    of_whom(found, "a.last_end {desc}, a.id {desc}")
});
/// A hidden one is there for its organiser, and with $7 for administrators.
fn of_whom(found: &str, order: &str) -> [Paged; 2] {
    let found = found.replace("{shown}", "(text_state IN ('official', 'shown', 'kept') OR organiser_id = $1 OR $7)");
    ["community_id", "team_id"].map(|whose| Paged::of_cards(&CARDS, &found.replace("{whose}", whose), order))
}
static SHIFT: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT h.id, h.starts_at, h.ends_at, h.capacity, h.opens_at, h.closes_at, h.cancel_until, h.taken, h.waiting, \
         h.secret_sealed, h.cancelled_at IS NOT NULL, EXISTS (SELECT 1 FROM sign_ups x \
         WHERE x.member_id = $1 AND x.starts_at = h.starts_at AND x.shift_id = h.id), {} \
         FROM shifts h JOIN activities a ON a.id = h.activity_id {} WHERE",
        *COLUMNS, *JOINS
    )
});
static SHIFTS: LazyLock<String> = LazyLock::new(|| format!("{} h.id IN ()", *SHIFT));
static SHIFTS_OF: LazyLock<String> = LazyLock::new(|| format!("{} h.activity_id IN ()", *SHIFT));
static SHIFTS_BETWEEN: LazyLock<String> = LazyLock::new(|| {
    format!(
        "{} a.community_id = $2 AND a.last_end > $3 AND a.text_state IN ('official', 'shown', 'kept') \
         AND h.ends_at > $3 AND h.starts_at < $4 AND h.cancelled_at IS NULL ORDER BY h.starts_at, h.id LIMIT $5",
        *SHIFT
    )
});

/// What each of several has to do with a shift: whether they ever signed up for it, what they are to its team, and whether
/// they have signed up for it (2) or for one that overlaps (1). What overlaps with a shift that is not over began less than
/// twice as long ago as a shift takes: so the past, however long, is not walked through.
static EACH: LazyLock<String> = LazyLock::new(|| {
    format!(
        "WITH v (id) AS (VALUES ()) SELECT m.id, \
         EXISTS (SELECT 1 FROM sign_ups x WHERE x.member_id = m.id AND x.starts_at = h.starts_at AND x.shift_id = h.id), \
         CASE WHEN tm.member_id IS NULL THEN 0 WHEN tm.left_at IS NULL THEN 2 ELSE 1 END, \
         COALESCE((SELECT MAX(CASE WHEN x.shift_id = h.id THEN 2 ELSE 1 END) FROM sign_ups x WHERE x.member_id = m.id \
         AND x.ended_at IS NULL AND x.starts_at > $2 AND x.starts_at < h.ends_at AND x.ends_at > h.starts_at), \
         CASE WHEN {} THEN 3 ELSE 0 END) \
         FROM v JOIN members m ON m.id = v.id JOIN shifts h ON h.id = $1 JOIN activities a ON a.id = h.activity_id \
         LEFT JOIN team_members tm ON tm.team_id = a.team_id AND tm.member_id = m.id",
        out_of_audience()
    )
});

#[async_trait]
impl ActivityRepo for DbTx {
    async fn add_activity(&mut self, new: &NewActivity, shifts: &[NewShift]) -> Outcome<()> {
        let (audience, team) = match new.audience {
            For::Helpers => ("helpers", None),
            For::PartyMembers => ("party_members", None),
            For::Team(team) => ("team", Some(team.uuid())),
        };
        let row = activity::ActiveModel {
            id: Set(new.id.uuid()),
            community_id: Set(new.community.uuid()),
            organiser_id: Set(new.organiser.uuid()),
            title: Set(new.content.title.as_str().into()),
            body: Set(new.content.text.as_str().into()),
            place: Set(new.content.place.as_str().into()),
            text_state: Set(word(&TEXT_STATE, new.text_state).into()),
            audience: Set(audience.into()),
            team_id: Set(team),
            first_start: Set(new.first_start),
            last_end: Set(new.last_end),
            created_at: Set(new.created),
            ..Default::default()
        };
        insert(&self.tx, row).await?;
        let secrets = shifts.iter().map(|shift| seal_secret(&self.seal, "shifts.secret", &shift.secret));
        let secrets = secrets.collect::<Outcome<Vec<_>>>()?;
        let rows = shifts.iter().zip(secrets).map(|(shift, secret)| shift::ActiveModel {
            id: Set(shift.id.uuid()),
            activity_id: Set(new.id.uuid()),
            starts_at: Set(shift.plan.starts),
            ends_at: Set(shift.plan.ends),
            opens_at: Set(shift.plan.opens),
            closes_at: Set(shift.plan.closes),
            cancel_until: Set(shift.plan.cancel_until),
            capacity: Set(shift.plan.capacity),
            taken: Set(0),
            waiting: Set(0),
            next_place: Set(0),
            secret_sealed: Set(secret),
            cancelled_at: Set(None),
        });
        shift::Entity::insert_many(rows).exec_without_returning(&self.tx).await.map(|_| ()).map_err(failure)
    }

    async fn call_off_activity(
        &mut self,
        activity: ActivityId,
        by: MemberId,
        reason: &str,
        shown: TextState,
        now: DateTime<Utc>,
    ) -> Outcome<Option<Vec<Signed>>> {
        let off = activity::ActiveModel {
            cancelled_at: Set(Some(now)),
            cancelled_by: Set(Some(by.uuid())),
            cancel_reason: Set(Some(reason.into())),
            cancel_text_state: Set(word(&TEXT_STATE, shown).into()),
            ..Default::default()
        };
        let is_on = (activity::COLUMN.id.eq(activity.uuid()))
            .and(activity::COLUMN.cancelled_at.is_null())
            .and(activity::COLUMN.last_end.gt(now));
        if update(&self.tx, activity::Entity::update_many().set(off).filter(is_on)).await? == 0 {
            return Ok(None);
        }
        // The shifts first: whoever signs up or cancels holds their shift, so that all is there when the sign-ups end.
        let off =
            shift::ActiveModel { cancelled_at: Set(Some(now)), taken: Set(0), waiting: Set(0), ..Default::default() };
        let to_come = shift::COLUMN.activity_id.eq(activity.uuid()).and(shift::COLUMN.ends_at.gt(now));
        update(&self.tx, shift::Entity::update_many().set(off).filter(to_come)).await?;
        read_all(&all(&self.tx, END_SIGN_UPS, values![activity, now]).await?, signed).map(Some)
    }
}

/// Whose a sign-up is, its id, and when its shift starts.
pub(super) fn signed(row: &mut Row) -> Outcome<Signed> {
    Ok(Signed { member: row.id()?, sign_up: row.id()?, starts: row.read()? })
}

#[async_trait]
impl ActivityReader for Db {
    async fn activities(&self, viewer: &Viewer, ids: &[ActivityId]) -> Outcome<Vec<Activity>> {
        seen(viewer, &of_each(self, &SOME, values![viewer.member()], ids).await?)
    }

    async fn activities_of(
        &self,
        viewer: &Viewer,
        scope: &Scope,
        team: Option<TeamId>,
        now: DateTime<Utc>,
        page: &PageRequest<StartKey>,
    ) -> Outcome<Page<Activity>> {
        let ((starts, id), administers) = (start_from(page), viewer.administers(scope.path()));
        let values = values![viewer.member(), whose(scope, team), now, starts, id, limit(page), administers];
        Ok(Page::of(
            seen(viewer, &all(&self.read, TO_COME[usize::from(team.is_some())].for_page(page), values).await?)?,
            page,
        ))
    }

    async fn past_activities_of(
        &self,
        viewer: &Viewer,
        scope: &Scope,
        team: Option<TeamId>,
        now: DateTime<Utc>,
        page: &PageRequest<(DateTime<Utc>, ActivityId)>,
    ) -> Outcome<Page<Activity>> {
        let ((ended, id), administers) = (latest_moment_from(page), viewer.administers(scope.path()));
        let values = values![viewer.member(), whose(scope, team), now, ended, id, limit(page), administers];
        Ok(Page::of(
            seen(viewer, &all(&self.read, OVER[usize::from(team.is_some())].for_page(page), values).await?)?,
            page,
        ))
    }

    async fn put_past_activities_away(&self, now: DateTime<Utc>) -> Outcome<u64> {
        let away = activity::ActiveModel { past: Set(true), ..Default::default() };
        let over = activity::COLUMN.past.eq(false).and(activity::COLUMN.last_end.lte(now));
        update(&self.write, activity::Entity::update_many().set(away).filter(over)).await
    }

    async fn shifts(&self, viewer: &Viewer, ids: &[ShiftId]) -> Outcome<Vec<Shift>> {
        seen_shifts(viewer, &of_each(self, &SHIFTS, values![viewer.member()], ids).await?, &self.seal)
    }

    async fn shift_for(
        &self,
        viewers: &[&Viewer],
        id: ShiftId,
        now: DateTime<Utc>,
    ) -> Outcome<Vec<Option<(Shift, Option<Clash>)>>> {
        let members = viewers.iter().map(|viewer| values![viewer.member()]).collect();
        let (sql, values) = of_rows(&EACH, values![id, now - TAKES_AT_MOST * 2], members);
        // The shift as it is for nobody, and beside it what each has to do with it.
        let ids = [id];
        let shift = of_each(self, &SHIFTS, values![Uuid::nil()], &ids);
        let (shift, each) = tokio::try_join!(shift, all(&self.read, &sql, values))?;
        let Some(row) = shift.first() else { return Ok(vec![None; viewers.len()]) };
        let shift = read_shift(&mut Row::of(row), &self.seal)?;
        let mut found = HashMap::new();
        for row in &each {
            let mut row = Row::of(row);
            let member: MemberId = row.id()?;
            let mut shift = Shift { known: row.read()?, ..shift.clone() };
            let membership = read_membership(&mut row)?;
            if let ActivityAudience::Team(team) = &mut shift.activity.audience {
                team.membership = membership;
            }
            let clash = match row.read::<i32>()? {
                0 => None,
                1 => Some(Clash::Overlap),
                2 => Some(Clash::Same),
                _ => Some(Clash::Outside),
            };
            found.insert(member, (shift, clash));
        }
        let shown = viewers.iter().map(|viewer| {
            let (shift, clash) = found.remove(&viewer.member())?;
            Some((shift.shown_to(viewer)?, clash))
        });
        Ok(shown.collect())
    }

    async fn shifts_of(&self, viewer: &Viewer, ids: &[ActivityId]) -> Outcome<Vec<Shift>> {
        let rows = of_each(self, &SHIFTS_OF, values![viewer.member()], ids).await?;
        let mut shifts = seen_shifts(viewer, &rows, &self.seal)?;
        shifts.sort_by_key(|shift| (shift.plan.starts, shift.id));
        Ok(shifts)
    }

    async fn shifts_between(
        &self,
        viewer: &Viewer,
        scope: &Scope,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
        most: i64,
    ) -> Outcome<Vec<Shift>> {
        let values = values![viewer.member(), scope.community(), from, until, most];
        seen_shifts(viewer, &all(&self.read, &SHIFTS_BETWEEN, values).await?, &self.seal)
    }
}

/// Whose activities are listed: those of the community, or of one team.
fn whose(scope: &Scope, team: Option<TeamId>) -> Uuid {
    team.map_or_else(|| scope.community().uuid(), |team| team.uuid())
}

/// Where a list ordered by starting time begins.
pub(super) fn start_from(page: &PageRequest<StartKey>) -> (DateTime<Utc>, Uuid) {
    match page.from {
        Some(key) => (key.starts, key.id),
        None if page.backwards => (FOREVER, Uuid::max()),
        None => (DateTime::UNIX_EPOCH, Uuid::nil()),
    }
}

/// The activities as the viewer sees them.
fn seen(viewer: &Viewer, rows: &[QueryResult]) -> Outcome<Vec<Activity>> {
    let activities = read_all(rows, read_activity)?;
    Ok(activities.into_iter().filter_map(|activity| activity.shown_to(viewer, false)).collect())
}

fn seen_shifts(viewer: &Viewer, rows: &[QueryResult], seal: &Seal) -> Outcome<Vec<Shift>> {
    let shifts = read_all(rows, |row| read_shift(row, seal))?;
    Ok(shifts.into_iter().filter_map(|shift| shift.shown_to(viewer)).collect())
}

fn read_activity(row: &mut Row<'_>) -> Outcome<Activity> {
    let (id, community, organiser) = (row.id()?, row.area()?, row.person()?);
    let content = ActivityText {
        title: Line::stored(row.read()?),
        text: Paragraphs::stored(row.read()?),
        place: Line::stored(row.read()?),
    };
    let (text_state, audience): (_, String) = (row.word(&TEXT_STATE)?, row.read()?);
    let (first_start, last_end, created) = (row.read()?, row.read()?, row.read()?);
    let (at, by): (Option<DateTime<Utc>>, _) = (row.read()?, row.maybe_id()?);
    let (reason, reason_state) = (row.read()?, row.word(&TEXT_STATE)?);
    let audience = match (audience.as_str(), read_team(row)?) {
        ("helpers", _) => ActivityAudience::Helpers,
        ("party_members", _) => ActivityAudience::PartyMembers,
        ("team", Some(team)) => ActivityAudience::Team(team),
        _ => return Err(corrupt("audience")),
    };
    let called_off = at.zip(by).map(|(at, by)| CallOff { at, by, reason, text_state: reason_state });
    Ok(Activity { id, community, organiser, content, text_state, audience, first_start, last_end, created, called_off })
}

fn read_shift(row: &mut Row<'_>, seal: &Seal) -> Outcome<Shift> {
    let id = row.id()?;
    let plan = ShiftPlan {
        starts: row.read()?,
        ends: row.read()?,
        capacity: row.read()?,
        opens: row.read()?,
        closes: row.read()?,
        cancel_until: row.read()?,
    };
    let (taken, waiting) = (row.read()?, row.read()?);
    let secret = open_secret(seal, "shifts.secret", &row.read::<Vec<u8>>()?)?;
    let (called_off, known) = (row.read()?, row.read()?);
    Ok(Shift { id, activity: read_activity(row)?, plan, taken, waiting, called_off, known, secret })
}
