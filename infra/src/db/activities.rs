//! Activities and their shifts: tables `activities` and `shifts`.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::access::{Scope, Viewer};
use domain::failure::Outcome;
use domain::ids::{ActivityId, MemberId, ShiftId};
use domain::moderation::text_state::TextState;
use domain::page::{Page, PageRequest};
use domain::text::{Line, Paragraphs};
use domain::volunteering::activity::{Activity, ActivityAudience, ActivityText, CallOff, For};
use domain::volunteering::plan::ShiftPlan;
use domain::volunteering::repo::{ActivityReader, ActivityRepo, Clash, NewActivity, StartKey};
use domain::volunteering::shift::{NewShift, Shift};
use sea_orm::{ActiveValue::Set, EntityTrait, QueryResult, Value};
use uuid::Uuid;

use super::attendance::{open_secret, seal_secret};
use super::entities::{activity, shift};
use super::members::read_person;
use super::paging::FOREVER;
use super::places::{limit, read_area};
use super::sql::{Columns, all, corrupt, failure, marks_from, of_rows, run};
use super::teams::{read_membership, read_team, team_columns, team_joins};
use super::words::{TEXT_STATE, meaning, word};
use super::{Db, DbTx};
use crate::seal::Seal;

const CALL_OFF: &str = "UPDATE activities SET cancelled_at = $2, cancelled_by = $3, cancel_reason = $4, \
    cancel_text_state = $5 WHERE id = $1 AND cancelled_at IS NULL AND last_end > $2";
const CALL_OFF_SHIFTS: &str =
    "UPDATE shifts SET cancelled_at = $2, taken = 0, waiting = 0 WHERE activity_id = $1 AND ends_at > $2";
const OVER: &str = "UPDATE activities SET past = TRUE WHERE NOT past AND last_end <= $1";
const END_SIGN_UPS: &str = "UPDATE sign_ups SET ended_at = $2, end_kind = 'called_off' WHERE ended_at IS NULL \
    AND shift_id IN (SELECT id FROM shifts WHERE activity_id = $1 AND ends_at > $2)";

// Macros, because only they make one text of pieces before the program runs: the text is the key of the prepared
// statement. The reader's own id is `$1`.
macro_rules! activity_columns {
    () => {
        concat!(
            "a.id, co.id, co.kind, co.name, co.path, o.id, o.shown_name, a.title, a.body, a.place, a.text_state, \
             a.audience, a.first_start, a.last_end, a.created_at, a.cancelled_at, a.cancelled_by, a.cancel_reason, \
             a.cancel_text_state, ",
            team_columns!()
        )
    };
}
macro_rules! activity_joins {
    () => {
        concat!(
            " JOIN areas co ON co.id = a.community_id JOIN members o ON o.id = a.organiser_id \
             LEFT JOIN teams t ON t.id = a.team_id",
            team_joins!()
        )
    };
}
macro_rules! shifts {
    ($place:literal) => {
        concat!(
            "SELECT h.id, h.starts_at, h.ends_at, h.capacity, h.opens_at, h.closes_at, h.cancel_until, h.taken, \
             h.waiting, h.secret_sealed, h.cancelled_at IS NOT NULL, EXISTS (SELECT 1 FROM sign_ups x \
             WHERE x.member_id = $1 AND x.starts_at = h.starts_at AND x.shift_id = h.id), ",
            activity_columns!(),
            " FROM shifts h JOIN activities a ON a.id = h.activity_id",
            activity_joins!(),
            "WHERE ",
            $place,
            " IN "
        )
    };
}
macro_rules! list {
    ($sign:literal, $order:literal) => {
        concat!(
            "SELECT ",
            activity_columns!(),
            " FROM (SELECT * FROM activities WHERE community_id = $2 AND NOT past AND last_end > $3 \
             AND (text_state IN ('official', 'shown', 'kept') OR organiser_id = $1 OR $7) AND (first_start, id) ",
            $sign,
            " ($4, $5) ORDER BY first_start ",
            $order,
            ", id ",
            $order,
            " LIMIT $6) a",
            activity_joins!(),
            "ORDER BY a.first_start ",
            $order,
            ", a.id ",
            $order
        )
    };
}

const BY_IDS: &str = concat!("SELECT ", activity_columns!(), " FROM activities a", activity_joins!(), "WHERE a.id IN ");
/// A hidden one is there for its organiser, and with $7 for administrators.
const OF_COMMUNITY: [&str; 2] = [list!(">", "ASC"), list!("<", "DESC")];
const SHIFTS: &str = shifts!("h.id");
const SHIFTS_OF: &str = shifts!("h.activity_id");

