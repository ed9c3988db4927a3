//! Looking at what happened week by week.

use crate::access::{Scope, Viewer};
use crate::failure::Outcome;
use crate::figures::week::{WeekOfHours, WeekOfWishes, weeks};
use crate::ports::Ports;

/// The wishes of a community by the weeks in which they were posted. For staff who administer it.
pub async fn wishes(ports: &Ports, by: &Viewer, scope: &Scope, count: i64) -> Outcome<Vec<WeekOfWishes>> {
    by.must_administer(scope.path())?;
    ports.store.wishes_by_week(scope, &weeks(ports.today(), count)?).await
}

/// The hours of a community by the weeks in which they were served. For staff who administer it.
pub async fn hours(ports: &Ports, by: &Viewer, scope: &Scope, count: i64) -> Outcome<Vec<WeekOfHours>> {
    by.must_administer(scope.path())?;
    ports.store.hours_by_week(scope, &weeks(ports.today(), count)?).await
}
