//! A week, and what is told of it.

use chrono::{Datelike, Duration, NaiveDate};

use crate::calendar::period::Period;
use crate::failure::{Invalid, Outcome};
use crate::wishes::stage::Stage;

/// How many weeks a chart shows when nobody says.
pub const USUAL: i64 = 12;
/// As many weeks as a year touches.
const MOST: i64 = 53;

/// The wishes that were posted in a week, by where they stand today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekOfWishes {
    /// The week.
    pub week: Period,
    /// How many there are of each stage that any has.
    pub at: Vec<(Stage, i64)>,
}

impl WeekOfWishes {
    /// How many stand so.
    pub fn count(&self, stage: Stage) -> i64 {
        self.at.iter().filter(|(at, _)| *at == stage).map(|(_, count)| count).sum()
    }

    /// How many were posted.
    pub fn posted(&self) -> i64 {
        self.at.iter().map(|(_, count)| count).sum()
    }
}

/// The hours that were served in a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekOfHours {
    /// The week.
    pub week: Period,
    /// The minutes that count.
    pub minutes: i64,
    /// How many people served them.
    pub people: i64,
}

/// The last weeks up to the one that today is in, the earliest first: each from a Monday to a Sunday.
pub fn weeks(today: NaiveDate, count: i64) -> Outcome<Vec<Period>> {
    if !(1..=MOST).contains(&count) {
        let text = (format!("须在1到{MOST}之间"), format!("must be from 1 to {MOST}"));
        return Err(Invalid::new("weeks", text).into());
    }
    let monday = today - Duration::days(today.weekday().num_days_from_monday().into());
    let begin = |back: i64| monday - Duration::weeks(back);
    Ok((0..count).rev().map(|back| Period { from: begin(back), to: begin(back) + Duration::days(6) }).collect())
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn weeks_follow_each_other_and_the_last_has_today(day in 0i64..20_000, count in 1i64..=53) {
            let today = NaiveDate::default() + Duration::days(day);
            let weeks = weeks(today, count).expect("weeks");
            prop_assert_eq!(weeks.len() as i64, count);
            prop_assert!(weeks.windows(2).all(|two| two[0].to + Duration::days(1) == two[1].from));
            prop_assert!(weeks.iter().all(|week| week.from.weekday() == Weekday::Mon));
            let last = weeks.last().expect("a week");
            prop_assert!(last.from <= today && today <= last.to && last.to - last.from == Duration::days(6));
        }
    }

    #[test]
    fn a_chart_has_an_end() {
        let today = NaiveDate::default();
        assert!([0, -1, 54, i64::MAX].iter().all(|count| weeks(today, *count).is_err()));
    }
}
