//! Linli over HTTP: the GraphQL endpoint and what stands beside it.

pub(crate) mod admit;
pub mod app;
pub mod asked;
pub mod auth;
pub mod certificates;
pub mod clients;
pub mod document;
pub mod export;
pub(crate) mod fault;
pub mod feeds;
mod figures;
pub mod gate;
pub mod graphiql;
pub mod graphql;
pub mod health;
pub mod known;
pub mod listen;
mod measure;
pub mod media;
pub mod origins;
mod pair;
pub(crate) mod panic;
pub mod push;
pub mod roster;
pub mod router;
pub mod sheet;
