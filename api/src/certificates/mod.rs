//! Certificates of hours over GraphQL.

pub mod certificate;
pub mod mine;
pub mod mutation;
pub mod query;

use domain::rule::Rule::{self, Owner, OwnerOrStaff};

/// Who may see the guarded parts of its schema.
pub const GUARDED: &[(&str, Rule)] = &[("Certificate", OwnerOrStaff), ("Certificate.url", Owner)];
