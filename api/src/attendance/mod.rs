//! Check-in and granted time over GraphQL.

pub mod code;
pub mod mutation;
pub mod query;
pub mod types;
