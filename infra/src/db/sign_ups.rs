//! Who signed up for a shift: table `sign_ups`.

use std::collections::HashMap;
use std::sync::LazyLock;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::access::Viewer;
use domain::attendance::presence::{Mark, Presence, Proof, earned_minutes};
use domain::failure::Outcome;
use domain::ids::{MemberId, ShiftId, SignUpId};
use domain::page::{Page, PageRequest};
use domain::places::path::Path;
use domain::volunteering::activity::leads;
use domain::volunteering::plan::TAKES_AT_MOST;
use domain::volunteering::repo::{Leave, NewSignUp, Places, SignUpReader, SignUpRepo, Signed, StartKey};
use domain::volunteering::shift::{SignUp, SignUpState};
use sea_orm::{EntityTrait, QueryFilter, QueryResult, Value};
use uuid::Uuid;

use super::activities::{signed, start_from};
use super::entities::shift;
use super::loss::{in_audience, out_of_audience};
use super::paging::{Paged, limit, of_each, pages};
use super::row::{Row, read_all, values};
use super::sql::{all, corrupt, of_rows, one, run, update};
use super::{Db, DbTx};

/// Nobody waits while a seat is free: so as many as wait afterwards, and are no more than came, are those who have no seat.
const TAKE: &str = "UPDATE shifts SET \
    taken = CASE WHEN waiting > 0 THEN taken WHEN taken + $3 > capacity THEN capacity ELSE taken + $3 END, \
    waiting = CASE WHEN waiting > 0 THEN waiting + $3 WHEN taken + $3 > capacity THEN taken + $3 - capacity ELSE 0 END, \
    next_place = next_place + $3 \
    WHERE id = $1 AND cancelled_at IS NULL AND opens_at <= $2 AND closes_at > $2 RETURNING waiting, next_place";
/// What overlaps began after `$1`.
static ADD: LazyLock<String> = LazyLock::new(|| {
    format!(
        "WITH v (id, shift_id, member_id, starts_at, ends_at, place, signed_up_at, seated_at) AS (VALUES ()) \
         INSERT INTO sign_ups (id, shift_id, member_id, starts_at, ends_at, place, signed_up_at, seated_at, checked_in) \
         SELECT v.*, FALSE FROM v WHERE v.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sign_ups s \
         WHERE s.member_id = v.member_id AND s.ended_at IS NULL AND s.starts_at > $1 \
         AND s.starts_at < v.ends_at AND s.ends_at > v.starts_at) \
         AND NOT EXISTS (SELECT 1 FROM members m JOIN shifts h ON h.id = v.shift_id \
         JOIN activities a ON a.id = h.activity_id WHERE m.id = v.member_id AND {})",
        out_of_audience()
    )
});
const HOLD_SHIFT: &str = "UPDATE shifts SET waiting = waiting WHERE id = $1";
const WITHDRAW: &str = "UPDATE sign_ups SET ended_at = $2, end_kind = 'withdrawn' WHERE id = $1 \
    AND ended_at IS NULL AND NOT checked_in AND (seated_at IS NULL OR $3 OR ($4 AND seated_at > signed_up_at \
    AND seated_at >= (SELECT cancel_until FROM shifts WHERE shifts.id = sign_ups.shift_id))) \
    RETURNING seated_at IS NOT NULL";
/// Whoever lost what entitled them waits no more.
static CLEAR_LINE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "UPDATE sign_ups SET ended_at = $2, end_kind = 'withdrawn' WHERE shift_id = $1 AND ended_at IS NULL \
         AND seated_at IS NULL AND NOT EXISTS (SELECT 1 FROM members m JOIN shifts h ON h.id = $1 \
         JOIN activities a ON a.id = h.activity_id WHERE m.id = sign_ups.member_id AND {})",
        in_audience()
    )
});
const SEAT_NEXT: &str = "UPDATE sign_ups SET seated_at = $2 WHERE id = (SELECT id FROM sign_ups \
    WHERE shift_id = $1 AND ended_at IS NULL AND seated_at IS NULL ORDER BY place LIMIT 1) \
    RETURNING member_id, id, starts_at";

