//! What a store must guarantee of consent and erasure.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::ids::{AreaId, ConsentId, MemberId};
use crate::points::rule::Points;
use crate::privacy::consent::Consent;
use crate::privacy::export::Section;
use crate::privacy::policy::{PolicyText, PrivacyPolicy};
use crate::privacy::remains::{Known, OnHold};
use crate::wishes::repo::EndedClaim;

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
    /// Writes down that the member agrees to a version, if it is the one in force and they have not yet; says whether.
    /// One conditional statement on the member's row.
    async fn give_consent(
        &mut self,
        id: ConsentId,
        member: MemberId,
        version: i32,
        now: DateTime<Utc>,
    ) -> Outcome<bool>;
    /// Ends the member's consent, and empties their name, phone number and building.
    async fn withdraw_consent(&mut self, member: MemberId, now: DateTime<Utc>) -> Outcome<()>;
}

/// Inside the transaction that erases an account: [`crate::privacy::erase`].
#[async_trait]
pub trait ErasureRepo {
    /// Closes an account: nobody finds it any more, and it has neither name, number, home nor party membership. Gives
    /// what was known of the member; `None` if there is no such account. Waits for what they are doing on other
    /// connections, and what they begin there afterwards waits for the end of this transaction.
    async fn close_account(&mut self, member: MemberId, now: DateTime<Utc>) -> Outcome<Option<Known>>;
    /// Ends the open proposals that they made or that concern them.
    async fn end_proposals(&mut self, member: MemberId, now: DateTime<Utc>) -> Outcome<()>;
    /// Withdraws their wishes that are not fulfilled, and ends the claims on them; says which.
    async fn withdraw_wishes(&mut self, member: MemberId, why: &str, now: DateTime<Utc>) -> Outcome<Vec<EndedClaim>>;
    /// Ends their report-in, or withdraws it.
    async fn end_report_ins(&mut self, member: MemberId, why: &str, now: DateTime<Utc>) -> Outcome<()>;
    /// What is on hold for them, in the order of the goods' ids.
    async fn on_hold_for(&mut self, member: MemberId) -> Outcome<Vec<OnHold>>;
    /// In which communities' banks they have something to spend; until the end of the transaction nobody else changes
    /// it.
    async fn hold_accounts(&mut self, member: MemberId) -> Outcome<Vec<(AreaId, Points)>>;
    /// Puts `instead` where their words stood; masks their name and number in what others wrote about them and in what
    /// they wrote in office; deletes the roster lines that are theirs, and the digests of their requests.
    async fn erase_words(&mut self, member: MemberId, known: &Known, instead: &str) -> Outcome<()>;
}

/// Outside one.
#[async_trait]
pub trait PrivacyReader: Send + Sync {
    /// The latest version of the text.
    async fn policy_in_force(&self) -> Outcome<PrivacyPolicy>;
    /// All that the database keeps about the viewer, kind by kind, complete; a constant number of statements.
    async fn records_about(&self, me: &Viewer) -> Outcome<Vec<Section>>;
    /// The viewer's consent, if they gave one and have not withdrawn it.
    async fn consent(&self, me: &Viewer) -> Outcome<Option<Consent>>;
}
