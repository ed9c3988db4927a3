//! Volunteering (志愿服务): teams, activities with their shifts, and who signed up.

pub mod activity;
pub mod call_off;
pub mod cancel;
pub mod found;
pub mod join;
pub mod organise;
pub mod plan;
pub mod read;
pub mod repo;
pub mod shift;
pub mod sign_up;
pub mod team;
pub(crate) mod told;

use crate::operation::Operation;
use crate::rule::Rule::{Community, Helper, Leader, Owner};

/// `createActivity`
pub const CREATE_ACTIVITY: Operation = Operation::act("createActivity", Leader);
/// `cancelActivity`
pub const CANCEL_ACTIVITY: Operation = Operation::act("cancelActivity", Leader);
/// `signUp`
pub const SIGN_UP: Operation = Operation::act("signUp", Helper);
/// `cancelSignUp`
pub const CANCEL_SIGN_UP: Operation = Operation::act("cancelSignUp", Owner);
/// `foundTeam`
pub const FOUND_TEAM: Operation = Operation::act("foundTeam", Helper);
/// `joinTeam`
pub const JOIN_TEAM: Operation = Operation::act("joinTeam", Helper);
/// `leaveTeam`
pub const LEAVE_TEAM: Operation = Operation::act("leaveTeam", Owner);

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] = &[
    Operation::query("activities", Community),
    Operation::query("teams", Community),
    CREATE_ACTIVITY,
    CANCEL_ACTIVITY,
    SIGN_UP,
    CANCEL_SIGN_UP,
    FOUND_TEAM,
    JOIN_TEAM,
    LEAVE_TEAM,
];
