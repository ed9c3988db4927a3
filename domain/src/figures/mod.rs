//! What happened in a community week by week, for charts.

pub mod read;
pub mod repo;
pub mod week;

use crate::operation::Operation;
use crate::rule::Rule::Staff;

/// What can be asked of this feature.
pub const OPERATIONS: &[Operation] = &[Operation::query("wishesByWeek", Staff), Operation::query("hoursByWeek", Staff)];
