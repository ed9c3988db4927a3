//! A code that a member scanned or typed: just now, or without network and handed in later.

use chrono::{DateTime, Duration, Utc};

use crate::attendance::code::{CodeSecret, Digits, SHOWN_SECONDS};
use crate::failure::{Outcome, Reason};

/// For how long a scan can be handed in.
pub const HANDED_IN_WITHIN: Duration = Duration::hours(24);
/// How far the clock of a phone may be ahead of ours.
pub const CLOCK_AHEAD: Duration = Duration::seconds(60);

/// A code, and when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// The six digits.
    pub digits: Digits,
    /// When the member's phone read them, by its clock, if that was before it had a network.
    pub at: Option<DateTime<Utc>>,
}

impl Scan {
    /// Reads the input of a check-in or check-out.
    pub fn parse(code: &str, at: Option<DateTime<Utc>>) -> Outcome<Self> {
        Ok(Self { digits: Digits::parse("code", code)?, at })
    }

    /// The moment that it speaks of: what it proves is judged for that one, and counts from it. *Refused* if it is too
    /// old, or later than a clock can be ahead.
    pub fn moment(&self, now: DateTime<Utc>) -> Outcome<DateTime<Utc>> {
        match self.at {
            None => Ok(now),
            Some(at) if at > now + CLOCK_AHEAD => Err(Reason::ScanInFuture.at("scannedAt").into()),
            Some(at) if at < now - HANDED_IN_WITHIN => Err(Reason::ScanTooOld.at("scannedAt").into()),
            Some(at) => Ok(at.min(now)),
        }
    }

    /// Checks the digits against the codes of the moment that it speaks of. *Refused* if they are not among them.
    ///
    /// The clock of a phone may also be behind: the code after those counts too, if it was the phone that told the time.
    pub fn must_show(&self, secret: &CodeSecret, moment: DateTime<Utc>) -> Outcome<()> {
        let shown = secret.must_be(&self.digits, moment);
        match self.at {
            Some(_) => shown.or_else(|_| secret.must_be(&self.digits, moment + Duration::seconds(SHOWN_SECONDS))),
            None => shown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Failure;
    use proptest::prelude::*;

    const DAY: i64 = 86_400;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).expect("a time")
    }

    fn scan(digits: &str, when: Option<i64>) -> Scan {
        Scan::parse(digits, when.map(at)).expect("digits")
    }

    fn refused(outcome: Outcome<DateTime<Utc>>) -> Reason {
        match outcome {
            Err(Failure::Refused(refusal)) => refusal.reason,
            other => panic!("not refused: {other:?}"),
        }
    }

    proptest! {
        #[test]
        fn a_scan_counts_for_its_own_time_for_a_day_and_never_for_one_to_come(age in -2 * DAY..3 * DAY) {
            let moment = scan("123456", Some(-age)).moment(at(0));
            match age {
                ..-60 => prop_assert_eq!(refused(moment), Reason::ScanInFuture),
                -60..=0 => prop_assert_eq!(moment.expect("a clock that is ahead"), at(0)),
                1..=DAY => prop_assert_eq!(moment.expect("a scan of the day"), at(-age)),
                _ => prop_assert_eq!(refused(moment), Reason::ScanTooOld),
            }
        }

        #[test]
        fn however_late_it_is_handed_in_the_code_is_right_for_its_time(
            secret: [u8; 32],
            scanned in 0i64..DAY,
            age in 0i64..=DAY,
            off in -30i64..=30,
            other in 2i64..1_000,
        ) {
            let secret = CodeSecret(secret);
            let digits = secret.at(at(scanned)).digits;
            let late = scan(&digits, Some(scanned + off));
            let moment = late.moment(at(scanned + off + age)).expect("in time");
            prop_assert!(late.must_show(&secret, moment).is_ok(), "a clock may be off by as long as a code is shown");
            // Codes repeat by chance: only one that differs from those of its time can be wrong.
            let shown = [-1, 0, 1].map(|step| secret.at(at(scanned + other * 30 + step * 30)).digits);
            let elsewhere = scan(&digits, Some(scanned + other * 30));
            let moment = elsewhere.moment(at(scanned + other * 30 + age)).expect("in time");
            prop_assert_eq!(elsewhere.must_show(&secret, moment).is_ok(), shown.contains(&digits));
        }

        #[test]
        fn without_a_time_of_its_own_it_is_the_code_of_now(secret: [u8; 32], now in 0i64..DAY) {
            let secret = CodeSecret(secret);
            let next = secret.at(at(now + 30)).digits;
            let live = scan(&next, None);
            prop_assert_eq!(live.moment(at(now)).expect("now"), at(now));
            let shown = [-30, 0].map(|ago| secret.at(at(now + ago)).digits);
            prop_assert_eq!(live.must_show(&secret, at(now)).is_ok(), shown.contains(&next));
        }
    }
}
