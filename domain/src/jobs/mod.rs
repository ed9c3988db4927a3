//! What is done later: timed work, which the clock starts.

pub mod repo;
pub mod timed;
