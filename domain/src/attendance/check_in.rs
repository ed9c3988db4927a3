//! Checking in (签到).

use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::attendance::presence::CHECK_IN_BEFORE;
use crate::attendance::repo::Witness;
use crate::attendance::scan::Scan;
use crate::attendance::{CHECK_IN, ROLL_CALL};
use crate::failure::{Outcome, Reason};
use crate::ids::{MemberId, ShiftId, SignUpId};
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::volunteering::read::{find_shift, find_sign_up};
use crate::volunteering::shift::{Shift, SignUp, SignUpState};

/// Checks the viewer in by the code on the organiser's screen, from when they scanned it. For those who have a seat.
pub async fn check_in(ports: &Ports, by: &Viewer, shift: ShiftId, scan: &Scan, request: &Request) -> Outcome<SignUp> {
    let made = once(ports, request, async {
        let shift = find_shift(ports, by, "shiftId", shift).await?;
        let at = scan.moment(ports.now())?;
        let seat = must_arrive(ports, by, by.member(), &shift, at).await?;
        must_show(by, &shift, scan, at)?;
        arrive(ports, by, seat, &shift, None, at, request).await
    })
    .await?;
    find_sign_up(ports, by, "requestId", made).await
}

/// Checks what a member scanned against the code of that time. Anyone who can see the code must be vouched for by somebody else, in a
/// roll-call.
pub(super) fn must_show(by: &Viewer, shift: &Shift, scan: &Scan, at: DateTime<Utc>) -> Outcome<()> {
    if shift.activity.organiser.id == by.member() || shift.activity.must_lead(&by.with_all_roles()).is_ok() {
        return Err(Reason::OwnCode.at("shiftId").into());
    }
    scan.must_show(&shift.secret, at)
}

/// Decides a check-in: of a member who has a seat, once, from an hour before the shift until its end.
pub(super) async fn must_arrive(
    ports: &Ports,
    by: &Viewer,
    member: MemberId,
    shift: &Shift,
    at: DateTime<Utc>,
) -> Outcome<SignUpId> {
    let seat = ports.store.sign_up_of(by, member, shift.id).await?.ok_or(Reason::NoSeat.at("shiftId"))?;
    if seat.presence.is_some() {
        return Err(Reason::AlreadyCheckedIn.at("shiftId").into());
    }
    if !matches!(seat.state, SignUpState::Seated { .. }) {
        return Err(Reason::NoSeat.at("shiftId").into());
    }
    if at < shift.plan.starts - CHECK_IN_BEFORE || at >= shift.plan.ends {
        return Err(Reason::CheckInClosed.at("shiftId").into());
    }
    Ok(seat.id)
}

/// Writes a check-in down; `witness` called the roll, if it was not the code.
pub(super) async fn arrive(
    ports: &Ports,
    by: &Viewer,
    seat: SignUpId,
    shift: &Shift,
    witness: Witness,
    at: DateTime<Utc>,
    request: &Request,
) -> Outcome<SignUpId> {
    let mut tx = begin(ports, request, seat).await?;
    if !tx.check_in(seat, witness, at).await? {
        drop(tx);
        let member = find_sign_up(ports, by, "shiftId", seat).await?.member.id;
        must_arrive(ports, by, member, shift, at).await?;
        return Err(Reason::AlreadyCheckedIn.at("shiftId").into());
    }
    let act = if witness.is_some() { ROLL_CALL } else { CHECK_IN };
    ports.commit(tx, by.did(act, shift.activity.community.id, seat)).await?;
    Ok(seat)
}
