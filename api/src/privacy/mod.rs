//! Personal data over GraphQL: the privacy text, and consent.

pub mod consent;
pub mod mutation;
pub mod policy;
pub mod query;

use domain::rule::Rule::{self, Oneself};

/// For whom the guarded parts of its schema are.
pub const GUARDED: &[(&str, Rule)] = &[("Consent", Oneself)];
