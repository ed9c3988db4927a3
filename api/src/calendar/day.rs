//! What clients see of holidays and working days.

use async_graphql::{Enum, Object};
use domain::calendar::{day, working_days};

use crate::graphql::scalars::Date;

/// How a day differs from the rule that Monday to Friday are worked.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "day::DayKind")]
pub enum DayKind {
    /// 放假: a day of a holiday. Weekends within a holiday are listed, too.
    Holiday,
    /// 调休上班: a day of a weekend that is worked to make up for a holiday.
    MakeUp,
}

/// A day that differs from the rule that Monday to Friday are worked.
pub struct CalendarDay(pub day::CalendarDay);

/// A day that differs from the rule that Monday to Friday are worked.
#[Object]
impl CalendarDay {
    /// Which day, where the communities are (UTC+8).
    async fn date(&self) -> Date {
        Date(self.0.day)
    }

    /// How it differs.
    async fn kind(&self) -> DayKind {
        self.0.kind.into()
    }

    /// The holiday that it is part of or makes up for, in Chinese, such as 国庆节; up to 20 characters.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }
}

/// A working day 工作日.
pub struct WorkingDay(pub working_days::WorkingDay);

/// A working day 工作日.
#[Object]
impl WorkingDay {
    /// Which day, where the communities are (UTC+8).
    async fn date(&self) -> Date {
        Date(self.0.day)
    }

    /// Whether it can still change, because it rests on days whose holidays are not known yet: there, Monday to Friday
    /// were counted. Holidays are published in November for the year that follows.
    async fn provisional(&self) -> bool {
        self.0.provisional
    }
}
