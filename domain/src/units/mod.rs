//! The unit tree: employers and the rosters of their party members.

pub mod create;
pub mod import;
pub mod lines;
pub mod read;
pub mod repo;
pub mod roster;
pub mod unit;

use crate::operation::Operation;
use crate::rates::Limit;
use crate::rule::Rule::{Liaison, LoggedIn, Staff};

/// `createUnit`
pub const CREATE_UNIT: Operation = Operation::act("createUnit", Staff);
/// `addToRoster`
pub const ADD_TO_ROSTER: Operation = Operation::act("addToRoster", Liaison);
/// `importRoster`. A file of up to 4 MiB.
pub const IMPORT_ROSTER: Operation = Operation::internal("importRoster").limited(Limit::new("importRoster", 10, 30));

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] = &[Operation::query("units", LoggedIn), CREATE_UNIT, ADD_TO_ROSTER, IMPORT_ROSTER];
