//! What members wrote and staff look at, over GraphQL.

pub mod case;
pub mod loader;
pub mod mutation;
pub mod query;
pub mod text;
