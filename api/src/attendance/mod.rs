//! Check-in and granted time over GraphQL.

pub mod attendance;
pub mod code;
pub mod hours;
pub mod mine;
pub mod mutation;
pub mod query;
pub mod star;
