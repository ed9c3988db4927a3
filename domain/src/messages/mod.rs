//! Subscribe messages (订阅消息): what cannot wait until a member looks into their inbox goes out through WeChat, too.
//!
//! A member accepts a prompt of the client, and that is one message of one template. What they accepted is kept as a
//! count, and spent where it matters.

pub mod choose;
pub mod message;
pub mod quiet;
pub mod repo;
pub mod report;
pub mod send;

use crate::operation::Operation;
use crate::rule::Rule::Oneself;

/// `reportSubscription`
pub const REPORT_SUBSCRIPTION: Operation = Operation::act("reportSubscription", Oneself).unrecorded();
/// `setMessageTopics`
pub const SET_MESSAGE_TOPICS: Operation = Operation::act("setMessageTopics", Oneself);

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] = &[REPORT_SUBSCRIPTION, SET_MESSAGE_TOPICS];
