//! Wishes over GraphQL.

pub mod claim;
pub mod contact;
pub mod loader;
pub mod mine;
pub mod mutation;
pub mod query;
pub mod timeline;
pub mod wish;
