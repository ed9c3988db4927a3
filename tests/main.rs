//! What Linli does, as a client sees it: through HTTP, on both stores.
#![expect(clippy::disallowed_methods, reason = "the clock of a test starts now")]

mod harness;

mod house;
mod service;
mod whole;

mod attendance;
mod audit;
mod calendar;
mod certificates;
mod feeds;
mod figures;
mod inbox;
mod jobs;
mod live;
mod media;
mod members;
mod messages;
mod moderation;
mod notices;
mod pairing;
mod party;
mod points;
mod privacy;
mod proposals;
mod pushes;
mod queues;
mod screens;
mod spreadsheets;
mod units;
mod volunteering;
mod wishes;
