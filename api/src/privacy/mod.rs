//! Personal data over GraphQL: the privacy text, and consent.

pub mod consent;
pub mod mutation;
pub mod policy;
pub mod query;

use domain::rule::Rule::{self, Oneself};

/// Who may see the guarded parts of its schema.
pub const GUARDED: &[(&str, Rule)] = &[("Consent", Oneself)];
