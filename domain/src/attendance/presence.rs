//! Having been at a shift: from check-in (签到) to check-out (签退).

use chrono::{DateTime, Duration, Utc};

use crate::failure::{Outcome, Reason};
use crate::volunteering::plan::ShiftPlan;

/// Check-in begins this long before the shift.
pub const CHECK_IN_BEFORE: Duration = Duration::minutes(60);
/// Check-out ends this long after the shift.
pub const CHECK_OUT_WITHIN: Duration = Duration::hours(24);

/// How it was shown that somebody was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// 签到码: the code on the organiser's screen.
    Code,
    /// 点名: somebody who leads the activity called the roll.
    RollCall,
}

/// A check-in or a check-out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// When.
    pub at: DateTime<Utc>,
    /// How it was shown.
    pub proof: Proof,
}

/// That a member was at a shift.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// The check-in.
    pub checked_in: Mark,
    /// The check-out, if there was one.
    pub checked_out: Option<Mark>,
    /// The minutes that it earned ([`earned_minutes`]), before the limit of the day; 0 before check-out.
    pub earned: i32,
    /// The minutes that were granted for it at check-out, if any.
    pub granted: Option<i32>,
}

/// What a presence is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    /// Not known before check-out.
    Open,
    /// This many minutes.
    Granted(i32),
    /// Nothing: other shifts of that day reached the most that a day can have.
    DayFull,
    /// Nothing: less than a minute of it lay within the shift, and before that was called off.
    TooShort,
}

impl Presence {
    /// What it is worth.
    pub fn worth(&self) -> Worth {
        match (&self.checked_out, self.granted) {
            (None, _) => Worth::Open,
            (Some(_), Some(minutes)) => Worth::Granted(minutes),
            (Some(_), None) if self.earned == 0 => Worth::TooShort,
            (Some(_), None) => Worth::DayFull,
        }
    }

    /// Decides a check-out at this time: of one who was there by then, once, until a day after the end of the shift.
    pub fn must_end(&self, plan: &ShiftPlan, at: DateTime<Utc>) -> Outcome<()> {
        if self.checked_out.is_some() {
            return Err(Reason::AlreadyCheckedOut.at("shiftId").into());
        }
        if at < self.checked_in.at {
            return Err(Reason::NotCheckedIn.at("shiftId").into());
        }
        if at >= plan.ends + CHECK_OUT_WITHIN {
            return Err(Reason::CheckOutClosed.at("shiftId").into());
        }
        Ok(())
    }
}

/// The minutes that a presence earns, before the limit of the day: the whole minutes of it that lie within the shift,
/// and before that was called off.
pub fn earned_minutes(
    (starts, ends): (DateTime<Utc>, DateTime<Utc>),
    called_off: Option<DateTime<Utc>>,
    (checked_in, checked_out): (DateTime<Utc>, DateTime<Utc>),
) -> i32 {
    let until = called_off.map_or(ends, |off| off.min(ends)).min(checked_out);
    let minutes = (until - checked_in.max(starts)).num_minutes();
    i32::try_from(minutes.max(0)).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).expect("a time")
    }

    proptest! {
        #[test]
        fn only_what_lies_within_the_shift_and_before_it_was_called_off_is_earned(
            planned in 60i64..43_200,
            came in -3600i64..43_200,
            stayed in -60i64..100_000,
            called_off in prop::option::of(-7200i64..43_200),
        ) {
            let minutes = earned_minutes((at(0), at(planned)), called_off.map(at), (at(came), at(came + stayed)));
            let counts = |second: &i64| (0..called_off.unwrap_or(planned)).contains(second);
            let seconds = (came..came + stayed).filter(|second| *second < planned && counts(second)).count();
            prop_assert_eq!(usize::try_from(minutes).expect("not negative"), seconds / 60);
        }
    }

    #[test]
    fn worth_tells_why_it_is_nothing() {
        let mark = |seconds| Mark { at: at(seconds), proof: Proof::Code };
        let presence = |out: Option<i64>, earned, granted| Presence {
            checked_in: mark(0),
            checked_out: out.map(mark),
            earned,
            granted,
        };
        for (presence, worth) in [
            (presence(None, 0, None), Worth::Open),
            (presence(Some(600), 10, Some(10)), Worth::Granted(10)),
            (presence(Some(600), 0, None), Worth::TooShort),
            (presence(Some(600), 10, None), Worth::DayFull),
        ] {
            assert_eq!(presence.worth(), worth, "{presence:?}");
        }
    }
}