/// What a sign-up shows; `{found}` is which are looked at.
const CARDS: &str = "SELECT co.path, t.captain_id, s.id, s.shift_id, m.id, m.shown_name, s.starts_at, s.place, \
    s.signed_up_at, s.seated_at, s.ended_at, s.end_kind, \
    (SELECT COUNT(*) FROM sign_ups q WHERE q.shift_id = s.shift_id AND q.ended_at IS NULL \
    AND q.seated_at IS NULL AND q.place <= s.place AND s.ended_at IS NULL AND s.seated_at IS NULL), \
    p.checked_in_at, p.checked_in_by, p.checked_out_at, p.checked_out_by, hs.minutes, s.ends_at, h.cancelled_at \
    FROM {found} s JOIN members m ON m.id = s.member_id JOIN shifts h ON h.id = s.shift_id \
    JOIN activities a ON a.id = h.activity_id JOIN areas co ON co.id = a.community_id \
    LEFT JOIN teams t ON t.id = a.team_id \
    LEFT JOIN attendances p ON p.shift_id = s.shift_id AND p.member_id = s.member_id AND s.checked_in \
    LEFT JOIN hours hs ON hs.member_id = p.member_id AND hs.shift_id = p.shift_id AND hs.replaces IS NULL";
static SOME: LazyLock<String> = LazyLock::new(|| cards("s.id IN ()"));
/// Found before anything is joined: of more than eight tables PostgreSQL joins the last one last (`join_collapse_limit`).
static OF_EACH: LazyLock<String> =
    LazyLock::new(|| CARDS.replace("{found}", "(SELECT * FROM sign_ups WHERE id IN (VALUES ()))"));
/// One for each shift, by the index that holds no second one: of a list of shifts the planner would expect as many rows
/// as the crowd of a shift and the plan of a member come to by chance. Found first, as in [`OF_EACH`].
static FOR_SHIFTS: LazyLock<String> = LazyLock::new(|| {
    let found = "(SELECT * FROM sign_ups WHERE id IN (SELECT (SELECT x.id FROM sign_ups x WHERE x.shift_id = h.id \
         AND x.member_id = $1 AND x.ended_at IS NULL) FROM shifts h WHERE h.id IN ()))";
    CARDS.replace("{found}", found)
});
static OF_MEMBER: LazyLock<String> =
    LazyLock::new(|| cards("s.member_id = $1 AND s.shift_id = $2 AND (s.ended_at IS NULL OR s.checked_in)"));
static MINE: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of_cards(
        CARDS,
        "SELECT * FROM sign_ups WHERE member_id = $1 \
         AND ($2 OR (ends_at > $3 AND (ended_at IS NULL OR end_kind = 'called_off'))) AND starts_at > $7 \
         AND (starts_at, id) {after} ($4, $5) ORDER BY starts_at {asc}, id {asc} LIMIT $6",
        "s.starts_at {asc}, s.id {asc}",
    )
});
/// Whoever has a seat joined before all who wait. `{found}` is the page of each shift, [`OF_SHIFT`].
static ROSTERS: LazyLock<Paged> = LazyLock::new(|| Paged::of(&format!("{CARDS} ORDER BY s.shift_id, s.place {{asc}}")));
static OF_SHIFT: LazyLock<Paged> = LazyLock::new(|| {
    Paged::of(
        "SELECT * FROM (SELECT * FROM sign_ups WHERE shift_id = {shift} AND (ended_at IS NULL OR checked_in) \
         AND place {after} $1 ORDER BY place {asc} LIMIT $2) r",
    )
});

fn cards(which: &str) -> String {
    format!("{} WHERE {which}", CARDS.replace("{found}", "sign_ups"))
}

#[async_trait]
impl SignUpRepo for DbTx {
    async fn take_places(&mut self, shift: ShiftId, many: usize, now: DateTime<Utc>) -> Outcome<Option<Places>> {
        let values = values![shift, now, i32::try_from(many).unwrap_or(i32::MAX)];
        let Some(row) = one(&self.tx, TAKE, values).await? else { return Ok(None) };
        let mut row = Row::of(&row);
        let (waiting, last): (i32, i64) = (row.read()?, row.read()?);
        let seated = many.saturating_sub(usize::try_from(waiting).unwrap_or(usize::MAX));
        Ok(Some(Places { first: last - many as i64 + 1, seated }))
    }

