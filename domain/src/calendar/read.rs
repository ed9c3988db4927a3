//! Asking for holidays and working days.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};

use crate::calendar::day::{CalendarDay, YEARS};
use crate::calendar::file::BUILT_IN;
use crate::calendar::working_days::{Calendar, WorkingDay};
use crate::failure::{Failure, Invalid, Outcome};
use crate::store::Store;

/// The most working days that one reckons ahead: about four years.
const MOST: u16 = 1000;

/// What is known of these years: what was imported, else what is built in.
async fn calendar(store: &dyn Store, years: RangeInclusive<i32>) -> Outcome<Calendar> {
    let imported = store.imported_days(years).await?;
    Ok(BUILT_IN.clone().replaced_by(Calendar::of(imported)))
}

/// The days of a year that are not as the rule of Monday to Friday has them, in their order; `None` if its arrangement
/// is not known yet.
pub async fn holidays(store: &dyn Store, year: i64) -> Outcome<Option<Vec<CalendarDay>>> {
    let year = i32::try_from(year).ok().filter(|year| YEARS.contains(year)).ok_or_else(|| beyond("year"))?;
    Ok(calendar(store, year..=year).await?.take_year(year))
}

/// The day on which so many working days have passed: see [`Calendar::after_working_days`].
pub async fn working_day(store: &dyn Store, from: NaiveDate, count: i64) -> Outcome<WorkingDay> {
    if !YEARS.contains(&from.year()) {
        return Err(beyond("from"));
    }
    let count = u16::try_from(count)
        .ok()
        .filter(|count| *count <= MOST)
        .ok_or_else(|| Invalid::new("count", (format!("须为0至{MOST}"), format!("is not between 0 and {MOST}"))))?;
    let calendar = calendar(store, from.year()..=*YEARS.end()).await?;
    calendar.after_working_days(from, count).ok_or_else(|| beyond("from"))
}

fn beyond(field: &'static str) -> Failure {
    let (first, last) = YEARS.into_inner();
    Invalid::new(field, (format!("年份须在{first}至{last}之间"), format!("is not in the years {first} to {last}")))
        .into()
}
