//! People with an account: how they log in, where they belong, what they are, which roles they hold.

pub mod block;
pub mod join;
pub mod login;
pub mod logout;
pub mod loss;
pub mod member;
pub mod open_id;
pub mod party;
pub mod profile;
pub mod prove;
pub mod read;
pub mod repo;
pub mod roles;
pub mod second_factor;
pub mod session;
pub mod totp;
pub mod volunteer;
