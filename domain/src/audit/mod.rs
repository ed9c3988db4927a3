//! The audit log: who did what, to what, when, and by which request. It is only ever added to.

pub mod chain;
pub mod entry;
pub mod extend;
pub mod log;
pub mod read;
pub mod repo;
pub mod verify;
pub mod write;

use crate::operation::Operation;
use crate::rule::Rule::Overseer;

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] = &[Operation::query("auditLog", Overseer)];
