//! What is done later: timed work.

mod timed;
