//! Report-ins and duty over GraphQL.

pub mod duty;
pub mod mine;
pub mod mutation;
pub mod query;
pub mod record;
pub mod report_in;
