//! What members wrote and staff look at, over GraphQL.

pub mod types;
