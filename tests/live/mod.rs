//! Live screens: what is told, to whom, and how.

mod logins;
mod processes;
mod protocol;
mod screens;
