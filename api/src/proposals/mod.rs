//! What waits for a second person, over GraphQL.

pub mod mutation;
pub mod proposal;
pub mod query;

use domain::rule::Rule::{self, Staff};

/// For whom the guarded parts of its schema are.
pub const GUARDED: &[(&str, Rule)] = &[("Proposal", Staff)];
