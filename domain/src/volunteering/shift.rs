//! A shift (班次) of an activity, and a member's sign-up (报名) for it.

use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::attendance::code::{Code, CodeSecret};
use crate::attendance::presence::Presence;
use crate::failure::{Outcome, Reason};
use crate::ids::{ShiftId, SignUpId};
use crate::members::member::Person;
use crate::volunteering::activity::Activity;
use crate::volunteering::plan::ShiftPlan;

/// A shift that is to be made.
#[derive(Debug)]
pub struct NewShift {
    /// Its id.
    pub id: ShiftId,
    /// When it is, and for how many.
    pub plan: ShiftPlan,
    /// What its check-in codes are made from.
    pub secret: CodeSecret,
}

/// A shift as people see it: joined with its activity.
#[derive(Debug, Clone)]
pub struct Shift {
    /// Its id.
    pub id: ShiftId,
    /// The activity that it belongs to.
    pub activity: Activity,
    /// When it is, and for how many.
    pub plan: ShiftPlan,
    /// How many seats are taken.
    pub taken: i32,
    /// How many wait for one. Nobody waits while a seat is free.
    pub waiting: i32,
    /// Whether it was called off with its activity, before it was over.
    pub called_off: bool,
    /// Whether the reader ever signed up for it.
    pub known: bool,
    /// What its check-in codes are made from.
    pub secret: CodeSecret,
}

impl Shift {
    /// The shift as the reader sees it, if they do: those who see its activity, and those who ever signed up for it.
    pub fn shown_to(mut self, viewer: &Viewer) -> Option<Self> {
        self.activity = self.activity.shown_to(viewer, self.known)?;
        Some(self)
    }

    /// The code that is shown now: for those who lead the activity.
    pub fn code(&self, by: &Viewer, now: DateTime<Utc>) -> Outcome<Code> {
        self.activity.must_lead(by)?;
        Ok(self.secret.at(now))
    }

    /// Decides a sign-up, as far as the shift and the person tell: by a person of the audience, while sign-up is open
    /// and the activity is not hidden.
    pub fn must_take(&self, by: &Viewer, now: DateTime<Utc>) -> Outcome<()> {
        self.activity.must_be_for(by)?;
        if self.called_off {
            return Err(Reason::ActivityCancelled.at("shiftId").into());
        }
        if self.activity.text_state.hidden() || now < self.plan.opens || now >= self.plan.closes {
            return Err(Reason::SignUpClosed.at("shiftId").into());
        }
        Ok(())
    }
}

/// Where a sign-up stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUpState {
    /// 已报名: has a seat.
    Seated {
        /// When the member moved up from the waiting list, if they did.
        moved_up: Option<DateTime<Utc>>,
    },
    /// 候补: waits for one.
    Waiting {
        /// 1 for the next in line.
        position: i64,
    },
    /// 已取消: the member gave it back, or lost what entitled them to it.
    Withdrawn {
        /// When.
        at: DateTime<Utc>,
    },
    /// 活动取消: the activity was called off.
    CalledOff {
        /// When.
        at: DateTime<Utc>,
    },
}

/// A member's sign-up for a shift.
#[derive(Debug, Clone)]
pub struct SignUp {
    /// Its id.
    pub id: SignUpId,
    /// For which shift.
    pub shift: ShiftId,
    /// The member.
    pub member: Person,
    /// When the shift starts.
    pub starts: DateTime<Utc>,
    /// Its place in the order of joining. Nobody else of the shift has it.
    pub place: i64,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Where it stands.
    pub state: SignUpState,
    /// That the member was there.
    pub presence: Option<Presence>,
}

impl SignUp {
    /// Decides a cancelling: of a seat until the cut-off; of a place in the waiting list until the start, and so of a
    /// seat that the member moved up to after the cut-off, because nobody asked them.
    pub fn must_be_cancellable(&self, plan: &ShiftPlan, now: DateTime<Utc>) -> Outcome<()> {
        let until = match self.state {
            SignUpState::Seated { moved_up } if moved_up.is_none_or(|at| at < plan.cancel_until) => plan.cancel_until,
            SignUpState::Seated { .. } | SignUpState::Waiting { .. } => plan.starts,
            SignUpState::Withdrawn { .. } | SignUpState::CalledOff { .. } => {
                return Err(Reason::SignUpEnded.at("signUpId").into());
            }
        };
        if self.presence.is_some() {
            return Err(Reason::AlreadyCheckedIn.at("signUpId").into());
        }
        if now >= until {
            return Err(Reason::CancelTooLate.at("signUpId").into());
        }
        Ok(())
    }
}
