//! Which days are worked, and what day it is when some of them have passed.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::calendar::day::{CalendarDay, DayKind};

/// The arrangement of the New Year reaches this many days back into the old one: that of 2019 made Saturday, 29 December
/// 2018 a working day and the Monday after it a holiday.
const NEW_YEAR_REACHES: Days = Days::new(7);

/// The years whose arrangement is known, each with the days that are not as the rule of Monday to Friday has them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeMap<i32, BTreeMap<NaiveDate, CalendarDay>>,
}

/// A working day that was reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkingDay {
    /// Which day.
    pub day: NaiveDate,
    /// Whether it rests on days whose arrangement is not known yet: there, Monday to Friday were counted.
    pub provisional: bool,
}

/// Days, the first and the last included, during which a period does not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
}

impl Calendar {
    /// Of these days: each of their years is known, whole.
    pub fn of(days: impl IntoIterator<Item = CalendarDay>) -> Self {
        let mut years: BTreeMap<i32, BTreeMap<_, _>> = BTreeMap::new();
        for day in days {
            years.entry(day.day.year()).or_default().insert(day.day, day);
        }
        Self { years }
    }

    /// With what another one knows in place of all that this one knows of the same years.
    pub fn replaced_by(mut self, other: Self) -> Self {
        self.years.extend(other.years);
        self
    }

    /// The years that are known, and their days that differ, in their order.
    pub fn years(&self) -> impl Iterator<Item = (i32, Vec<&CalendarDay>)> {
        self.years.iter().map(|(year, days)| (*year, days.values().collect()))
    }

    /// Takes out the days of a year that differ, in their order; `None` if its arrangement is not known.
    pub fn take_year(&mut self, year: i32) -> Option<Vec<CalendarDay>> {
        self.years.remove(&year).map(|days| days.into_values().collect())
    }

