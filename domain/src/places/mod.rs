//! The place tree: city, district, street, community, grid, building.

pub mod area;
pub mod create;
pub mod path;
pub mod read;
pub mod repo;

use crate::operation::Operation;
use crate::rule::Rule::{LoggedIn, Staff};

/// `createArea`
pub const CREATE_AREA: Operation = Operation::act("createArea", Staff);

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] = &[Operation::query("areas", LoggedIn), CREATE_AREA];
