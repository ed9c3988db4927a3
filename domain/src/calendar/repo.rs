//! What a store must guarantee of the calendar.

use std::ops::RangeInclusive;

use async_trait::async_trait;

use crate::calendar::day::CalendarDay;
use crate::calendar::working_days::Calendar;
use crate::failure::Outcome;

/// Inside a transaction.
#[async_trait]
pub trait CalendarRepo {
    /// Puts the years of a calendar in place of all that was imported of them before. *Unavailable*, and nothing may be
    /// kept, if somebody else imports one of them at the same moment.
    async fn replace_years(&mut self, calendar: &Calendar) -> Outcome<()>;
}

/// Outside one. The calendar is everybody's, so this reader takes no scope.
#[async_trait]
pub trait CalendarReader: Send + Sync {
    /// The days of these years that were imported.
    async fn imported_days(&self, years: RangeInclusive<i32>) -> Outcome<Vec<CalendarDay>>;
}
