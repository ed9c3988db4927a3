//! The audit log.

pub mod query;
pub mod types;
