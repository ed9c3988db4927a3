//! Linli over GraphQL and HTTP: parse, call the domain, translate; nothing else.

pub mod attendance;
pub mod audit;
pub mod calendar;
pub mod certificates;
pub mod feeds;
pub mod graphql;
pub mod http;
pub mod inbox;
pub mod language;
pub mod live;
pub mod media;
pub mod members;
pub mod messages;
pub mod moderation;
pub mod notices;
pub mod party;
pub mod places;
pub mod points;
pub mod privacy;
pub mod proposals;
pub mod spreadsheets;
pub mod together;
pub mod tokens;
pub mod units;
pub mod volunteering;
pub mod wishes;
