//! Employers over GraphQL.

pub mod loader;
pub mod mutation;
pub mod query;
pub mod unit;

use domain::rule::Rule::{self, Liaison, LoggedIn};

/// Who may see the guarded parts of its schema.
pub const GUARDED: &[(&str, Rule)] =
    &[("Unit", LoggedIn), ("Unit.rosterSize", Liaison), ("Unit.pendingPartyMembers", Liaison)];
