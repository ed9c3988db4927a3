//! What is done later and failed, over GraphQL.

pub mod job;
pub mod mutation;
pub mod query;
