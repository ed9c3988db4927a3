//! The audit log.

pub mod entry;
pub mod query;

use domain::rule::Rule::{self, Overseer};

/// For whom the guarded parts of its schema are.
pub const GUARDED: &[(&str, Rule)] = &[("AuditEntry", Overseer)];
