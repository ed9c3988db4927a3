//! What clients see of awards.

use super::rule::PointRule;
use crate::graphql::scalars::DateTime;
use crate::members::person::Person;
use async_graphql::{ID, SimpleObject};

/// Points awarded to a member.
#[derive(SimpleObject)]
pub struct Award {
    /// The member who gets them.
    pub member: Person,
    /// The id of the entry in the member's passbook.
    pub entry_id: ID,
    /// How many points.
    pub points: i64,
    /// By which version of which rule.
    pub rule: Option<PointRule>,
    /// When it was booked.
    pub booked_at: DateTime,
}
