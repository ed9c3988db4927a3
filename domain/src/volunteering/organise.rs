//! Organising an activity, and looking at one.

use chrono::{DateTime, Utc};

use crate::access::{Scope, Viewer};
use crate::attendance::code::CodeSecret;
use crate::failure::{Failure, Invalid, Outcome};
use crate::ids::PhotoId;
use crate::media::attach::attach;
use crate::media::photo::{ShownBy, must_fit};
use crate::moderation::case::{NewCase, Target};
use crate::moderation::check::check_of_member;
use crate::moderation::hold::hold;
use crate::moderation::text_state::TextState;
use crate::moderation::verdict::Scene;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::volunteering::CREATE_ACTIVITY;
use crate::volunteering::activity::{Activity, ActivityAudience, ActivityText, For};
use crate::volunteering::plan::ShiftPlan;
use crate::volunteering::read::{self, find_activity};
use crate::volunteering::repo::NewActivity;
use crate::volunteering::shift::NewShift;

/// An activity has this many shifts at most.
pub const SHIFTS_AT_MOST: usize = 20;

/// An activity to be organised.
#[derive(Debug)]
pub struct ActivityPlan {
    /// What is written.
    pub content: ActivityText,
    /// For whom it is.
    pub audience: For,
    /// Its shifts.
    pub shifts: Vec<ShiftPlan>,
    /// Photos of it.
    pub photos: Vec<PhotoId>,
}

/// Organises an activity with all its shifts, in a community that the viewer administers, or for the team that they
/// lead.
pub async fn organise(
    ports: &Ports,
    by: &Viewer,
    scope: &Scope,
    plan: ActivityPlan,
    request: &Request,
) -> Outcome<Activity> {
    let ActivityPlan { content, audience, shifts, photos } = plan;
    let made = once(ports, request, async {
        let decided_by = match audience {
            For::Helpers => ActivityAudience::Helpers,
            For::PartyMembers => ActivityAudience::PartyMembers,
            For::Team(id) => {
                let team = read::find_team(ports, by, "teamId", id).await?;
                if team.community.id != scope.community() || team.closed.is_some() {
                    return Err(Failure::NotFound("teamId"));
                }
                ActivityAudience::Team(team)
            }
        };
        Activity::must_be_organised_by(by, scope.path(), &decided_by)?;
        let now = ports.now();
        let (first_start, last_end) = span(&shifts, now)?;
        let id = ports.id(now);
        must_fit(&photos, ShownBy::Activity(id))?;
        let ActivityText { title, text, place } = &content;
        let written = [("title", title.as_str()), ("text", text.as_str()), ("place", place.as_str())];
        let check = check_of_member(ports, by, scope.path(), Scene::Forum, &written).await?;
        let new = NewActivity {
            id,
            community: scope.community(),
            organiser: by.member(),
            content,
            text_state: TextState::after(check),
            audience,
            first_start,
            last_end,
            created: now,
        };
        let shifts: Vec<_> = shifts
            .into_iter()
            .map(|plan| NewShift { id: ports.id(now), plan, secret: CodeSecret(ports.chance.bytes()) })
            .collect();
        let (community, target) = (new.community, Target::Activity(new.id));
        let case = NewCase { id: ports.id(now), community, target, author: by.member(), check, at: now };
        let mut tx = begin(ports, request, new.id).await?;
        tx.add_activity(&new, &shifts).await?;
        hold(&mut *tx, &case).await?;
        attach(ports, &mut *tx, by, &photos, ShownBy::Activity(id), (community, scope.path())).await?;
        ports.commit(tx, by.did(CREATE_ACTIVITY, community, new.id)).await?;
        Ok(new.id)
    })
    .await?;
    find_activity(ports, by, "requestId", made).await
}

/// Checks the shifts, and gives the time from the first start to the last end.
fn span(shifts: &[ShiftPlan], now: DateTime<Utc>) -> Outcome<(DateTime<Utc>, DateTime<Utc>)> {
    if shifts.len() > SHIFTS_AT_MOST {
        let fault = (format!("不能超过{SHIFTS_AT_MOST}个班次"), format!("has more than {SHIFTS_AT_MOST} shifts"));
        return Err(Invalid::new("shifts", fault).into());
    }
    shifts.iter().try_for_each(|plan| plan.check(now))?;
    let first_start = shifts.iter().map(|plan| plan.starts).min();
    let last_end = shifts.iter().map(|plan| plan.ends).max();
    match (first_start, last_end) {
        (Some(first), Some(last)) => Ok((first, last)),
        _ => Err(Invalid::new("shifts", ("至少填写一个班次", "must have at least one shift")).into()),
    }
}