    async fn add_sign_ups(&mut self, new: &[NewSignUp], places: Places) -> Outcome<bool> {
        let row = |(nth, (place, new)): (usize, (i64, &NewSignUp))| {
            let seated = (nth < places.seated).then_some(new.at);
            values![new.id, new.shift, new.member, new.plan.starts, new.plan.ends, place, new.at, seated]
        };
        let rows = (places.first..).zip(new).enumerate().map(row).collect();
        let since = new.first().map(|new| new.plan.starts - TAKES_AT_MOST);
        let (sql, values) = of_rows(&ADD, values![since], rows);
        Ok(run(&self.tx, &sql, values).await? == new.len() as u64)
    }

    async fn withdraw_sign_up(
        &mut self,
        shift: ShiftId,
        sign_up: SignUpId,
        leave: Leave,
        now: DateTime<Utc>,
    ) -> Outcome<Option<Vec<Signed>>> {
        run(&self.tx, HOLD_SHIFT, values![shift]).await?;
        let values = values![sign_up, now, leave == Leave::Any, leave == Leave::MovedUpLate];
        let Some(row) = one(&self.tx, WITHDRAW, values).await? else { return Ok(None) };
        let seated: bool = Row::of(&row).read()?;
        let mut moved_up = Vec::new();
        let (seats, waiting) = if seated {
            let cleared = run(&self.tx, &CLEAR_LINE, values![shift, now]).await?;
            moved_up = read_all(&all(&self.tx, SEAT_NEXT, values![shift, now]).await?, signed)?;
            (1 - moved_up.len() as u64, cleared + moved_up.len() as u64)
        } else {
            (0, 1)
        };
        let [seats, waiting] = [seats, waiting].map(|count| i32::try_from(count).map_err(|_| corrupt("count")));
        let freed = (shift::Entity::update_many())
            .col_expr(shift::Column::Taken, shift::COLUMN.taken.sub(seats?))
            .col_expr(shift::Column::Waiting, shift::COLUMN.waiting.sub(waiting?));
        update(&self.tx, freed.filter(shift::COLUMN.id.eq(shift.uuid()))).await.map(|_| Some(moved_up))
    }
}

#[async_trait]
impl SignUpReader for Db {
    async fn sign_ups(&self, viewer: &Viewer, ids: &[SignUpId]) -> Outcome<Vec<SignUp>> {
        seen(viewer, &of_each(self, &SOME, Vec::new(), ids).await?)
    }

    async fn sign_ups_by(
        &self,
        me: &Viewer,
        past: bool,
        now: DateTime<Utc>,
        page: &PageRequest<StartKey>,
    ) -> Outcome<Page<SignUp>> {
        let (starts, id) = start_from(page);
        // What began longer ago than a shift takes is over: so the past, however long, is not walked through.
        let since = if past { DateTime::UNIX_EPOCH } else { now - TAKES_AT_MOST };
        let values = values![me.member(), past, now, starts, id, limit(page), since];
        Ok(Page::of(seen(me, &all(&self.read, MINE.for_page(page), values).await?)?, page))
    }

    async fn sign_ups_for(&self, me: &Viewer, shifts: &[ShiftId]) -> Outcome<Vec<SignUp>> {
        seen(me, &of_each(self, &FOR_SHIFTS, values![me.member()], shifts).await?)
    }

    async fn sign_up_of(&self, viewer: &Viewer, member: MemberId, shift: ShiftId) -> Outcome<Option<SignUp>> {
        Ok(seen(viewer, &all(&self.read, &OF_MEMBER, values![member, shift]).await?)?.pop())
    }

