//! The rules of Linli (邻里): who may do what, and what follows from it.
//!
//! Nothing here knows SQL, HTTP, GraphQL or Redis, and there is no clock but the one that is handed in.
//! Each feature is a folder: its model, what a store must guarantee (`repo.rs`), and one use case a file.

pub mod access;
pub mod admit;
pub mod attendance;
pub mod audit;
pub mod calendar;
pub mod certificates;
pub mod failure;
pub mod features;
pub mod feeds;
pub mod figures;
pub mod ids;
pub mod inbox;
pub mod jobs;
pub mod language;
pub mod live;
pub mod media;
pub mod members;
pub mod messages;
pub mod moderation;
pub mod notices;
pub mod once;
pub mod operation;
pub mod page;
pub mod pairing;
pub mod party;
pub mod places;
pub mod points;
pub mod ports;
pub mod privacy;
pub mod proposals;
pub mod pushes;
pub mod queues;
pub mod rates;
pub mod reasons;
pub mod request;
pub mod rule;
pub mod screens;
pub mod spreadsheets;
pub mod standing;
pub mod store;
pub mod text;
pub mod together;
pub mod units;
pub mod volunteering;
pub mod wishes;

pub use failure::{Failure, Outcome, Reason};
pub use ports::Ports;
