//! Wishes over GraphQL.

pub mod claim;
pub mod contact;
pub mod loader;
pub mod mine;
pub mod mutation;
pub mod query;
pub mod screen;
pub mod timeline;
pub mod wish;

use domain::rule::Rule::{self, Claimer, OwnerOrStaff, Staff, WhoSeesIt};

/// Who may see the guarded parts of its schema.
pub const GUARDED: &[(&str, Rule)] = &[
    ("Wish", WhoSeesIt),
    ("Claim", WhoSeesIt),
    ("Wish.timeline", WhoSeesIt),
    ("Wish.textCheck", Staff),
    ("Contact", Claimer),
    ("Contact.phone", Claimer),
    ("Contact.realName", Claimer),
    ("Wish.removalReason", OwnerOrStaff),
    ("Wish.photos", WhoSeesIt),
    ("Claim.photos", WhoSeesIt),
    ("Claim.removalReason", OwnerOrStaff),
];
