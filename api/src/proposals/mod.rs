//! What waits for a second person, over GraphQL.

pub mod mutation;
pub mod proposal;
pub mod query;
