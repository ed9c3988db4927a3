//! `/certificates`: the public page that verifies a certificate, and the paper that its owner fetches.

pub mod font;
pub mod page;
mod paper;
pub mod print;
