//! Live screens: all processes hear at once what changed, so that screens can be refreshed.
//!
//! What is told is only *that* something changed. Every screen asks the database again, with the rights of the person
//! in front of it, so nobody learns by this what they could not have asked for.

pub mod change;
pub mod publish;
