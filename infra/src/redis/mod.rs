//! What the processes of a service share through Redis. Nothing here is the truth: the database is.

mod link;
#[cfg(test)]
mod server;
mod sessions;
#[cfg(test)]
mod tests;

pub use sessions::RedisSessions;
