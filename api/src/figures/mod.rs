//! What happened week by week, over GraphQL.

pub mod query;
pub mod week;
