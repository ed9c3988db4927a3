//! The second person (双人复核): what one member of staff alone must not do waits until another has looked at it.

pub mod carry_out;
pub mod decide;
pub mod plan;
pub mod proposal;
pub mod read;
pub mod repo;
