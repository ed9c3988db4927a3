//! What members wrote and staff look at, over GraphQL.

pub mod case;
pub mod loader;
pub mod mutation;
pub mod query;
pub mod text;

use domain::rule::Rule::{self, OwnerOrStaff, Staff};

/// Who may see the guarded parts of its schema.
pub const GUARDED: &[(&str, Rule)] = &[("ContentCase", Staff), ("ContentReport", OwnerOrStaff)];
