//! Employers over GraphQL.

pub mod loader;
pub mod mutation;
pub mod query;
pub mod unit;
