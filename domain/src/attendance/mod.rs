//! Check-in (签到): proof of having been there, and what it is worth.

pub mod check_in;
pub mod check_out;
pub mod code;
pub mod correct;
pub mod grant;
pub mod hours;
pub mod presence;
pub mod read;
pub mod repo;
pub mod roll_call;
pub mod scan;
pub mod set_star_rule;
pub mod star;
pub mod today;

use crate::attendance::code::GUESSES;
use crate::operation::Operation;
use crate::rule::Rule::{Leader, LoggedIn, Owner, Staff};
use crate::screens::purpose::ScreenPurpose;

/// `checkIn`
pub const CHECK_IN: Operation = Operation::act("checkIn", Owner).limited(GUESSES);
/// `checkOut`
pub const CHECK_OUT: Operation = Operation::act("checkOut", Owner).limited(GUESSES);
/// `rollCall`
pub const ROLL_CALL: Operation = Operation::act("rollCall", Leader);
/// `voidHours`
pub const VOID_HOURS: Operation = Operation::act("voidHours", Staff);
/// `enterHours`
pub const ENTER_HOURS: Operation = Operation::act("enterHours", Staff);
/// `setStarRule`
pub const SET_STAR_RULE: Operation = Operation::act("setStarRule", Staff);

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] = &[
    CHECK_IN,
    CHECK_OUT,
    ROLL_CALL,
    Operation::query("starRule", LoggedIn),
    Operation::query("memberHours", Staff),
    Operation::subscription("checkInCode", Leader),
    // A query, and a subscription of the same name.
    Operation::query("checkInCodesOfToday", Staff).on_screens(&[ScreenPurpose::CheckInCodes]),
    VOID_HOURS,
    ENTER_HOURS,
    SET_STAR_RULE,
];
