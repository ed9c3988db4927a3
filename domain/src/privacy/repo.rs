//! What a store must guarantee of consent.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::ids::{ConsentId, MemberId};
use crate::privacy::consent::Consent;
use crate::privacy::policy::{PolicyText, PrivacyPolicy};

/// Inside a transaction.
#[async_trait]
pub trait PrivacyRepo {
    /// Adds the version after `replaces`, if that one is the latest; says whether. A unique index decides among all who
    /// try at once.
    async fn publish_policy(
        &mut self,
        replaces: i32,
        text: &PolicyText,
        by: MemberId,
        now: DateTime<Utc>,
    ) -> Outcome<bool>;
    /// Writes down that the member agrees to a version, if it is the one in force and he has not yet; says whether. One
    /// conditional statement on the member's row.
    async fn give_consent(
        &mut self,
        id: ConsentId,
        member: MemberId,
        version: i32,
        now: DateTime<Utc>,
    ) -> Outcome<bool>;
    /// Ends the member's consent, and empties his name, phone number and building.
    async fn withdraw_consent(&mut self, member: MemberId, now: DateTime<Utc>) -> Outcome<()>;
}

/// Outside one.
#[async_trait]
pub trait PrivacyReader: Send + Sync {
    /// The latest version of the text.
    async fn policy_in_force(&self) -> Outcome<PrivacyPolicy>;
    /// The viewer's consent, if he gave one and has not withdrawn it.
    async fn consent(&self, me: &Viewer) -> Outcome<Option<Consent>>;
}
