//! Report-ins and duty over GraphQL.

pub mod mutation;
pub mod query;
pub mod record;
pub mod types;
