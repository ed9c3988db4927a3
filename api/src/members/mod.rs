//! People over GraphQL: who am I, where do I belong, what may I do.

pub mod blocks;
pub mod mutation;
pub mod party;
pub mod person;
pub mod query;
pub mod role;
pub mod roles;
pub mod second_factor;
pub mod session;
pub mod viewer;

use domain::rule::Rule::{self, Community, Oneself, Staff};

/// Who may see the guarded parts of its schema.
pub const GUARDED: &[(&str, Rule)] = &[
    ("Viewer", Oneself),
    ("Viewer.phone", Oneself),
    ("Viewer.realName", Oneself),
    ("Viewer.dataAccessLog", Oneself),
    ("Home.building", Oneself),
    ("Login.accessToken", Oneself),
    ("Login.refreshToken", Oneself),
    ("SecondFactorSecret", Oneself),
    ("Block", Staff),
    ("Person", Community),
];
