//! The moral bank over GraphQL.

pub mod bank;
pub mod counter;
pub mod goods;
pub mod loader;
pub mod mutation;
pub mod query;
pub mod types;
