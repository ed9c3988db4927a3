//! Screens of halls (大厅屏): a browser that hangs in a hall, paired once by staff to a community and a purpose.
//!
//! A screen is nobody. Its right stands in the database as the digest of a key, and from the key it gets short logins by
//! itself. It reads what its purpose needs: each operation says on which screens it can be asked
//! ([`Operation::on_screens`]), and every other is refused. It sees what a resident sees who is nothing else.

pub mod end;
pub mod enter;
pub mod key;
pub(crate) mod pair;
pub mod purpose;
pub mod read;
pub mod repo;
pub mod screen;

use crate::operation::Operation;
use crate::rates::Limit;
use crate::rule::Rule::{Everybody, Staff};
use crate::screens::purpose::ScreenPurpose;

/// `pairScreen`. Follows from a pairing that was allowed and taken.
pub const PAIR_SCREEN: Operation = Operation::internal("pairScreen");
/// `enterScreen`. A screen does so every quarter of an hour, and when its power comes back.
pub const ENTER_SCREEN: Operation = Operation::act("enterScreen", Everybody)
    .limited(Limit::new("enterScreen", 10, 10))
    .unrecorded()
    .on_screens(&ScreenPurpose::ALL);
/// `endScreen`
pub const END_SCREEN: Operation = Operation::act("endScreen", Staff);

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] = &[PAIR_SCREEN, ENTER_SCREEN, Operation::query("screens", Staff), END_SCREEN];
