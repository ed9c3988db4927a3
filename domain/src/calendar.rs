//! Days where the communities are.

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};

/// China Standard Time, in seconds east of UTC: all year, everywhere.
const CHINA: i32 = 8 * 3600;

/// The calendar day of a moment where the communities are.
pub fn day_of(moment: DateTime<Utc>) -> NaiveDate {
    (moment + Duration::seconds(CHINA.into())).date_naive()
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
