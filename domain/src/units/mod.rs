//! The unit tree: employers and the rosters of their party members.

pub mod create;
pub mod import;
pub mod lines;
pub mod read;
pub mod repo;
pub mod roster;
pub mod unit;
