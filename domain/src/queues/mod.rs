//! What waits for staff of a community, in figures: the queues themselves are lists of their features.

pub mod queue;
pub mod read;
pub mod repo;

use crate::operation::Operation;
use crate::rule::Rule::Staff;

/// What can be asked of this feature.
pub const OPERATIONS: &[Operation] = &[Operation::query("queues", Staff)];
