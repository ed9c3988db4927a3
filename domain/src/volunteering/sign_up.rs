//! Signing up for a shift: a seat while there are any, else a place in the waiting list.

use async_trait::async_trait;

use crate::access::Viewer;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::{ShiftId, SignUpId, SignUpKind};
use crate::ports::Ports;
use crate::store::Tx;
use crate::together::{Asking, Attempt, Looked, Rush, decide};
use crate::volunteering::SIGN_UP;
use crate::volunteering::repo::{Clash, NewSignUp};
use crate::volunteering::shift::{Shift, SignUp};

/// Signs all of these up for a shift, in the order in which they came. For those of its audience, while sign-up is open;
/// not for two shifts at a time.
///
/// What was read first can only refuse. Then the members' own rows are held, so that the sign-ups of each take turns; the
/// row of the shift, which everybody wants, comes last: one conditional statement gives seats and places to all, one
/// more writes them down, and the commit lets the next ones in.
pub async fn sign_up(ports: &Ports, shift: ShiftId, all: &[Asking]) -> Vec<Outcome<SignUp>> {
    decide(ports, &SignUps(shift), all).await
}

/// Signing up for this shift.
struct SignUps(ShiftId);

#[async_trait]
impl Rush for SignUps {
    type Wants = ();
    type Made = SignUpKind;
    type New = NewSignUp;
    type Answer = SignUp;

    async fn look(&self, ports: &Ports, asking: &[&Asking]) -> Outcome<Vec<Looked<Self>>> {
        let now = ports.now();
        let viewers: Vec<_> = asking.iter().map(|asking| &asking.by).collect();
        let shifts = ports.store.shift_for(&viewers, self.0, now).await?;
        let attempt = |by: &Viewer, seen: Option<(Shift, Option<Clash>)>| {
            let (shift, clash) = seen.ok_or(Failure::NotFound("shiftId"))?;
            shift.must_take(by, now)?;
            must_be_free(clash)?;
            let makes = ports.id(now);
            let deed = by.did(SIGN_UP, shift.activity.community.id, makes);
            let new = NewSignUp { id: makes, shift: shift.id, member: by.member(), plan: shift.plan, at: now };
            Ok(Some(Attempt { makes, deed, new }))
        };
        Ok(viewers.into_iter().zip(shifts).map(|(by, seen)| attempt(by, seen)).collect())
    }

    async fn write(&self, tx: &mut dyn Tx, new: &[NewSignUp]) -> Outcome<bool> {
        let Some(NewSignUp { at: now, .. }) = new.first() else { return Ok(true) };
        let members: Vec<_> = new.iter().map(|new| new.member).collect();
        tx.hold_members(&members).await?;
        match tx.take_places(self.0, new.len(), *now).await? {
            Some(places) => tx.add_sign_ups(new, places).await,
            None => Ok(false),
        }
    }

    async fn show(&self, ports: &Ports, made: &[(&Viewer, SignUpId)]) -> Outcome<Vec<Outcome<SignUp>>> {
        let seen = ports.store.sign_ups_of(made).await?;
        Ok(seen.into_iter().map(|seen| seen.ok_or(Failure::NotFound("requestId"))).collect())
    }
}

/// Nobody signs up twice for a shift, nor for two that overlap; waiting counts, too.
fn must_be_free(clash: Option<Clash>) -> Outcome<()> {
    match clash {
        None => Ok(()),
        Some(Clash::Same) => Err(Reason::AlreadySignedUp.at("shiftId").into()),
        Some(Clash::Overlap) => Err(Reason::ShiftsOverlap.at("shiftId").into()),
        Some(Clash::Outside) => Err(Reason::NotInAudience.at("shiftId").into()),
    }
}
