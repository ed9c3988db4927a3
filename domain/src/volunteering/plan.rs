//! When a shift is, and for how many.

use chrono::{DateTime, Duration, Utc};

use crate::failure::{Invalid, Outcome};

/// A shift takes no longer.
pub const TAKES_AT_MOST: Duration = Duration::hours(12);

/// No shift has more seats.
pub const SEATS_AT_MOST: i32 = 1000;

/// All times of a shift lie within this many days from now.
pub const WITHIN_DAYS: i64 = 366;

/// When a shift is, and for how many. It never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShiftPlan {
    /// When it starts.
    pub starts: DateTime<Utc>,
    /// When it ends.
    pub ends: DateTime<Utc>,
    /// How many seats it has.
    pub capacity: i32,
    /// From when one can sign up.
    pub opens: DateTime<Utc>,
    /// Until when one can sign up.
    pub closes: DateTime<Utc>,
    /// Until when a seat can be given back.
    pub cancel_until: DateTime<Utc>,
}

impl ShiftPlan {
    /// Checks each time and number, and what goes together.
    pub fn check(&self, now: DateTime<Utc>) -> Outcome<()> {
        let reach = Duration::days(WITHIN_DAYS);
        if self.starts < now || self.starts > now + reach {
            let fault =
                (format!("须在今后{WITHIN_DAYS}天以内"), format!("must lie ahead, within {WITHIN_DAYS} days from now"));
            return Err(Invalid::new("startsAt", fault).into());
        }
        if !(Duration::minutes(1)..=TAKES_AT_MOST).contains(&(self.ends - self.starts)) {
            let hours = TAKES_AT_MOST.num_hours();
            let fault = (
                format!("须在开始后1分钟到{hours}小时之间"),
                format!("must come 1 minute to {hours} hours after the start"),
            );
            return Err(Invalid::new("endsAt", fault).into());
        }
        if !(1..=SEATS_AT_MOST).contains(&self.capacity) {
            let fault = (format!("须在1到{SEATS_AT_MOST}之间"), format!("must be from 1 to {SEATS_AT_MOST}"));
            return Err(Invalid::new("capacity", fault).into());
        }
        if self.closes <= now || self.closes > self.ends {
            let fault = ("须在当前时间之后、班次结束之前", "must lie ahead, and not after the end of the shift");
            return Err(Invalid::new("signUpUntil", fault).into());
        }
        if self.opens >= self.closes || self.opens < now - reach {
            let fault =
                ("须早于报名截止时间，且不早于一年前", "must come before the end of sign-up, and not a year ago");
            return Err(Invalid::new("signUpFrom", fault).into());
        }
        if self.cancel_until > self.starts || self.cancel_until < now - reach {
            let fault =
                ("不能晚于班次开始，也不能早于一年前", "must not come after the start of the shift, nor a year ago");
            return Err(Invalid::new("cancelUntil", fault).into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Failure;

    fn plan(now: DateTime<Utc>) -> ShiftPlan {
        let starts = now + Duration::days(2);
        ShiftPlan {
            starts,
            ends: starts + Duration::hours(3),
            capacity: 20,
            opens: now,
            closes: starts,
            cancel_until: starts - Duration::hours(2),
        }
    }

    #[test]
    fn times_and_numbers_have_bounds() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
        let hours = Duration::hours;
        assert!(plan(now).check(now).is_ok());
        type Change = fn(&mut ShiftPlan, DateTime<Utc>);
        let wrong: [(&str, Change); 14] = [
            ("startsAt", |p, now| p.starts = now - Duration::microseconds(1)),
            ("startsAt", |p, now| p.starts = now + Duration::days(367)),
            ("endsAt", |p, _| p.ends = p.starts + Duration::seconds(59)),
            ("endsAt", |p, _| p.ends = p.starts + TAKES_AT_MOST + Duration::microseconds(1)),
            ("endsAt", |p, _| p.ends = p.starts - Duration::days(1)),
            ("capacity", |p, _| p.capacity = 0),
            ("capacity", |p, _| p.capacity = 1001),
            ("capacity", |p, _| p.capacity = -1),
            ("signUpUntil", |p, _| p.closes = p.ends + Duration::microseconds(1)),
            ("signUpUntil", |p, now| p.closes = now),
            ("signUpFrom", |p, _| p.opens = p.closes),
            ("signUpFrom", |p, now| p.opens = now - Duration::days(367)),
            ("cancelUntil", |p, _| p.cancel_until = p.starts + Duration::microseconds(1)),
            ("cancelUntil", |p, now| p.cancel_until = now - Duration::days(367)),
        ];
        for (field, change) in wrong {
            let mut plan = plan(now);
            change(&mut plan, now);
            assert!(
                matches!(plan.check(now), Err(Failure::Invalid(found)) if found.field == field),
                "{field} {plan:?}"
            );
        }
        let fits: [fn(&mut ShiftPlan); 4] = [
            |p| p.ends = p.starts + TAKES_AT_MOST,
            |p| p.closes = p.ends,
            |p| p.cancel_until = p.starts,
            |p| p.capacity = SEATS_AT_MOST,
        ];
        for change in fits {
            let mut plan = plan(now);
            change(&mut plan);
            assert!(plan.check(now + hours(1)).is_ok(), "{plan:?}");
        }
    }
}
