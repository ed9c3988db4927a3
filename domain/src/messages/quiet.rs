//! The hours in which nobody is disturbed: 22 to 7, where the communities are.

use chrono::{DateTime, Days, Duration, Utc};

use crate::calendar::{begin_of, day_of};

const EVENING: Duration = Duration::hours(22);
const MORNING: Duration = Duration::hours(7);

/// Until when it is quiet; `None` in the day.
pub fn quiet_until(now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let day = day_of(now);
    let (morning, evening) = (begin_of(day) + MORNING, begin_of(day) + EVENING);
    if now < morning {
        return Some(morning);
    }
    (now >= evening).then(|| begin_of(day.checked_add_days(Days::new(1)).unwrap_or(day)) + MORNING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_quiet_from_ten_in_the_evening_to_seven() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a time");
        for (now, until) in [
            ("2026-12-31T21:59:59+08:00", None),
            ("2026-12-31T22:00:00+08:00", Some("2027-01-01T07:00:00+08:00")),
            ("2026-12-31T23:59:59+08:00", Some("2027-01-01T07:00:00+08:00")),
            ("2027-01-01T00:00:00+08:00", Some("2027-01-01T07:00:00+08:00")),
            ("2027-01-01T06:59:59+08:00", Some("2027-01-01T07:00:00+08:00")),
            ("2027-01-01T07:00:00+08:00", None),
        ] {
            assert_eq!(quiet_until(at(now)), until.map(at), "{now}");
        }
    }
}
