//! Personal data over GraphQL: the privacy text, and consent.

pub mod mutation;
pub mod query;
pub mod types;
