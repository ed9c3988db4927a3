//! Founding, joining and leaving teams; organising activities; signing up.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::failure::{Invalid, Outcome};
use domain::ids::{ActivityId, ShiftId, SignUpId, TeamId};
use domain::text::{Line, Paragraphs};
use domain::together::Asking;
use domain::volunteering::activity::{ActivityText, For};
use domain::volunteering::organise::{ActivityPlan, organise};
use domain::volunteering::plan::ShiftPlan;
use domain::volunteering::{call_off, cancel, found, join, sign_up};

use super::activity::{Activity, ActivityAudience};
use super::sign_up::SignUp;
use super::team::Team;
use crate::graphql::answer::settle;
use crate::graphql::context::{once, ports, rushes, scope, viewer};
use crate::graphql::scalars::{DateTime, Uuid};
use crate::media::photo::photo_ids;
use crate::result;

/// A team to be founded.
#[derive(InputObject)]
pub struct FoundTeamInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// Its name: 1 to 30 characters.
    name: String,
}

/// A team to be joined.
#[derive(InputObject)]
pub struct JoinTeamInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The team.
    team_id: ID,
}

/// A team to be left.
#[derive(InputObject)]
pub struct LeaveTeamInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The team.
    team_id: ID,
}

result! {
    /// The team after the change, or why not.
    TeamResult(Team)
}

/// A shift of an activity to be organised. It cannot be changed later.
#[derive(InputObject)]
pub struct ShiftInput {
    /// When it starts: ahead, within 366 days.
    starts_at: DateTime,
    /// When it ends: 1 minute to 12 hours after the start.
    ends_at: DateTime,
    /// How many seats it has, 1 to 1,000.
    capacity: i32,
    /// From when one can sign up; at once by default.
    sign_up_from: Option<DateTime>,
    /// Until when one can sign up: ahead, and not after the end of the shift; its start by default.
    sign_up_until: Option<DateTime>,
    /// Until when a seat can be given back: not after the start of the shift; its start by default.
    cancel_until: Option<DateTime>,
}

impl ShiftInput {
    fn plan(&self, now: chrono::DateTime<chrono::Utc>) -> ShiftPlan {
        let starts = self.starts_at.0;
        ShiftPlan {
            starts,
            ends: self.ends_at.0,
            capacity: self.capacity,
            opens: self.sign_up_from.map_or(now, |from| from.0),
            closes: self.sign_up_until.map_or(starts, |until| until.0),
            cancel_until: self.cancel_until.map_or(starts, |until| until.0),
        }
    }
}

/// An activity to be organised.
#[derive(InputObject)]
pub struct CreateActivityInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// Of which community; your home community by default.
    community_id: Option<ID>,
    /// Who can sign up; `HELPERS` by default.
    #[graphql(default_with = "ActivityAudience::Helpers")]
    audience: ActivityAudience,
    /// For the audience `TEAM`, and only for it: which team of the community.
    team_id: Option<ID>,
    /// The activity in one line: 1 to 60 characters.
    title: String,
    /// The activity in full: 1 to 2,000 characters, line breaks allowed. Plain text.
    text: String,
    /// Where people meet: 1 to 100 characters.
    place: String,
    /// Photos of it, in their order: ids that `POST /media` gave you and that nothing shows yet, 9 at most; none by
    /// default. Each is checked by itself before others see it, unless staff
    /// who administer the community put it there.
    photo_ids: Option<Vec<ID>>,
    /// Its shifts: 1 to 20.
    shifts: Vec<ShiftInput>,
}

impl CreateActivityInput {
    fn audience(&self) -> Outcome<For> {
        match (self.audience, &self.team_id) {
            (ActivityAudience::Team, Some(id)) => Ok(For::Team(TeamId::parse("teamId", id)?)),
            (ActivityAudience::Team, None) => Err(Invalid::new("teamId", ("须选择服务队", "is needed")).into()),
            (_, Some(_)) => Err(Invalid::new("teamId", ("仅用于服务队活动", "is for the audience TEAM only")).into()),
            (ActivityAudience::Helpers, None) => Ok(For::Helpers),
            (ActivityAudience::PartyMembers, None) => Ok(For::PartyMembers),
        }
    }
}

/// An activity to be called off.
#[derive(InputObject)]
pub struct CancelActivityInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The activity.
    activity_id: ID,
    /// What those who signed up are told: 1 to 200 characters.
    reason: String,
}

result! {
    /// The activity after the change, or why not.
    ActivityResult(Activity)
}

