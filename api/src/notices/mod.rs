//! The notice board over GraphQL.

pub mod loader;
pub mod mutation;
pub mod notice;
pub mod query;
