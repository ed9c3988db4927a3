//! Report-ins and duty over GraphQL.

pub mod duty;
pub mod loader;
pub mod mine;
pub mod mutation;
pub mod query;
pub mod record;
pub mod report_in;

use domain::rule::Rule::{self, Community, OwnerOrStaff, Staff};

/// Who may see the guarded parts of its schema.
pub const GUARDED: &[(&str, Rule)] = &[
    ("ReportIn", OwnerOrStaff),
    ("DutyPoint", Community),
    ("DutyPoint.checkInCode", Staff),
    ("DutyPoint.checkIns", Staff),
    ("DutyCheckIn", OwnerOrStaff),
];
