//! Cancelling a sign-up: what becomes free goes to the next in line at once.

use crate::access::Viewer;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::SignUpId;
use crate::inbox::news::News;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::volunteering::CANCEL_SIGN_UP;
use crate::volunteering::read::{find_shift, find_sign_up};
use crate::volunteering::repo::Leave;
use crate::volunteering::shift::SignUp;
use crate::volunteering::told::tell;

/// Gives the viewer's seat back, until the cut-off, or their place in the waiting list, until the start. A member who
/// moved up after the cut-off may leave until the start, too.
///
/// The shift's row is held first, so that all who sign up for it or cancel take turns; then the sign-up ends, if it
/// still can, and the next in line has the seat in the same transaction.
pub async fn cancel(ports: &Ports, by: &Viewer, sign_up: SignUpId, request: &Request) -> Outcome<SignUp> {
    let cancelled = once(ports, request, async {
        let sign_up = find_sign_up(ports, by, "signUpId", sign_up).await?;
        if sign_up.member.id != by.member() {
            return Err(Failure::Forbidden);
        }
        let shift = find_shift(ports, by, "signUpId", sign_up.shift).await?;
        let plan = &shift.plan;
        let now = ports.now();
        sign_up.must_be_cancellable(plan, now)?;
        let mut tx = begin(ports, request, sign_up.id).await?;
        let leave = if now < plan.cancel_until { Leave::Any } else { Leave::MovedUpLate };
        let Some(moved_up) = tx.withdraw_sign_up(sign_up.shift, sign_up.id, leave, now).await? else {
            drop(tx);
            find_sign_up(ports, by, "signUpId", sign_up.id).await?.must_be_cancellable(plan, now)?;
            return Err(Reason::SignUpEnded.at("signUpId").into());
        };
        tell(ports, &mut *tx, News::SeatFreed, &moved_up).await?;
        ports.commit(tx, by.did(CANCEL_SIGN_UP, shift.activity.community.id, sign_up.id)).await?;
        Ok(sign_up.id)
    })
    .await?;
    find_sign_up(ports, by, "signUpId", cancelled).await
}
