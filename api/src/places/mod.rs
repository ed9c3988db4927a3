//! Places over GraphQL.

pub mod area;
pub mod loader;
pub mod mutation;
pub mod query;

use domain::rule::Rule::{self, LoggedIn};

/// For whom the guarded parts of its schema are.
pub const GUARDED: &[(&str, Rule)] = &[("Area", LoggedIn)];
