//! Spreadsheets over GraphQL. They are fetched at `/media` ([`crate::http::media`]).

pub mod mine;
pub mod mutation;
pub mod spreadsheet;

use domain::rule::Rule::{self, Oneself};

/// Who may see the guarded parts of its schema.
pub const GUARDED: &[(&str, Rule)] = &[("Spreadsheet", Oneself)];
