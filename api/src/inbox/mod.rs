//! The inbox over GraphQL.

pub mod entry;
pub mod mine;
pub mod mutation;
pub mod screen;

use domain::rule::Rule;

/// Who may see the guarded parts of its schema: all of it is in `viewer`.
pub const GUARDED: &[(&str, Rule)] = &[];
