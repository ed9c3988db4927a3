//! The notice board over GraphQL.

pub mod mutation;
pub mod query;
pub mod types;
