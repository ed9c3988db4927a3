//! Signing up for a shift: a seat while there are any, else a place in the waiting list.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::ids::ShiftId;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::volunteering::SIGN_UP;
use crate::volunteering::read::{find_shift, find_sign_up};
use crate::volunteering::repo::{Clash, NewSignUp};
use crate::volunteering::shift::{Shift, SignUp};

/// Signs the viewer up for a shift. For those of its audience, while sign-up is open; not for two shifts at a time.
///
/// What was read first can only refuse. Then the member's own row is held, so that his sign-ups take turns; the row of
/// the shift, which everybody wants, comes last: one conditional statement gives a seat or a place, one more writes it
/// down, and the commit lets the next one in.
pub async fn sign_up(ports: &Ports, by: &Viewer, shift: ShiftId, request: &Request) -> Outcome<SignUp> {
    let made = once(ports, request, async {
        let shift = find_shift(ports, by, "shiftId", shift).await?;
        let now = ports.now();
        shift.must_take(by, now)?;
        must_be_free(ports, by, &shift).await?;
        let new =
            NewSignUp { id: ports.id(now), shift: shift.id, member: by.member(), plan: shift.plan.clone(), at: now };
        let mut tx = begin(ports, request, new.id).await?;
        tx.hold_member(by.member()).await?;
        let Some(place) = tx.take_place(shift.id, now).await? else {
            return Err(Reason::SignUpClosed.at("shiftId").into());
        };
        if !tx.add_sign_up(&new, place).await? {
            // Looked up when the transaction is over, because a reader needs a connection of its own.
            drop(tx);
            must_be_free(ports, by, &shift).await?;
            return Err(Reason::ShiftsOverlap.at("shiftId").into());
        }
        ports.commit(tx, by.did(SIGN_UP, shift.activity.community.id, new.id)).await?;
        Ok(new.id)
    })
    .await?;
    find_sign_up(ports, by, "requestId", made).await
}

/// Nobody signs up twice for a shift, nor for two that overlap; waiting counts, too.
async fn must_be_free(ports: &Ports, by: &Viewer, shift: &Shift) -> Outcome<()> {
    match ports.store.clash(by, shift).await? {
        None => Ok(()),
        Some(Clash::Same) => Err(Reason::AlreadySignedUp.at("shiftId").into()),
        Some(Clash::Overlap) => Err(Reason::ShiftsOverlap.at("shiftId").into()),
    }
}
