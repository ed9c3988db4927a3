//! What waits for a second person, over GraphQL.

pub mod mutation;
pub mod proposal;
pub mod query;

use domain::rule::Rule::{self, Staff};

/// Who may see the guarded parts of its schema.
pub const GUARDED: &[(&str, Rule)] = &[("Proposal", Staff)];
