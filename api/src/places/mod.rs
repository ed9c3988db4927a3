//! Places over GraphQL.

pub mod area;
pub mod loader;
pub mod mutation;
pub mod query;
