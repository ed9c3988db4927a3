//! The moral bank over GraphQL.

pub mod award;
pub mod bank;
pub mod counter;
pub mod entry;
pub mod goods;
pub mod loader;
pub mod mine;
pub mod mutation;
pub mod query;
pub mod redemption;
pub mod rule;
pub mod sheet;