/// What each of several has to do with a shift: whether they ever signed up for it, what they are to its team, and whether
/// they have signed up for it (2) or for one that overlaps (1).
const EACH: &str = "WITH v (id) AS (VALUES ()) SELECT v.id, \
    EXISTS (SELECT 1 FROM sign_ups x WHERE x.member_id = v.id AND x.starts_at = h.starts_at AND x.shift_id = h.id), \
    CASE WHEN tm.member_id IS NULL THEN 0 WHEN tm.left_at IS NULL THEN 2 ELSE 1 END, \
    (SELECT MAX(CASE WHEN x.shift_id = h.id THEN 2 ELSE 1 END) FROM sign_ups x WHERE x.member_id = v.id \
     AND x.ended_at IS NULL AND x.starts_at < h.ends_at AND x.ends_at > h.starts_at) \
    FROM v JOIN shifts h ON h.id = $1 JOIN activities a ON a.id = h.activity_id \
    LEFT JOIN team_members tm ON tm.team_id = a.team_id AND tm.member_id = v.id WHERE v.id IS NOT NULL";

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
            cancelled_by: Set(None),
            cancelled_at: Set(None),
            cancel_reason: Set(None),
        };
        activity::Entity::insert(row).exec_without_returning(&self.tx).await.map_err(failure)?;
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
    ) -> Outcome<bool> {
        let shown = word(&TEXT_STATE, shown).into();
        let values = vec![activity.uuid().into(), now.into(), by.uuid().into(), reason.into(), shown];
        if run(&self.tx, CALL_OFF, values).await? == 0 {
            return Ok(false);
        }
        // The shifts first: whoever signs up or cancels holds his shift, so that all is there when the sign-ups end.
        for sql in [CALL_OFF_SHIFTS, END_SIGN_UPS] {
            run(&self.tx, sql, vec![activity.uuid().into(), now.into()]).await?;
        }
        Ok(true)
    }
}

#[async_trait]
impl ActivityReader for Db {
    async fn activities(&self, viewer: &Viewer, ids: &[ActivityId]) -> Outcome<Vec<Activity>> {
        let rows = by_ids(self, BY_IDS, viewer, ids.iter().map(|id| id.uuid()).collect()).await?;
        read_all(viewer, &rows)
    }

    async fn activities_of(
        &self,
        viewer: &Viewer,
        scope: &Scope,
        now: DateTime<Utc>,
        page: &PageRequest<StartKey>,
    ) -> Outcome<Page<Activity>> {
        let (starts, id) = start_from(page);
        let (me, of) = (viewer.member().uuid().into(), scope.community().uuid().into());
        let administers = viewer.administers(scope.path()).into();
        let values = vec![me, of, now.into(), starts, id, limit(page).into(), administers];
        let rows = all(&self.read, OF_COMMUNITY[usize::from(page.backwards)], values).await?;
        Ok(Page::of(read_all(viewer, &rows)?, page))
    }

    async fn put_past_activities_away(&self, now: DateTime<Utc>) -> Outcome<u64> {
        run(&self.write, OVER, vec![now.into()]).await
    }

    async fn shifts(&self, viewer: &Viewer, ids: &[ShiftId]) -> Outcome<Vec<Shift>> {
        let rows = by_ids(self, SHIFTS, viewer, ids.iter().map(|id| id.uuid()).collect()).await?;
        seen_shifts(viewer, &rows, &self.seal)
    }

    async fn shift_for(&self, viewers: &[&Viewer], id: ShiftId) -> Outcome<Vec<Option<(Shift, Option<Clash>)>>> {
        let members = viewers.iter().map(|viewer| [viewer.member().uuid().into()]).collect();
        let (sql, values) = of_rows(EACH, vec![id.uuid().into()], members);
        // The shift as it is for nobody, and beside it what each has to do with it.
        let shift = format!("{SHIFTS}($2)");
        let shift = all(&self.read, &shift, vec![Uuid::nil().into(), id.uuid().into()]);
        let (shift, each) = tokio::try_join!(shift, all(&self.read, &sql, values))?;
        let Some(row) = shift.first() else { return Ok(vec![None; viewers.len()]) };
        let shift = read_shift(&mut Columns::of(row), &self.seal)?;
        let mut found = HashMap::new();
        for row in &each {
            let mut columns = Columns::of(row);
            let member: Uuid = columns.read()?;
            let mut shift = Shift { known: columns.read()?, ..shift.clone() };
            let membership = read_membership(&mut columns)?;
            if let ActivityAudience::Team(team) = &mut shift.activity.audience {
                team.membership = membership;
            }
            let clash =
                columns.read::<Option<i32>>()?.map(|clash| if clash == 2 { Clash::Same } else { Clash::Overlap });
            found.insert(member, (shift, clash));
        }
        let shown = viewers.iter().map(|viewer| {
            let (shift, clash) = found.remove(&viewer.member().uuid())?;
            Some((shift.shown_to(viewer)?, clash))
        });
        Ok(shown.collect())
    }

