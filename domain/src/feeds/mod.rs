//! What a member's other programs fetch for them: their plan as a calendar, and the notices of their board as a feed.
//!
//! Such a program cannot log in. It has an address that nobody can guess, which its member can renew, and end.

pub mod end;
pub mod feed;
pub mod read;
pub mod renew;
pub mod repo;

use crate::operation::Operation;
use crate::rule::Rule::Oneself;

/// `renewFeedAddress`
pub const RENEW_FEED_ADDRESS: Operation = Operation::act("renewFeedAddress", Oneself);
/// `endFeed`
pub const END_FEED: Operation = Operation::act("endFeed", Oneself);

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] = &[RENEW_FEED_ADDRESS, END_FEED];
