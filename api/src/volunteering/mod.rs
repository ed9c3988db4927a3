//! Teams, activities and sign-ups over GraphQL.

pub mod activity;
pub mod loader;
pub mod mine;
pub mod mutation;
pub mod query;
pub mod shift;
pub mod sign_up;
pub mod team;

use domain::rule::Rule::{self, Community, Leader, OwnerOrLeader, OwnerOrStaff, TeamOrStaff};

/// Who may see the guarded parts of its schema.
pub const GUARDED: &[(&str, Rule)] = &[
    ("Team.removalReason", OwnerOrStaff),
    ("Activity.removalReason", OwnerOrStaff),
    ("Activity", Community),
    ("Activity.photos", Community),
    ("Team", Community),
    ("Team.members", TeamOrStaff),
    ("Shift", Community),
    ("Shift.checkInCode", Leader),
    ("Shift.roster", Leader),
    ("SignUp", OwnerOrLeader),
];