    async fn shifts_of(&self, viewer: &Viewer, ids: &[ActivityId]) -> Outcome<Vec<Shift>> {
        let rows = by_ids(self, SHIFTS_OF, viewer, ids.iter().map(|id| id.uuid()).collect()).await?;
        let mut shifts = seen_shifts(viewer, &rows, &self.seal)?;
        shifts.sort_by_key(|shift| (shift.plan.starts, shift.id));
        Ok(shifts)
    }
}

async fn by_ids(db: &Db, sql: &str, viewer: &Viewer, ids: Vec<Uuid>) -> Outcome<Vec<QueryResult>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("{sql}({})", marks_from(2, &ids));
    let mut values: Vec<Value> = vec![viewer.member().uuid().into()];
    values.extend(ids.into_iter().map(Value::from));
    all(&db.read, &sql, values).await
}

/// Where a list ordered by starting time begins.
pub(super) fn start_from(page: &PageRequest<StartKey>) -> (Value, Value) {
    let (starts, id) = match page.from {
        Some(key) => (key.starts, key.id),
        None if page.backwards => (FOREVER, Uuid::max()),
        None => (DateTime::UNIX_EPOCH, Uuid::nil()),
    };
    (starts.into(), id.into())
}

/// The activities as the viewer sees them.
fn read_all(viewer: &Viewer, rows: &[QueryResult]) -> Outcome<Vec<Activity>> {
    let activities: Outcome<Vec<_>> = rows.iter().map(|row| read_activity(&mut Columns::of(row))).collect();
    Ok(activities?.into_iter().filter_map(|activity| activity.shown_to(viewer, false)).collect())
}

fn seen_shifts(viewer: &Viewer, rows: &[QueryResult], seal: &Seal) -> Outcome<Vec<Shift>> {
    let shifts: Outcome<Vec<_>> = rows.iter().map(|row| read_shift(&mut Columns::of(row), seal)).collect();
    Ok(shifts?.into_iter().filter_map(|shift| shift.shown_to(viewer)).collect())
}

fn read_activity(columns: &mut Columns<'_>) -> Outcome<Activity> {
    let id = ActivityId::from_uuid(columns.read()?);
    let community = read_area(columns)?.ok_or_else(|| corrupt("community"))?;
    let organiser = read_person(columns)?.ok_or_else(|| corrupt("organiser"))?;
    let content = ActivityText {
        title: Line::stored(columns.read()?),
        text: Paragraphs::stored(columns.read()?),
        place: Line::stored(columns.read()?),
    };
    let text_state = meaning(&TEXT_STATE, &columns.read::<String>()?)?;
    let audience: String = columns.read()?;
    let (first_start, last_end, created) = (columns.read()?, columns.read()?, columns.read()?);
    let (at, by): (Option<DateTime<Utc>>, Option<Uuid>) = (columns.read()?, columns.read()?);
    let (reason, reason_state) = (columns.read()?, meaning(&TEXT_STATE, &columns.read::<String>()?)?);
    let audience = match (audience.as_str(), read_team(columns)?) {
        ("helpers", _) => ActivityAudience::Helpers,
        ("party_members", _) => ActivityAudience::PartyMembers,
        ("team", Some(team)) => ActivityAudience::Team(team),
        _ => return Err(corrupt("audience")),
    };
    let called_off =
        at.zip(by).map(|(at, by)| CallOff { at, by: MemberId::from_uuid(by), reason, text_state: reason_state });
    Ok(Activity { id, community, organiser, content, text_state, audience, first_start, last_end, created, called_off })
}

fn read_shift(columns: &mut Columns<'_>, seal: &Seal) -> Outcome<Shift> {
    let id = ShiftId::from_uuid(columns.read()?);
    let plan = ShiftPlan {
        starts: columns.read()?,
        ends: columns.read()?,
        capacity: columns.read()?,
        opens: columns.read()?,
        closes: columns.read()?,
        cancel_until: columns.read()?,
    };
    let (taken, waiting) = (columns.read()?, columns.read()?);
    let secret = open_secret(seal, "shifts.secret", &columns.read::<Vec<u8>>()?)?;
    let (called_off, known) = (columns.read()?, columns.read()?);
    Ok(Shift { id, activity: read_activity(columns)?, plan, taken, waiting, called_off, known, secret })
}
