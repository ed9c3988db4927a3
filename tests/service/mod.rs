//! The service: its HTTP, its processes, its limits, and what it does when something around it fails.

mod clients;
mod doctor;
mod figures;
mod hangups;
mod http;
mod known_documents;
mod log_lines;
mod outages;
mod process;
mod rates;
mod rushes;
mod time_limit;
#[cfg(feature = "traces")]
mod traces;
mod two_processes;
