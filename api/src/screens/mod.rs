//! Screens of halls over GraphQL.

pub mod mutation;
pub mod query;
pub mod screen;

use domain::rule::Rule::{self, Everybody, Staff};

/// Who may see the guarded parts of its schema.
pub const GUARDED: &[(&str, Rule)] = &[("Screen", Staff), ("ScreenLogin.accessToken", Everybody)];
