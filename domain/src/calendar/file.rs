//! A file of holidays and make-up working days: lines of day, kind and name under a heading, for whole years.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, Weekday};

use crate::calendar::day::{CalendarDay, DayKind, YEARS};
use crate::calendar::working_days::Calendar;
use crate::failure::Failure;
use crate::text::Line;

/// The first line.
pub const HEADING: &str = "day,kind,name";
/// By regulation these are holidays in every year, whatever the weekday: month and day.
const EVERY_YEAR: [(u32, u32); 3] = [(1, 1), (5, 1), (10, 1)];
const KINDS: [(&str, DayKind); 2] = [("holiday", DayKind::Holiday), ("make_up", DayKind::MakeUp)];
/// How much of a cell is repeated where it is wrong.
const REPEATED: usize = 40;

/// What the State Council has published up to this version: the notices of October 2023, November 2024 and November 2025.
pub static BUILT_IN: LazyLock<Calendar> = LazyLock::new(|| parse(include_str!("china.csv")).unwrap_or_default());

/// What is wrong with a file, and in which line: the first is 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFault {
    /// The line.
    pub line: usize,
    /// What is wrong with it.
    pub wrong: Wrong,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// It should be the heading.
    NotTheHeading,
    /// It has more or fewer than three cells.
    Cells(usize),
    /// The first cell is no day.
    NotADay(String),
    /// The year is none of those that are kept.
    YearBeyond(i32),
    /// The second cell is no kind.
    NotAKind(String),
    /// The name cannot be one, and why.
    NotAName(String),
    /// The day stands further up already, in this line.
    Twice(usize),
    /// Monday to Friday are worked in any case: nothing is made up for.
    WorkedAnyway(Weekday),
    /// The year that begins here is not whole: a day is missing that is a holiday in every year.
    Missing(NaiveDate),
    /// There is no day below the heading.
    NoDays,
}

impl fmt::Display for LineFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        match &self.wrong {
            Wrong::NotTheHeading => write!(f, "is not the heading {HEADING}"),
            Wrong::Cells(found) => write!(f, "has {found} cells, not the three of {HEADING}"),
            Wrong::NotADay(cell) => write!(f, "{cell:?} is not a day as 2026-10-01"),
            Wrong::YearBeyond(year) => write!(f, "{year} is not between {} and {}", YEARS.start(), YEARS.end()),
            Wrong::NotAKind(cell) => write!(f, "{cell:?} is neither holiday nor make_up"),
            Wrong::NotAName(why) => write!(f, "the name {why}"),
            Wrong::Twice(first) => write!(f, "the day stands in line {first} already"),
            Wrong::WorkedAnyway(weekday) => write!(f, "a {weekday} is worked anyway and makes up for nothing"),
            Wrong::Missing(day) => {
                write!(f, "a file gives whole years, and {day}, which is a holiday in every year, is missing")
            }
            Wrong::NoDays => write!(f, "no day follows"),
        }
    }
}

/// The years of a file; or all that is wrong with it, and then nothing of it counts.
pub fn parse(text: &str) -> Result<Calendar, Vec<LineFault>> {
    // Spreadsheets put a byte order mark before what they save as UTF-8.
    let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim).zip(1..);
    if lines.next().is_none_or(|(heading, _)| heading != HEADING) {
        return Err(vec![LineFault { line: 1, wrong: Wrong::NotTheHeading }]);
    }
    let (mut days, mut faults) = (Vec::new(), Vec::new());
    let (mut first_of_day, mut first_of_year) = (HashMap::new(), BTreeMap::new());
    for (text, line) in lines.filter(|(text, _)| !text.is_empty()) {
        let read = day_of(text).and_then(|day| {
            first_of_year.entry(day.day.year()).or_insert(line);
            let first = *first_of_day.entry(day.day).or_insert(line);
            if first == line { Ok(day) } else { Err(Wrong::Twice(first)) }
        });
        match read {
            Ok(day) => days.push(day),
            Err(wrong) => faults.push(LineFault { line, wrong }),
        }
    }
    // Where a line is wrong, it may be the one that would be missed.
    if faults.is_empty() {
        faults.extend(first_of_year.iter().flat_map(|(year, line)| missing(&days, *year, *line)));
        faults.extend(days.is_empty().then_some(LineFault { line: 1, wrong: Wrong::NoDays }));
    }
    if faults.is_empty() { Ok(Calendar::of(days)) } else { Err(faults) }
}

/// A day as a file has it.
pub fn line(CalendarDay { day, kind, name }: &CalendarDay) -> String {
    let kind = KINDS.iter().find(|(_, known)| known == kind).map_or("", |(word, _)| word);
    format!("{day},{kind},{}", name.as_str())
}

fn day_of(line: &str) -> Result<CalendarDay, Wrong> {
    let cells: Vec<_> = line.split(',').map(str::trim).collect();
    let [day, kind, name] = cells[..] else { return Err(Wrong::Cells(cells.len())) };
    let repeated = |cell: &str| cell.chars().take(REPEATED).collect();
    // In one form only: chrono would also take signs, spaces and single digits.
    let canonical = day.parse().ok().filter(|found: &NaiveDate| found.to_string() == day);
    let day = canonical.ok_or_else(|| Wrong::NotADay(repeated(day)))?;
    if !YEARS.contains(&day.year()) {
        return Err(Wrong::YearBeyond(day.year()));
    }
    let known = KINDS.iter().find(|(word, _)| *word == kind);
    let kind = known.map(|(_, kind)| *kind).ok_or_else(|| Wrong::NotAKind(repeated(kind)))?;
    let weekday = day.weekday();
    if kind == DayKind::MakeUp && !matches!(weekday, Weekday::Sat | Weekday::Sun) {
        return Err(Wrong::WorkedAnyway(weekday));
    }
    let name = Line::parse("name", name).map_err(|failure| match failure {
        Failure::Invalid(invalid) => Wrong::NotAName(invalid.fault.en),
        other => Wrong::NotAName(other.to_string()),
    })?;
    Ok(CalendarDay { day, kind, name })
}