    /// Whether a day is worked, as far as [it is known](Self::knows): else, from Monday to Friday.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        match self.years.get(&day.year()).and_then(|days| days.get(&day)) {
            Some(known) => known.kind == DayKind::MakeUp,
            None => !matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
        }
    }

    /// Whether the arrangement of a day is known: that of its year, and of the next one if that is near.
    pub fn knows(&self, day: NaiveDate) -> bool {
        let near = day.checked_add_days(NEW_YEAR_REACHES).unwrap_or(day);
        [day, near].iter().all(|day| self.years.contains_key(&day.year()))
    }

    /// The day on which so many working days have passed since `from`, which does not count itself. After none it is
    /// `from`, or the first working day after it. `None` beyond the last day that can be written.
    pub fn after_working_days(&self, from: NaiveDate, count: u16) -> Option<WorkingDay> {
        self.after_working_days_with_pauses(from, count, &[])
    }

    /// As [`Calendar::after_working_days`], passing over the days of pauses, which may overlap: the answer lies in none.
    pub fn after_working_days_with_pauses(&self, from: NaiveDate, count: u16, pauses: &[Pause]) -> Option<WorkingDay> {
        let mut day = if count == 0 { from } else { from.succ_opt()? };
        let (mut left, mut provisional) = (count.max(1), false);
        loop {
            if let Some(pause) = pauses.iter().find(|pause| pause.first <= day && day <= pause.last) {
                day = pause.last.succ_opt()?;
                continue;
            }
            provisional |= !self.knows(day);
            left -= u16::from(self.is_working_day(day));
            if left == 0 {
                return Some(WorkingDay { day, provisional });
            }
            day = day.succ_opt()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::file::BUILT_IN;
    use crate::text::Line;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn at(count: u64) -> NaiveDate {
        day("2023-11-01") + Days::new(count)
    }

    /// After so many working days, as `2026-10-10`; with a question mark if that can still change.
    fn after(from: &str, count: u16, pauses: &[(&str, &str)]) -> String {
        let pauses: Vec<_> = pauses.iter().map(|(first, last)| Pause { first: day(first), last: day(last) }).collect();
        let found = BUILT_IN.after_working_days_with_pauses(day(from), count, &pauses).expect("a day");
        format!("{}{}", found.day, if found.provisional { "?" } else { "" })
    }

    #[test]
    fn holidays_do_not_count_and_make_up_days_do() {
        for (from, count, expected) in [
            ("2026-09-30", 0, "2026-09-30"),
            ("2026-09-30", 1, "2026-10-08"),
            ("2026-10-01", 0, "2026-10-08"),
            ("2026-10-01", 1, "2026-10-08"),
            // A Saturday that makes up for the holiday.
            ("2026-10-09", 1, "2026-10-10"),
            ("2026-10-10", 1, "2026-10-12"),
            ("2026-10-11", 0, "2026-10-12"),
            ("2024-12-30", 3, "2025-01-03"),
        ] {
            assert_eq!(after(from, count, &[]), expected, "{count} from {from}");
        }
    }

    #[test]
    fn what_rests_on_a_year_that_is_not_known_says_so() {
        for (from, count, expected) in [
            // The day itself is not looked at, the weekend after Friday is: it could have been worked.
            ("2023-12-31", 1, "2024-01-02"),
            ("2023-12-31", 0, "2024-01-02?"),
            ("2023-12-29", 1, "2024-01-02?"),
            // New Year's arrangement reaches into the old year.
            ("2026-12-23", 1, "2026-12-24"),
            ("2026-12-24", 1, "2026-12-25?"),
            ("2026-12-30", 2, "2027-01-01?"),
        ] {
            assert_eq!(after(from, count, &[]), expected, "{count} from {from}");
        }
    }

    #[test]
    fn a_pause_counts_for_nothing_and_two_that_overlap_are_one() {
        let week = ("2026-03-09", "2026-03-13");
        assert_eq!(after("2026-03-06", 1, &[]), "2026-03-09");
        assert_eq!(after("2026-03-06", 1, &[week]), "2026-03-16");
        assert_eq!(after("2026-03-06", 2, &[week, week]), "2026-03-17");
        assert_eq!(after("2026-03-06", 2, &[("2026-03-11", "2026-03-16"), week]), "2026-03-18");
        assert_eq!(after("2026-03-10", 0, &[week]), "2026-03-16", "no answer lies in a pause");
        assert_eq!(after("2026-03-06", 1, &[("2026-03-10", "2026-03-13")]), "2026-03-09", "before the pause");
        assert_eq!(after("2026-12-24", 1, &[("2026-12-25", "2026-12-31")]), "2027-01-01?");
        assert_eq!(after("2026-03-06", 1, &[("2026-03-13", "2026-03-09")]), "2026-03-09", "no day lies in it");
    }

    #[test]
    fn at_the_ends_of_the_calendar_there_is_an_answer_or_none() {
        let calendar = Calendar::default();
        let all = Pause { first: NaiveDate::MIN, last: NaiveDate::MAX };
        for count in [0, 1, 1000, u16::MAX] {
            let first = calendar.after_working_days(NaiveDate::MIN, count).expect("a day");
            assert!(first.provisional && first.day >= NaiveDate::MIN);
            if count > 0 {
                assert_eq!(calendar.after_working_days(NaiveDate::MAX, count), None);
            }
            assert_eq!(calendar.after_working_days_with_pauses(day("2026-01-01"), count, &[all]), None);
        }
    }

    fn calendar() -> impl Strategy<Value = Calendar> {
        let days = vec((0u64..900, any::<bool>()), 0..80).prop_map(|days| {
            Calendar::of(days.into_iter().map(|(count, free)| {
                let kind = if free { DayKind::Holiday } else { DayKind::MakeUp };
                CalendarDay { day: at(count), kind, name: Line::stored("节".into()) }
            }))
        });
        prop_oneof![Just(BUILT_IN.clone()), days]
    }

    fn pauses() -> impl Strategy<Value = Vec<Pause>> {
        let pause =
            (0u64..900, 0u64..40).prop_map(|(first, length)| Pause { first: at(first), last: at(first + length) });
        vec(pause, 0..6)
    }

    proptest! {
        #[test]
        fn a_reckoned_day_is_worked_and_lies_in_no_pause(
            calendar in calendar(), from in 0u64..900, count in 0u16..60, pauses in pauses()
        ) {
            let found = calendar.after_working_days_with_pauses(at(from), count, &pauses).expect("a day");
            prop_assert!(calendar.is_working_day(found.day));
            prop_assert!(!pauses.iter().any(|pause| pause.first <= found.day && found.day <= pause.last));
            // As many days count as were asked for, looked at one by one.
            let counts = |day: &NaiveDate| {
                calendar.is_working_day(*day) && !pauses.iter().any(|pause| pause.first <= *day && *day <= pause.last)
            };
            let since = at(from).iter_days().skip(usize::from(count > 0)).take_while(|day| *day <= found.day);
            prop_assert_eq!(since.filter(counts).count(), usize::from(count.max(1)));
            prop_assert!(found.provisional || calendar.knows(found.day));
        }

        #[test]
        fn later_is_never_earlier(
            calendar in calendar(), from in 0u64..900, count in 0u16..60, pauses in pauses()
        ) {
            let after = |from, count, pauses: &[Pause]| {
                calendar.after_working_days_with_pauses(at(from), count, pauses).expect("a day").day
            };
            prop_assert!(after(from, count, &pauses) <= after(from + 1, count, &pauses));
            prop_assert!(after(from, count, &pauses) <= after(from, count + 1, &pauses));
            prop_assert!(after(from, count, &[]) <= after(from, count, &pauses));
            prop_assert!(count < 1 || after(from, count, &pauses) < after(from, count + 1, &pauses));
        }

        #[test]
        fn two_periods_one_after_the_other_are_their_sum(
            calendar in calendar(), from in 0u64..900, first in 0u16..60, second in 0u16..60
        ) {
            let after = |from, count| calendar.after_working_days(from, count).expect("a day");
            let middle = after(at(from), first);
            let (whole, end) = (after(at(from), first + second), after(middle.day, second));
            // After none the day is moved to a working day first, which a later count would have counted.
            if first > 0 || middle.day == at(from) {
                prop_assert_eq!(end.day, whole.day);
                prop_assert!(!whole.provisional || middle.provisional || end.provisional);
            }
        }

        #[test]
        fn pauses_that_are_cut_or_turned_round_are_the_same(
            calendar in calendar(), from in 0u64..900, count in 0u16..60, mut pauses in pauses()
        ) {
            let whole = calendar.after_working_days_with_pauses(at(from), count, &pauses);
            for pause in pauses.clone() {
                pauses.extend([Pause { last: pause.first, ..pause }, pause]);
            }
            pauses.reverse();
            prop_assert_eq!(calendar.after_working_days_with_pauses(at(from), count, &pauses), whole);
        }
    }
}
