//! The addresses of feeds over GraphQL. What they tell stands in `http/feeds`.

pub mod feed;
pub mod mine;
pub mod mutation;

use domain::rule::Rule::{self, Oneself};

/// Who may see the guarded parts of its schema.
pub const GUARDED: &[(&str, Rule)] = &[("Feed", Oneself)];
