//! The audit log.

pub mod entry;
pub mod query;

use domain::rule::Rule::{self, Overseer};

/// Who may see the guarded parts of its schema.
pub const GUARDED: &[(&str, Rule)] = &[("AuditEntry", Overseer)];
