//! Having been at a shift: from check-in (签到) to check-out (签退).

use chrono::{DateTime, Duration, Utc};

use crate::failure::{Outcome, Reason};
use crate::volunteering::shift::ShiftPlan;

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
    /// His check-in.
    pub checked_in: Mark,
    /// His check-out, if there was one.
    pub checked_out: Option<Mark>,
    /// The minutes that were granted for it at check-out, if any.
    pub granted: Option<i32>,
}

/// What a presence is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    /// Not known before check-out.
    Open,
    /// So many minutes.
    Granted(i32),
    /// Nothing: other shifts of that day reached the most that a day can have.
    DayFull,
    /// Nothing: it took less than a minute.
    TooShort,
}

impl Presence {
    /// What it is worth.
    pub fn worth(&self) -> Worth {
        match (&self.checked_out, self.granted) {
            (None, _) => Worth::Open,
            (Some(_), Some(minutes)) => Worth::Granted(minutes),
            (Some(out), None) if out.at - self.checked_in.at < Duration::minutes(1) => Worth::TooShort,
            (Some(_), None) => Worth::DayFull,
        }
    }

    /// Decides a check-out: of one who is there, once, until a day after the end of the shift.
    pub fn must_end(&self, plan: &ShiftPlan, now: DateTime<Utc>) -> Outcome<()> {
        if self.checked_out.is_some() {
            return Err(Reason::AlreadyCheckedOut.at("shiftId").into());
        }
        if now >= plan.ends + CHECK_OUT_WITHIN {
            return Err(Reason::CheckOutClosed.at("shiftId").into());
        }
        Ok(())
    }
}

/// The minutes that a presence earns, before the limit of the day: the smaller of elapsed and planned time.
pub fn earned_minutes(plan: &ShiftPlan, checked_in: DateTime<Utc>, checked_out: DateTime<Utc>) -> i32 {
    let minutes = (checked_out - checked_in).min(plan.ends - plan.starts).num_minutes();
    i32::try_from(minutes.max(0)).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).expect("a time")
    }

    fn plan(minutes: i64) -> ShiftPlan {
        let (starts, ends) = (at(0), at(minutes * 60));
        ShiftPlan { starts, ends, capacity: 1, opens: at(-99), closes: ends, cancel_until: starts }
    }

    proptest! {
        #[test]
        fn nobody_earns_more_than_he_stayed_or_than_was_planned(
            planned in 1i64..720,
            came in -3600i64..43_200,
            stayed in -60i64..100_000,
        ) {
            let minutes = i64::from(earned_minutes(&plan(planned), at(came), at(came + stayed)));
            prop_assert!(minutes >= 0 && minutes <= planned && minutes * 60 <= stayed.max(0));
            prop_assert!(minutes == planned || minutes * 60 + 60 > stayed, "and not less");
        }
    }

    #[test]
    fn worth_tells_why_it_is_nothing() {
        let mark = |seconds| Mark { at: at(seconds), proof: Proof::Code };
        let presence =
            |out: Option<i64>, granted| Presence { checked_in: mark(0), checked_out: out.map(mark), granted };
        for (presence, worth) in [
            (presence(None, None), Worth::Open),
            (presence(Some(600), Some(10)), Worth::Granted(10)),
            (presence(Some(59), None), Worth::TooShort),
            (presence(Some(60), None), Worth::DayFull),
        ] {
            assert_eq!(presence.worth(), worth, "{presence:?}");
        }
    }
}
