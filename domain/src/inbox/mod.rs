//! The inbox (消息): what others did that concerns a member, told to them in the transaction that does it.

pub mod entry;
pub mod mark_read;
pub mod news;
pub mod repo;
pub mod tell;

use crate::operation::Operation;
use crate::rule::Rule::Oneself;

/// `markInboxRead`
pub const MARK_READ: Operation = Operation::act("markInboxRead", Oneself);

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] = &[Operation::subscription("inboxArrived", Oneself), MARK_READ];
