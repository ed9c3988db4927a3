//! The notice board (公示栏).

pub mod edit;
pub mod files;
pub mod mark_read;
pub mod notice;
pub mod publish;
pub mod read;
pub mod repo;
pub(crate) mod tell;
pub mod withdraw;

use crate::live::change::Screen;
use crate::operation::Operation;
use crate::rule::Rule::{Community, Staff, WhoSeesIt};
use crate::screens::purpose::ScreenPurpose;

/// `markNoticesRead`
pub const MARK_READ: Operation = Operation::act("markNoticesRead", WhoSeesIt);
/// `publishNotice`
pub const PUBLISH: Operation = Operation::act("publishNotice", Staff).shows(Screen::Board);
/// `editNotice`
pub const EDIT: Operation = Operation::act("editNotice", Staff).shows(Screen::Board);
/// `withdrawNotice`
pub const WITHDRAW: Operation = Operation::act("withdrawNotice", Staff).shows(Screen::Board);

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] = &[
    Operation::query("noticeBoard", Community).on_screens(&[ScreenPurpose::Board]),
    Operation::query("unreadNoticeCount", Community),
    Operation::query("notices", Staff),
    Operation::subscription("boardChanged", Community).on_screens(&[ScreenPurpose::Board]),
    MARK_READ,
    PUBLISH,
    EDIT,
    WITHDRAW,
];
