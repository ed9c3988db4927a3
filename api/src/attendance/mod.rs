//! Check-in and granted time over GraphQL.

pub mod code;
pub mod hours;
pub mod mine;
pub mod mutation;
pub mod presence;
pub mod query;
pub mod screen;
pub mod star;
pub mod today;

use domain::rule::Rule::{self, Leader, OwnerOrLeader, OwnerOrStaff, Staff};

/// Who may see the guarded parts of its schema.
pub const GUARDED: &[(&str, Rule)] = &[
    ("Attendance", OwnerOrLeader),
    ("CheckInCodes", Staff),
    ("ShiftCode.code", Staff),
    ("CheckInCode.digits", Leader),
    ("CheckInCode.qrText", Leader),
    ("Hours", OwnerOrStaff),
    ("HoursAccount", OwnerOrStaff),
];
