//! Checking in and out, the roll-call, corrections, and the rules of stars.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, Union};
use domain::attendance::scan::Scan;
use domain::attendance::star::StarRule as Rule;
use domain::attendance::{check_in, check_out, correct, hours, roll_call, set_star_rule};
use domain::ids::{AreaId, HoursId, MemberId, ShiftId};
use domain::proposals::plan::Effect;
use domain::text::Line;

use super::hours::Hours;
use super::star::{StarRule, StarWindow};
use crate::graphql::answer::settle;
use crate::graphql::context::{once, ports, viewer};
use crate::graphql::refusal::Refusal;
use crate::graphql::scalars::{DateTime, Uuid};
use crate::proposals::proposal::Proposal;
use crate::result;
use crate::volunteering::mutation::SignUpResult;
use crate::volunteering::sign_up::SignUp;

/// A shift to check in at.
#[derive(InputObject)]
pub struct CheckInInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The shift.
    shift_id: ID,
    /// The six digits, or the text of the QR code.
    code: String,
    /// When the phone read it, if it had no network then: at most 24 hours ago. The code is checked for that time, and
    /// the attendance begins then. Leave it out for a scan of now.
    scanned_at: Option<DateTime>,
}

/// A shift to check out of.
#[derive(InputObject)]
pub struct CheckOutInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The shift.
    shift_id: ID,
    /// The six digits, or the text of the QR code.
    code: String,
    /// When the phone read it, if it had no network then: at most 24 hours ago. The code is checked for that time, and
    /// the attendance ends then. Leave it out for a scan of now.
    scanned_at: Option<DateTime>,
}

/// What is said of a member in a roll-call.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "roll_call::Said")]
pub enum RollCallMark {
    /// The member is here now: check-in.
    In,
    /// The member goes now: check-out.
    Out,
}

/// What is said of one member in a roll-call.
#[derive(InputObject)]
pub struct RollCallInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The shift.
    shift_id: ID,
    /// The member.
    member_id: ID,
    /// Whether the member comes or goes.
    present: RollCallMark,
}

/// An entry to be voided.
#[derive(InputObject)]
pub struct VoidHoursInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The entry.
    hours_id: ID,
    /// Why: 1 to 200 characters. The member sees it.
    reason: String,
}

/// A voided entry to be entered again.
#[derive(InputObject)]
pub struct EnterHoursInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The voided entry.
    replaces_id: ID,
    /// How many minutes, 1 to 480: no more than the shift took, as planned or until it was called off, and no more than
    /// is left of the day's 480 minutes.
    minutes: i32,
    /// Why: 1 to 200 characters. The member sees it.
    reason: String,
}

/// The entry after the change, or the proposal of a large one, or why not.
#[derive(Union)]
pub enum HoursResult {
    /// The entry after the change.
    Hours(Hours),
    /// A large change waits for a second person.
    Proposal(Proposal),
    /// Why not.
    Refusal(Refusal),
}

impl From<Effect<hours::Hours>> for HoursResult {
    fn from(effect: Effect<hours::Hours>) -> Self {
        match effect {
            Effect::Done(hours) => Self::Hours(Hours(hours)),
            Effect::Waits(proposal) => Self::Proposal(Proposal(*proposal)),
        }
    }
}

/// A rule of stars to be set.
#[derive(InputObject)]
pub struct SetStarRuleInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The area, a community or one above. It counts there and in all areas within that have no rule of their own.
    area_id: ID,
    /// The hours for one star to five: rising, 1 to 100,000.
    hours: Vec<i32>,
    /// Which time counts.
    window: StarWindow,
}

result! {
    /// The rule now in force in the area, or why not.
    StarRuleResult(StarRule)
}

/// Mutations of attendance and granted time.
#[derive(Default)]
pub struct AttendanceMutation;

#[Object]
impl AttendanceMutation {
    /// Checks you in by the code on the organiser's screen. For those who have a seat, once, from 60 minutes before the
    /// start of the shift until its end. Anyone who can see the code must be checked in by somebody else's roll-call. A
    /// scan that was made without network can be handed in with its time, also after the shift.
    async fn check_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shift and the code.")] input: CheckInInput,
    ) -> Result<SignUpResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let shift = ShiftId::parse("shiftId", &input.shift_id)?;
            let scan = Scan::parse(&input.code, input.scanned_at.map(|at| at.0))?;
            check_in::check_in(ports(ctx), by, shift, &scan, &request).await.map(SignUp)
        })
        .await
    }

    /// Checks you out by the code on the organiser's screen, and grants the time: the whole minutes since check-in that
    /// lie within the shift, and before it was called off, up to what is left of the day's 480 minutes (UTC+8); see
    /// `attendance.worth`. For those who are checked in, once, until 24 hours after the end of the shift. Anyone who
    /// can see the code must be checked out by somebody else's roll-call. A scan that was made without network can be
    /// handed in with its time, after that of the check-in.
    async fn check_out(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shift and the code.")] input: CheckOutInput,
    ) -> Result<SignUpResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let shift = ShiftId::parse("shiftId", &input.shift_id)?;
            let scan = Scan::parse(&input.code, input.scanned_at.map(|at| at.0))?;
            check_out::check_out(ports(ctx), by, shift, &scan, &request).await.map(SignUp)
        })
        .await
    }

    /// Checks a member in or out without the code, within the same times and with the same effect. For
    /// the captain of the team that the activity is for, and staff who administer the community; never about yourself.
    async fn roll_call(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The member who comes or goes.")] input: RollCallInput,
    ) -> Result<SignUpResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let shift = ShiftId::parse("shiftId", &input.shift_id)?;
            let member = MemberId::parse("memberId", &input.member_id)?;
            roll_call::roll_call(ports(ctx), by, shift, member, input.present.into(), &request).await.map(SignUp)
        })
        .await
    }

    /// Voids an entry of granted time, which stays in the records with the reason. For staff who administer the
    /// community that it was served in; never about yourself. From 240 minutes or 100 points on, this waits for a
    /// second person.
    async fn void_hours(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The entry and the reason.")] input: VoidHoursInput,
    ) -> Result<HoursResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let hours = HoursId::parse("hoursId", &input.hours_id)?;
            let reason = Line::parse("reason", &input.reason)?;
            correct::void(ports(ctx), by, hours, reason, &request).await.map(HoursResult::from)
        })
        .await
    }

    /// Enters a voided entry of granted time again, once. It earns points, less those that the member kept from the
    /// voided entry because they had already spent them. For staff who administer the community that it was served in;
    /// never about yourself. From 240 minutes or 100 points on, this waits for a second person.
    async fn enter_hours(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The voided entry, the minutes and the reason.")] input: EnterHoursInput,
    ) -> Result<HoursResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let replaces = HoursId::parse("replacesId", &input.replaces_id)?;
            let reason = Line::parse("reason", &input.reason)?;
            let entered = correct::enter(ports(ctx), by, replaces, input.minutes, reason, &request).await?;
            Ok(HoursResult::from(entered))
        })
        .await
    }

    /// Sets how many hours each star takes in an area and all within that have no rule of their own. For staff who
    /// administer the area.
    async fn set_star_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rule.")] input: SetStarRuleInput,
    ) -> Result<StarRuleResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let area = AreaId::parse("areaId", &input.area_id)?;
            let hours = Rule::parse_hours("hours", &input.hours)?;
            set_star_rule::set_rule(ports(ctx), by, area, hours, input.window.into(), &request)
                .await
                .map(StarRule::from)
        })
        .await
    }
}
