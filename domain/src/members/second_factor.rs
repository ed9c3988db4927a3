//! The second factor of administrators: a code of their phone, which each login has to give before the roles of street
//! and city administrators count in it.

use chrono::{DateTime, Duration, Utc};

use crate::ids::SecondFactorId;
use crate::members::totp::Secret;
use crate::standing::Role;

/// This many wrong codes, over all logins of a member, lock their second factor.
pub const FAILURES: i32 = 5;

/// How long a lockout lasts. Only somebody logged in as the member can give a code, so a stranger locks nobody out; and
/// logins that gave one before go on.
pub const LOCKED_FOR: Duration = Duration::minutes(15);

/// A member's second factor.
#[derive(Debug, Clone)]
pub struct SecondFactor {
    /// This one: enrolling again makes another.
    pub id: SecondFactorId,
    /// What the codes are made from.
    pub secret: Secret,
    /// When a code of it was first accepted.
    pub confirmed: Option<DateTime<Utc>>,
}

/// Where a login stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The member holds no role that needs a code.
    NotNeeded,
    /// The member has no second factor yet.
    NotEnrolled,
    /// A code is needed.
    CodeNeeded,
    /// This login gave a code.
    Given,
}

/// Whether a role counts for nothing until the login gave a code.
pub fn needs_code(role: Role) -> bool {
    role >= Role::StreetAdmin
}
