//! The moral bank over GraphQL.

pub mod award;
pub mod bank;
pub mod counter;
pub mod entry;
pub mod goods;
pub mod loader;
pub mod mine;
pub mod mutation;
pub mod query;
pub mod redemption;
pub mod rule;
pub mod sheet;

use domain::rule::Rule::{self, Community, Oneself, Owner, OwnerOrStaff};

/// Who may see the guarded parts of its schema.
pub const GUARDED: &[(&str, Rule)] = &[
    ("MoralBank", Community),
    ("PointRule", Community),
    ("Goods", Community),
    ("BankAccount", Oneself),
    ("PointEntry", Oneself),
    ("Redemption", OwnerOrStaff),
    ("Redemption.code", Owner),
];