    async fn rosters(
        &self,
        viewer: &Viewer,
        shifts: &[ShiftId],
        page: &PageRequest<i64>,
    ) -> Outcome<Vec<(ShiftId, Page<SignUp>)>> {
        if shifts.is_empty() {
            return Ok(Vec::new());
        }
        let mut values = values![page.from.unwrap_or(if page.backwards { i64::MAX } else { 0 }), limit(page)];
        let of_shift = |(nth, _)| OF_SHIFT.for_page(page).replace("{shift}", &format!("${}", nth + 3));
        let found = shifts.iter().enumerate().map(of_shift).collect::<Vec<_>>().join(" UNION ALL ");
        values.extend(shifts.iter().map(|shift| Value::from(shift.uuid())));
        let rows = all(&self.read, &ROSTERS.for_page(page).replace("{found}", &format!("({found})")), values).await?;
        let keyed = seen(viewer, &rows)?.into_iter().map(|sign_up| (sign_up.shift, sign_up));
        Ok(pages(keyed.collect(), page))
    }

    async fn sign_ups_of(&self, each: &[(&Viewer, SignUpId)]) -> Outcome<Vec<Option<SignUp>>> {
        let ids = each.iter().map(|(_, id)| values![*id]).collect();
        let (sql, values) = of_rows(&OF_EACH, Vec::new(), ids);
        let found = read_all(&all(&self.read, &sql, values).await?, read_led)?;
        let mut found: HashMap<_, _> = found.into_iter().map(|led| (led.sign_up.id, led)).collect();
        Ok(each.iter().map(|(viewer, id)| found.remove(id)?.shown_to(viewer)).collect())
    }
}

/// The sign-ups that the viewer may see.
fn seen(viewer: &Viewer, rows: &[QueryResult]) -> Outcome<Vec<SignUp>> {
    Ok(read_all(rows, read_led)?.into_iter().filter_map(|led| led.shown_to(viewer)).collect())
}

/// A sign-up, with what tells who leads its activity.
struct Led {
    community: Path,
    captain: Option<MemberId>,
    sign_up: SignUp,
}

impl Led {
    /// The viewer's own, and those of activities that they lead.
    fn shown_to(self, viewer: &Viewer) -> Option<SignUp> {
        let own = self.sign_up.member.id == viewer.member();
        (own || leads(viewer, &self.community, self.captain)).then_some(self.sign_up)
    }
}

fn read_led(row: &mut Row<'_>) -> Outcome<Led> {
    Ok(Led { community: row.path()?, captain: row.maybe_id()?, sign_up: read(row)? })
}

fn read(row: &mut Row<'_>) -> Outcome<SignUp> {
    let (id, shift, member) = (row.id()?, row.id()?, row.person()?);
    let (starts, place, at): (_, _, DateTime<Utc>) = (row.read()?, row.read()?, row.read()?);
    let (seated, ended): (Option<DateTime<Utc>>, Option<DateTime<Utc>>) = (row.read()?, row.read()?);
    let (kind, position): (Option<String>, i64) = (row.read()?, row.read()?);
    let state = match (ended, kind.as_deref()) {
        (None, _) => match seated {
            Some(since) => SignUpState::Seated { moved_up: (since > at).then_some(since) },
            None => SignUpState::Waiting { position },
        },
        (Some(at), Some("withdrawn")) => SignUpState::Withdrawn { at },
        (Some(at), Some("called_off")) => SignUpState::CalledOff { at },
        _ => return Err(corrupt("end of a sign-up")),
    };
    let (checked_in, checked_out) = (read_mark(row)?, read_mark(row)?);
    let (granted, ends, called_off) = (row.read()?, row.read()?, row.read()?);
    let presence = checked_in.map(|checked_in| {
        let earned = |out: Mark| earned_minutes((starts, ends), called_off, (checked_in.at, out.at));
        Presence { checked_in, checked_out, earned: checked_out.map_or(0, earned), granted }
    });
    Ok(SignUp { id, shift, member, starts, place, at, state, presence })
}

fn read_mark(row: &mut Row<'_>) -> Outcome<Option<Mark>> {
    let (at, witness): (Option<DateTime<Utc>>, Option<Uuid>) = (row.read()?, row.read()?);
    let proof = if witness.is_some() { Proof::RollCall } else { Proof::Code };
    Ok(at.map(|at| Mark { at, proof }))
}
