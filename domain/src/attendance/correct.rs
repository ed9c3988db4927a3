//! Correcting granted time: a wrong entry is voided and entered again. A large correction waits for a second person.

use crate::access::Viewer;
use crate::attendance::grant::{self, grant};
use crate::attendance::hours::{DAY_AT_MOST, Hours, How, NewHours};
use crate::attendance::read::find;
use crate::failure::{Invalid, Outcome, Reason};
use crate::ids::{HoursId, MemberId, ProposalId};
use crate::once::once;
use crate::points::rule::Points;
use crate::ports::Ports;
use crate::proposals::plan::{Effect, Plan};
use crate::proposals::read;
use crate::request::Request;
use crate::store::Tx;
use crate::text::Line;

/// Voids an entry, and says why. For staff who administer the community that it was served in; never about oneself.
pub async fn void(
    ports: &Ports,
    by: &Viewer,
    hours: HoursId,
    reason: Line<200>,
    request: &Request,
) -> Outcome<Effect<Hours>> {
    let voided =
        once(ports, request, async { voiding(ports, by, hours, reason).await?.settle(ports, by, request).await })
            .await?;
    effect(ports, by, voided).await
}

/// The voiding of an entry, as far as it can be checked beforehand.
pub async fn voiding(ports: &Ports, by: &Viewer, hours: HoursId, reason: Line<200>) -> Outcome<Plan> {
    let hours = find(ports, by, "hoursId", hours).await?;
    hours.must_be_correctable(by)?;
    if hours.voided.is_some() {
        return Err(Reason::HoursAlreadyVoided.at("hoursId").into());
    }
    Ok(Plan::VoidHours(Box::new(hours), reason))
}

/// Voids an entry, and says how many points were taken back.
pub(crate) async fn void_in(
    ports: &Ports,
    tx: &mut dyn Tx,
    hours: &Hours,
    by: MemberId,
    reason: &Line<200>,
) -> Outcome<Points> {
    let taken_back = grant::void(ports, tx, hours, by, reason.as_str()).await?;
    taken_back.ok_or_else(|| Reason::HoursAlreadyVoided.at("hoursId").into())
}

/// Enters a voided entry again, once, with other minutes: no more than were planned, and than the day has room for. For
/// staff who administer the community that it was served in; never about oneself.
pub async fn enter(
    ports: &Ports,
    by: &Viewer,
    replaces: HoursId,
    minutes: i32,
    reason: Line<200>,
    request: &Request,
) -> Outcome<Effect<Hours>> {
    let entered = once(ports, request, async {
        entering(ports, by, replaces, minutes, reason).await?.settle(ports, by, request).await
    })
    .await?;
    effect(ports, by, entered).await
}

/// The new entry of time, as far as it can be checked beforehand.
pub async fn entering(ports: &Ports, by: &Viewer, replaces: HoursId, minutes: i32, reason: Line<200>) -> Outcome<Plan> {
    let old = find(ports, by, "replacesId", replaces).await?;
    old.must_be_correctable(by)?;
    if !(1..=DAY_AT_MOST).contains(&minutes) {
        let fault = (format!("须在1到{DAY_AT_MOST}之间"), format!("must be from 1 to {DAY_AT_MOST}"));
        return Err(Invalid::new("minutes", fault).into());
    }
    if old.voided.is_none() {
        return Err(Reason::HoursNotVoided.at("replacesId").into());
    }
    if minutes > old.planned {
        return Err(Reason::HoursOverPlan.at("minutes").into());
    }
    let now = ports.now();
    Ok(Plan::EnterHours(NewHours {
        id: ports.id(now),
        community: old.community.id,
        member: old.member.id,
        shift: old.shift,
        day: old.day,
        minutes,
        granted: now,
        confirmer: by.member(),
        how: How::ReEntered,
        replaces: Some(old.id),
        reason: Some(reason.as_str().to_owned()),
    }))
}

/// Enters time again, all of it or nothing, and says how many points it earned.
pub(crate) async fn enter_in(ports: &Ports, tx: &mut dyn Tx, new: NewHours) -> Outcome<Points> {
    let minutes = new.minutes;
    let granted = grant(ports, tx, new).await?;
    if granted.minutes < minutes { Err(Reason::DayLimitReached.at("minutes").into()) } else { Ok(granted.points) }
}

/// The entry, or the proposal, that a request made.
async fn effect(ports: &Ports, by: &Viewer, made: HoursId) -> Outcome<Effect<Hours>> {
    match ports.store.hours(by, &[made]).await?.pop() {
        Some(hours) => Ok(Effect::Done(hours)),
        None => {
            let proposal = read::find(ports, by, "requestId", ProposalId::from_uuid(made.uuid())).await?;
            Ok(Effect::Waits(Box::new(proposal)))
        }
    }
}
