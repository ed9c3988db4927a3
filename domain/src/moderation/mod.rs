//! What members wrote and others read: checked before it is seen, reported by its readers, decided about by staff.

pub mod case;
pub mod check;
pub mod decide;
pub mod hold;
pub mod read;
pub mod repo;
pub mod report;
pub mod text_state;
pub mod verdict;

use crate::live::change::Screen;
use crate::operation::Operation;
use crate::rule::Rule::{Staff, WhoSeesIt};

/// `reportContent`
pub const REPORT_CONTENT: Operation = Operation::act("reportContent", WhoSeesIt).shows(Screen::OpenWishes);
/// `decideReport`
pub const DECIDE_REPORT: Operation = Operation::act("decideReport", Staff).shows(Screen::OpenWishes);

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] = &[REPORT_CONTENT, Operation::query("moderationQueue", Staff), DECIDE_REPORT];
