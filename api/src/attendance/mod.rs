//! Check-in and granted time over GraphQL.

pub mod code;
pub mod hours;
pub mod mine;
pub mod mutation;
pub mod presence;
pub mod query;
pub mod star;
