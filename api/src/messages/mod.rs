//! Subscribe messages over GraphQL.

pub mod mine;
pub mod mutation;

use domain::rule::Rule;

/// Who may see the guarded parts of its schema: all of it is in `viewer`.
pub const GUARDED: &[(&str, Rule)] = &[];
