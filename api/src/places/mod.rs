//! Places over GraphQL.

pub mod area;
pub mod loader;
pub mod mutation;
pub mod query;

use domain::rule::Rule::{self, LoggedIn};

/// Who may see the guarded parts of its schema.
pub const GUARDED: &[(&str, Rule)] = &[("Area", LoggedIn)];