/// What a year would have if it were whole. A file for one year easily has a day or two of the year before, whose other
/// holidays it would wipe out.
fn missing(days: &[CalendarDay], year: i32, line: usize) -> impl Iterator<Item = LineFault> {
    let always = EVERY_YEAR.into_iter().filter_map(move |(month, day)| NaiveDate::from_ymd_opt(year, month, day));
    let holiday = |day| days.iter().any(|known| known.day == day && known.kind == DayKind::Holiday);
    always.filter(move |day| !holiday(*day)).map(move |day| LineFault { line, wrong: Wrong::Missing(day) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A file of these lines, which lacks no day of 2030 that it must have.
    fn file(lines: &str) -> String {
        format!("{HEADING}\n2030-01-01,holiday,元旦\n2030-05-01,holiday,劳动节\n2030-10-01,holiday,国庆节\n{lines}")
    }

    fn faults(text: &str) -> String {
        let faults = parse(text).expect_err("faults");
        faults.iter().map(|fault| fault.to_string()).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_is_built_in_is_whole() {
        let built_in = parse(include_str!("china.csv")).expect("no faults");
        let years: Vec<_> = built_in.years().map(|(year, days)| (year, days.len())).collect();
        assert_eq!(years, [(2024, 36), (2025, 33), (2026, 39)]);
        assert_eq!(*BUILT_IN, built_in);
    }

    #[test]
    fn a_file_may_come_from_a_spreadsheet() {
        let text = format!("\u{feff}{}", file("2030-02-09, make_up ,春节\n\n").replace('\n', "\r\n"));
        let days = parse(&text).expect("no faults").take_year(2030).expect("the year");
        assert_eq!(line(&days[1]), "2030-02-09,make_up,春节");
        assert_eq!(days.len(), 4);
    }

    #[test]
    fn what_is_printed_is_a_file() {
        let lines = BUILT_IN.years().flat_map(|(_, days)| days).map(line);
        let text = std::iter::once(HEADING.to_owned()).chain(lines).collect::<Vec<_>>().join("\n");
        assert_eq!(parse(&text).as_ref(), Ok(&*BUILT_IN));
    }

    #[test]
    fn a_fault_names_its_line_and_why() {
        for (lines, expected) in [
            ("2030-02-30,holiday,春节", "line 5: \"2030-02-30\" is not a day as 2026-10-01"),
            ("2030-2-3,holiday,春节", "line 5: \"2030-2-3\" is not a day as 2026-10-01"),
            ("2030/02/03,holiday,春节", "line 5: \"2030/02/03\" is not a day as 2026-10-01"),
            ("+12030-02-03,holiday,春节", "line 5: 12030 is not between 2000 and 2100"),
            ("1999-10-01,holiday,国庆节", "line 5: 1999 is not between 2000 and 2100"),
            ("2030-02-04,Holiday,春节", "line 5: \"Holiday\" is neither holiday nor make_up"),
            ("2030-02-04,,春节", "line 5: \"\" is neither holiday nor make_up"),
            ("2030-02-04,make_up,春节", "line 5: a Mon is worked anyway and makes up for nothing"),
            ("2030-02-04,holiday", "line 5: has 2 cells, not the three of day,kind,name"),
            ("2030-02-04,holiday,春节,", "line 5: has 4 cells, not the three of day,kind,name"),
            ("2030-02-04,holiday,", "line 5: the name must not be empty"),
            (
                "2030-02-04,holiday,一二三四五六七八九十一二三四五六七八九十一",
                "line 5: the name is longer than 20 characters",
            ),
            ("\n2030-01-01,holiday,元旦", "line 6: the day stands in line 2 already"),
            (
                "2029-12-31,holiday,元旦",
                "line 5: a file gives whole years, and 2029-01-01, which is a holiday in every year, is missing\n\
                 line 5: a file gives whole years, and 2029-05-01, which is a holiday in every year, is missing\n\
                 line 5: a file gives whole years, and 2029-10-01, which is a holiday in every year, is missing",
            ),
            (
                "2030-02-04,x,春节\n2030-02-32,holiday,春节",
                "line 5: \"x\" is neither holiday nor make_up\nline 6: \"2030-02-32\" is not a day as 2026-10-01",
            ),
        ] {
            assert_eq!(faults(&file(lines)), expected);
        }
        assert_eq!(faults(""), "line 1: is not the heading day,kind,name");
        assert_eq!(faults("2030-01-01,holiday,元旦"), "line 1: is not the heading day,kind,name");
        assert_eq!(faults(&format!("{HEADING}\n\n")), "line 1: no day follows");
        let worked = file("").replace("2030-05-01,holiday", "2030-05-04,make_up");
        assert!(faults(&worked).contains("2030-05-01"), "a make-up day is no holiday");
    }

    proptest! {
        #[test]
        fn whatever_a_file_holds_it_is_read_or_its_faults_are_few(text in "(day,kind,name\n)?([-0-9a-z,节\u{feff}\r\n\"]{0,40}\n){0,5}|.{0,80}") {
            match parse(&text) {
                Ok(calendar) => prop_assert!(calendar.years().all(|(_, days)| days.len() >= EVERY_YEAR.len())),
                Err(faults) => prop_assert!((1..=text.lines().count().max(1)).contains(&faults.len())),
            }
        }
    }
}
