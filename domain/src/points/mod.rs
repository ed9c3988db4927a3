//! The moral bank (道德银行): points earned by good deeds, redeemed for goods.
//!
//! Double entry, append-only: a movement is a transfer between two accounts, so the sum of all accounts is always zero.
//! What a member has, and has on hold, also stands in the row of his account, which a CHECK keeps from going below zero;
//! [`verify`] holds the two against each other.

pub mod award;
pub mod counter;
pub mod earn;
pub mod entry;
pub mod goods;
pub mod offer;
pub mod read;
pub mod redeem;
pub mod redemption;
pub mod repo;
pub mod rule;
pub mod set_rule;
pub mod sheet;
pub mod verify;
