//! What the processes of a service share through Redis. Nothing here is the truth: the database is.

mod link;
mod live;
mod rates;
mod sessions;
#[cfg(test)]
pub(crate) mod tests;
mod token;

pub use live::RedisLive;
pub use rates::RedisRates;
pub use sessions::RedisSessions;
pub use token::SharedToken;
pub(crate) use token::{Lease, Shelved};
#[cfg(test)]
pub(crate) use token::{lease_key, token_key};
