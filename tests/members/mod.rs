//! Members: how they log in, what they are, and what they may see of each other.

mod holders;
mod login;
mod people;
mod phones;
mod second_factor;
mod sessions;
