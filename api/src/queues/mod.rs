//! How much waits for staff, over GraphQL.

pub mod query;
pub mod queue;
