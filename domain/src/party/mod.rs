//! Party members in office: reporting in (报到) to the community that they serve, and keeping duty there.

pub mod ask;
pub mod check_in;
pub mod decide;
pub mod duty;
pub mod duty_point;
pub mod end;
pub mod read;
pub mod record;
pub mod repo;
pub mod report_in;

use crate::attendance::code::GUESSES;
use crate::operation::Operation;
use crate::rule::Rule::{Community, Liaison, OwnerOrStaff, PartyMember, Staff};

/// `askReportIn`
pub const ASK_REPORT_IN: Operation = Operation::act("askReportIn", PartyMember);
/// `acceptReportIn`
pub const ACCEPT_REPORT_IN: Operation = Operation::act("acceptReportIn", Staff);
/// `refuseReportIn`
pub const REFUSE_REPORT_IN: Operation = Operation::act("refuseReportIn", Staff);
/// `endReportIn`
pub const END_REPORT_IN: Operation = Operation::act("endReportIn", OwnerOrStaff);
/// `createDutyPoint`
pub const CREATE_DUTY_POINT: Operation = Operation::act("createDutyPoint", Staff);
/// `closeDutyPoint`
pub const CLOSE_DUTY_POINT: Operation = Operation::act("closeDutyPoint", Staff);
/// `checkInAtDutyPoint`
pub const CHECK_IN_AT_DUTY_POINT: Operation = Operation::act("checkInAtDutyPoint", PartyMember).limited(GUESSES);

/// What can be asked of this feature, and done.
pub const OPERATIONS: &[Operation] = &[
    ASK_REPORT_IN,
    Operation::query("reportIns", Staff),
    Operation::query("reportInQueue", Staff),
    ACCEPT_REPORT_IN,
    REFUSE_REPORT_IN,
    END_REPORT_IN,
    Operation::query("dutyPoints", Community),
    CREATE_DUTY_POINT,
    CLOSE_DUTY_POINT,
    CHECK_IN_AT_DUTY_POINT,
    Operation::query("unitRecord", Liaison),
    Operation::query("unitMemberEntries", Liaison),
];
