//! A period of days.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use crate::calendar::begin_of;
use crate::failure::{Invalid, Outcome};

/// How long a period can be, in days.
const PERIOD_AT_MOST: i64 = 366;

/// Some days, where the communities are (UTC+8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Period {
    /// Reads the two days.
    pub fn parse(from: NaiveDate, to: NaiveDate) -> Outcome<Self> {
        if to < from || to - from >= Duration::days(PERIOD_AT_MOST) {
            let en = format!("must not lie before from, nor more than {PERIOD_AT_MOST} days make a period");
            return Err(Invalid::new("to", (format!("须不早于开始日期，且不超过{PERIOD_AT_MOST}天"), en)).into());
        }
        Ok(Self { from, to })
    }

    /// Reads the two days of what has happened, however long ago it began.
    pub fn past(from: NaiveDate, to: NaiveDate, today: NaiveDate) -> Outcome<Self> {
        if to > today {
            return Err(Invalid::new("to", ("不能晚于今天", "must not lie ahead")).into());
        }
        if from > to {
            return Err(Invalid::new("from", ("不能晚于结束日期", "must not come after the last day")).into());
        }
        Ok(Self { from, to })
    }

    /// The moment at which it begins.
    pub fn begins(&self) -> DateTime<Utc> {
        begin_of(self.from)
    }

    /// The moment at which it is over.
    pub fn ends(&self) -> DateTime<Utc> {
        begin_of(self.to + Duration::days(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Failure;

    #[test]
    fn a_period_has_come_and_is_in_its_order() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).expect("a day");
        let check = |from, to| match Period::past(day(from), day(to), day(20)) {
            Ok(_) => "",
            Err(Failure::Invalid(invalid)) => invalid.field,
            Err(other) => panic!("{other}"),
        };
        assert_eq!([check(1, 20), check(20, 20), check(1, 21), check(20, 19)], ["", "", "to", "from"]);
    }
}
