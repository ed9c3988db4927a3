//! Days where the communities are: when one begins, and which of them are working days 工作日.

pub mod day;
pub mod file;
pub mod import;
pub mod period;
pub mod read;
pub mod repo;
pub mod working_days;

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use crate::operation::Operation;
use crate::rule::Rule::Everybody;

/// `importCalendar`: `linli calendar import`.
pub const IMPORT_CALENDAR: Operation = Operation::internal("importCalendar");

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] =
    &[Operation::query("holidays", Everybody), Operation::query("workingDay", Everybody), IMPORT_CALENDAR];

/// China Standard Time, in seconds east of UTC: all year, everywhere.
pub const CHINA: i32 = 8 * 3600;

/// The calendar day of a moment where the communities are.
pub fn day_of(moment: DateTime<Utc>) -> NaiveDate {
    local(moment).date()
}

/// A moment as the clocks show it where the communities are.
pub fn local(moment: DateTime<Utc>) -> NaiveDateTime {
    (moment + Duration::seconds(CHINA.into())).naive_utc()
}

/// The moment at which a day begins where the communities are.
pub fn begin_of(day: NaiveDate) -> DateTime<Utc> {
    (day.and_time(NaiveTime::MIN) - Duration::seconds(CHINA.into())).and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_china() {
        let noon = DateTime::parse_from_rfc3339("2026-11-24T12:00:00+08:00").expect("a time").to_utc();
        let begin = begin_of(day_of(noon));
        assert_eq!(begin.to_rfc3339(), "2026-11-23T16:00:00+00:00");
        assert_eq!(day_of(begin), day_of(noon));
        assert_ne!(day_of(begin - Duration::microseconds(1)), day_of(noon));
    }
}
