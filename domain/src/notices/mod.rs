//! The notice board (公示栏).

pub mod edit;
pub mod mark_read;
pub mod notice;
pub mod publish;
pub mod read;
pub mod repo;
pub(crate) mod tell;
pub mod withdraw;

use crate::operation::Operation;
use crate::rule::Rule::{Community, Staff, WhoSeesIt};

/// `markNoticesRead`
pub const MARK_READ: Operation = Operation::act("markNoticesRead", WhoSeesIt);
/// `publishNotice`
pub const PUBLISH: Operation = Operation::act("publishNotice", Staff);
/// `editNotice`
pub const EDIT: Operation = Operation::act("editNotice", Staff);
/// `withdrawNotice`
pub const WITHDRAW: Operation = Operation::act("withdrawNotice", Staff);

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] = &[
    Operation::query("noticeBoard", Community),
    Operation::query("unreadNoticeCount", Community),
    MARK_READ,
    PUBLISH,
    EDIT,
    WITHDRAW,
];
