//! What is done later: jobs and timed work.

mod command_line;
mod failed;
mod queue;
mod timed;
