//! Checking out (签退): what grants time.

use crate::access::Viewer;
use crate::attendance::check_in::must_show;
use crate::attendance::code::Digits;
use crate::attendance::grant::grant;
use crate::attendance::hours::{How, NewHours};
use crate::attendance::presence::earned_minutes;
use crate::attendance::repo::Witness;
use crate::attendance::{CHECK_OUT, ROLL_CALL};
use crate::calendar::day_of;
use crate::failure::{Outcome, Reason};
use crate::ids::{MemberId, ShiftId, SignUpId};
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::volunteering::read::{find_shift, find_sign_up};
use crate::volunteering::shift::{Shift, SignUp};

/// Checks the viewer out by the code on the organiser's screen, and grants the time. For those who are checked in.
pub async fn check_out(
    ports: &Ports,
    by: &Viewer,
    shift: ShiftId,
    digits: &Digits,
    request: &Request,
) -> Outcome<SignUp> {
    let made = once(ports, request, async {
        let shift = find_shift(ports, by, "shiftId", shift).await?;
        let seat = must_depart(ports, by, by.member(), &shift).await?;
        must_show(ports, by, &shift, digits)?;
        depart(ports, by, &seat, &shift, None, request).await
    })
    .await?;
    find_sign_up(ports, by, "requestId", made).await
}

/// Decides a check-out: of a member who is checked in, once, until a day after the end of the shift.
pub(super) async fn must_depart(ports: &Ports, by: &Viewer, member: MemberId, shift: &Shift) -> Outcome<SignUp> {
    let seat = ports.store.sign_up_of(by, member, shift.id).await?.ok_or(Reason::NoSeat.at("shiftId"))?;
    let presence = seat.presence.as_ref().ok_or(Reason::NotCheckedIn.at("shiftId"))?;
    presence.must_end(&shift.plan, ports.now())?;
    Ok(seat)
}

/// Writes a check-out down and grants what it earned, in one; `witness` called the roll, if it was not the code.
pub(super) async fn depart(
    ports: &Ports,
    by: &Viewer,
    seat: &SignUp,
    shift: &Shift,
    witness: Witness,
    request: &Request,
) -> Outcome<SignUpId> {
    let now = ports.now();
    let presence = seat.presence.as_ref().ok_or(Reason::NotCheckedIn.at("shiftId"))?;
    let mut tx = begin(ports, request, seat.id).await?;
    tx.hold_member(seat.member.id).await?;
    let Some(called_off) = tx.check_out(seat.shift, seat.member.id, witness, now).await? else {
        return Err(Reason::AlreadyCheckedOut.at("shiftId").into());
    };
    let (planned, there) = ((shift.plan.starts, shift.plan.ends), (presence.checked_in.at, now));
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
