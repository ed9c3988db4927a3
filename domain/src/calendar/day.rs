//! A day that is not as the rule of Monday to Friday has it.

use std::ops::RangeInclusive;

use chrono::NaiveDate;

use crate::text::Line;

/// The years of which one can ask and be told.
pub const YEARS: RangeInclusive<i32> = 2000..=2100;

/// How a day differs from the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// 放假: nobody works. Published holidays span the weekends within them.
    Holiday,
    /// 调休上班: a day of a weekend that is worked to make up for a holiday.
    MakeUp,
}

/// A day that differs, as the State Council arranges it for a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarDay {
    /// Which day.
    pub day: NaiveDate,
    /// How it differs.
    pub kind: DayKind,
    /// The holiday, such as 国庆节, that it is part of or makes up for.
    pub name: Line<20>,
}
