//! Checking out (签退): what grants time.

use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::attendance::check_in::must_show;
use crate::attendance::grant::grant;
use crate::attendance::hours::{How, NewHours};
use crate::attendance::presence::earned_minutes;
use crate::attendance::repo::Witness;
use crate::attendance::scan::Scan;
use crate::attendance::{CHECK_OUT, ROLL_CALL};
use crate::calendar::day_of;
use crate::failure::{Outcome, Reason};
use crate::ids::{MemberId, ShiftId, SignUpId};
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::volunteering::read::{find_shift, find_sign_up};
use crate::volunteering::shift::{Shift, SignUp};

/// Checks the viewer out by the code on the organiser's screen, as of when they scanned it, and grants the time. For
/// those who were checked in then.
pub async fn check_out(ports: &Ports, by: &Viewer, shift: ShiftId, scan: &Scan, request: &Request) -> Outcome<SignUp> {
    let made = once(ports, request, async {
        let shift = find_shift(ports, by, "shiftId", shift).await?;
        let at = scan.moment(ports.now())?;
        let seat = must_depart(ports, by, by.member(), &shift, at).await?;
        must_show(by, &shift, scan, at)?;
        depart(ports, by, &seat, &shift, None, at, request).await
    })
    .await?;
    find_sign_up(ports, by, "requestId", made).await
}

/// Decides a check-out: of a member who is checked in, once, until a day after the end of the shift.
pub(super) async fn must_depart(
    ports: &Ports,
    by: &Viewer,
    member: MemberId,
    shift: &Shift,
    at: DateTime<Utc>,
) -> Outcome<SignUp> {
    let seat = ports.store.sign_up_of(by, member, shift.id).await?.ok_or(Reason::NoSeat.at("shiftId"))?;
    let presence = seat.presence.as_ref().ok_or(Reason::NotCheckedIn.at("shiftId"))?;
    presence.must_end(&shift.plan, at)?;
    Ok(seat)
}

/// Writes a check-out down and grants what it earned, in one; `witness` called the roll, if it was not the code.
pub(super) async fn depart(
    ports: &Ports,
    by: &Viewer,
    seat: &SignUp,
    shift: &Shift,
    witness: Witness,
    at: DateTime<Utc>,
    request: &Request,
) -> Outcome<SignUpId> {
    let now = ports.now();
    let presence = seat.presence.as_ref().ok_or(Reason::NotCheckedIn.at("shiftId"))?;
    let mut tx = begin(ports, request, seat.id).await?;
    tx.hold_member(seat.member.id).await?;
    let Some(called_off) = tx.check_out(seat.shift, seat.member.id, witness, at).await? else {
        return Err(Reason::AlreadyCheckedOut.at("shiftId").into());
    };
    let (planned, there) = ((shift.plan.starts, shift.plan.ends), (presence.checked_in.at, at));
    let earned = NewHours {
        id: ports.id(now),
        community: shift.activity.community.id,
        member: seat.member.id,
        shift: shift.id,
        day: day_of(shift.plan.starts),
        minutes: earned_minutes(planned, called_off, there),
        granted: now,
        confirmer: witness.unwrap_or(shift.activity.organiser.id),
        how: if witness.is_some() { How::RollCall } else { How::Code },
        replaces: None,
        reason: None,
    };
    grant(ports, &mut *tx, earned).await?;
    let act = if witness.is_some() { ROLL_CALL } else { CHECK_OUT };
    ports.commit(tx, by.did(act, shift.activity.community.id, seat.id)).await?;
    Ok(seat.id)
}
