//! Pages that are let in by a phone, over GraphQL.

pub mod mutation;
pub mod page;
pub mod query;

use domain::rule::Rule::{self, Everybody, LoggedIn};

/// Who may see the guarded parts of its schema.
pub const GUARDED: &[(&str, Rule)] = &[
    ("Pairing.code", Everybody),
    ("Pairing.digits", Everybody),
    ("Pairing.qrText", Everybody),
    ("AskedPairing.code", LoggedIn),
    ("AskedPairing.address", LoggedIn),
];