/// A shift to sign up for.
#[derive(InputObject)]
pub struct SignUpInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The shift.
    shift_id: ID,
}

/// A sign-up to be cancelled.
#[derive(InputObject)]
pub struct CancelSignUpInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The sign-up.
    sign_up_id: ID,
}

result! {
    /// The sign-up after the change, or why not.
    SignUpResult(SignUp)
}

/// Mutations of teams and activities.
#[derive(Default)]
pub struct VolunteeringMutation;

#[Object]
impl VolunteeringMutation {
    /// Founds a team in your home community, with you as its captain. Its name is checked first: what is risky is
    /// refused with `TEXT_RISKY`, what cannot be checked is held until staff look. For volunteers and confirmed party
    /// members.
    async fn found_team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The team.")] input: FoundTeamInput,
    ) -> Result<TeamResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            found::found(ports(ctx), by, Line::parse("name", &input.name)?, &request).await.map(Team)
        })
        .await
    }

    /// Joins a team of your home community. For volunteers and confirmed party members.
    async fn join_team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The team.")] input: JoinTeamInput,
    ) -> Result<TeamResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let team = TeamId::parse("teamId", &input.team_id)?;
            join::join(ports(ctx), by, team, &request).await.map(Team)
        })
        .await
    }

    /// Leaves a team that you are in, and with it your seats and places in line in activities for that team. Its
    /// captain can leave when nobody else is in it, which closes it.
    async fn leave_team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The team.")] input: LeaveTeamInput,
    ) -> Result<TeamResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let team = TeamId::parse("teamId", &input.team_id)?;
            join::leave(ports(ctx), by, team, &request).await.map(Team)
        })
        .await
    }

    /// Organises an activity with all its shifts, or not at all. For staff who administer the community, and for the
    /// captain of a team, for that team; what the captain writes is checked as a team's name is.
    async fn create_activity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The activity.")] input: CreateActivityInput,
    ) -> Result<ActivityResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let scope = scope(ctx, input.community_id.as_ref().map(|id| id.as_str())).await?;
            let now = ports(ctx).now();
            let content = ActivityText {
                title: Line::parse("title", &input.title)?,
                text: Paragraphs::parse("text", &input.text)?,
                place: Line::parse("place", &input.place)?,
            };
            let shifts = input.shifts.iter().map(|shift| shift.plan(now)).collect();
            let photos = photo_ids(input.photo_ids.as_deref())?;
            let plan = ActivityPlan { content, audience: input.audience()?, shifts, photos };
            organise(ports(ctx), by, &scope, plan, &request).await.map(Activity)
        })
        .await
    }

    /// Calls an activity off: its shifts that are not over take no more sign-ups, and all their sign-ups end. Those who
    /// are checked in can still check out. For the captain of the team that it is for, and staff who administer the
    /// community. The reason is checked likewise; while it is held, it is not shown until staff look.
    async fn cancel_activity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The activity and the reason.")] input: CancelActivityInput,
    ) -> Result<ActivityResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let activity = ActivityId::parse("activityId", &input.activity_id)?;
            let reason = Line::parse("reason", &input.reason)?;
            call_off::call_off(ports(ctx), by, activity, &reason, &request).await.map(Activity)
        })
        .await
    }

    /// Signs you up for a shift of your home community: with a seat while there are any, else at the end of the waiting
    /// list. For those of its audience, while sign-up is open; never for two shifts that overlap.
    async fn sign_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shift.")] input: SignUpInput,
    ) -> Result<SignUpResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let shift = ShiftId::parse("shiftId", &input.shift_id)?;
            let (asking, (rushes, until)) = (Asking { by: by.clone(), request, wants: () }, rushes(ctx));
            let decide = async |all: Vec<_>| sign_up::sign_up(ports(ctx), shift, &all).await;
            rushes.sign_ups.join(shift.uuid(), asking, until, decide).await.map(SignUp)
        })
        .await
    }

    /// Gives your seat back, until the cut-off, or your place in the waiting list, until the start of the shift; until
    /// then also a seat that you got from the waiting list after the cut-off. The next in line has the seat at once.
    async fn cancel_sign_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The sign-up.")] input: CancelSignUpInput,
    ) -> Result<SignUpResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let sign_up = SignUpId::parse("signUpId", &input.sign_up_id)?;
            cancel::cancel(ports(ctx), by, sign_up, &request).await.map(SignUp)
        })
        .await
    }
}
