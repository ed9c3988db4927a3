//! The roll-call (点名): a person who leads an activity says who is there.

use crate::access::Viewer;
use crate::attendance::check_in::{arrive, must_arrive};
use crate::attendance::check_out::{depart, must_depart};
use crate::failure::{Failure, Outcome};
use crate::ids::{MemberId, ShiftId};
use crate::once::once;
use crate::ports::Ports;
use crate::request::Request;
use crate::volunteering::read::{find_shift, find_sign_up};
use crate::volunteering::shift::SignUp;

/// What is said of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// They are here now: check-in.
    In,
    /// They leave now: check-out.
    Out,
}

/// Checks somebody in or out. For those who lead the activity; never about oneself.
pub async fn roll_call(
    ports: &Ports,
    by: &Viewer,
    shift: ShiftId,
    member: MemberId,
    said: Said,
    request: &Request,
) -> Outcome<SignUp> {
    let made = once(ports, request, async {
        let shift = find_shift(ports, by, "shiftId", shift).await?;
        shift.activity.must_lead(by)?;
        if member == by.member() {
            return Err(Failure::Forbidden);
        }
        let (witness, now) = (Some(by.member()), ports.now());
        match said {
            Said::In => {
                let seat = must_arrive(ports, by, member, &shift, now).await?;
                arrive(ports, by, seat, &shift, witness, now, request).await
            }
            Said::Out => {
                let seat = must_depart(ports, by, member, &shift, now).await?;
                depart(ports, by, &seat, &shift, witness, now, request).await
            }
        }
    })
    .await?;
    find_sign_up(ports, by, "requestId", made).await
}
