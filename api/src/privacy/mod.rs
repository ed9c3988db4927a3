//! Personal data over GraphQL: the privacy text, and consent.

pub mod consent;
pub mod mutation;
pub mod policy;
pub mod query;
