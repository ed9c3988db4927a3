//! Holidays and working days over GraphQL.

pub mod day;
pub mod query;

use domain::rule::Rule;

/// Who may see the guarded parts of its schema: none is guarded.
pub const GUARDED: &[(&str, Rule)] = &[];
