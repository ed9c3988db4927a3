//! The notice board over GraphQL.

pub mod loader;
pub mod mutation;
pub mod notice;
pub mod query;
pub mod screen;

use domain::rule::Rule::{self, Staff, WhoSeesIt};

/// Who may see the guarded parts of its schema.
pub const GUARDED: &[(&str, Rule)] = &[
    ("Notice", WhoSeesIt),
    ("Notice.readCount", Staff),
    ("Notice.versions", WhoSeesIt),
    // Once it is withdrawn: staff.
    ("Notice.text", WhoSeesIt),
    ("NoticeVersion.text", WhoSeesIt),
];
