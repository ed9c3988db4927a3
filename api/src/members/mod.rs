//! People over GraphQL: who am I, where do I belong, what may I do.

pub mod blocks;
pub mod mutation;
pub mod party;
pub mod person;
pub mod query;
pub mod role;
pub mod roles;
pub mod second_factor;
pub mod session;
pub mod viewer;
