//! Live screens: GraphQL subscriptions over `graphql-transport-ws`.
//!
//! A socket speaks the protocol ([`protocol`], [`socket`]) and has a queue of what is to be sent ([`outbox`]). What it
//! subscribes to is a group of the [`hub`]: all who get the same answer are one group, whose document is run once each
//! time something changes.

pub mod gauge;
pub mod hub;
pub mod outbox;
pub mod protocol;
pub mod run;
pub mod same;
pub mod socket;
pub mod watch;
