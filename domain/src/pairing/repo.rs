//! What a store must guarantee of pairings: each step is one conditional statement, so that one code is one pairing.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::attendance::code::Digits;
use crate::failure::Outcome;
use crate::ids::{MemberId, PairingId};
use crate::pairing::code::{PageSecret, PairingCode};
use crate::pairing::page::{NewPairing, Pairing};
use crate::screens::screen::Wanted;

/// Inside a transaction.
#[async_trait]
pub trait PairingRepo {
    /// Allows a pairing that is open, by its digits, for a member, as this screen if it is to be one; says whether it did.
    /// It can be taken `until` then.
    async fn allow_pairing(
        &mut self,
        pairing: PairingId,
        digits: &Digits,
        by: MemberId,
        screen: Option<&Wanted>,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Outcome<bool>;
    /// Counts wrong digits of a pairing that is open, and ends it with the `most`th; says whether that ended it. `None`
    /// if it is not open, or the digits are right.
    async fn fail_pairing(
        &mut self,
        pairing: PairingId,
        digits: &Digits,
        most: i32,
        now: DateTime<Utc>,
    ) -> Outcome<Option<bool>>;
    /// Ends a pairing that is open, or that this member allowed and nobody took; says whether it did.
    async fn refuse_pairing(&mut self, pairing: PairingId, by: MemberId, now: DateTime<Utc>) -> Outcome<bool>;
    /// Takes what was allowed; says whether it did. Of many at once one does.
    async fn take_pairing(&mut self, pairing: PairingId, now: DateTime<Utc>) -> Outcome<bool>;
    /// Ends a pairing that was not ended before; says whether it did.
    async fn end_pairing(&mut self, pairing: PairingId, now: DateTime<Utc>) -> Outcome<bool>;
}

/// Outside one.
#[async_trait]
pub trait PairingReader: Send + Sync {
    /// Keeps a pairing that begins; `false` if another has its code.
    async fn begin_pairing(&self, pairing: &NewPairing) -> Outcome<bool>;
    /// The pairing of this code, for whoever has it.
    async fn pairing(&self, code: PairingCode) -> Outcome<Option<Pairing>>;
    /// The same, for the page that asked.
    async fn own_pairing(&self, code: PairingCode, secret: &PageSecret) -> Outcome<Option<Pairing>>;
    /// A pairing that the asker allowed or looked at.
    async fn pairing_by_id(&self, pairing: PairingId) -> Outcome<Option<Pairing>>;
    /// Notes that a phone looked at it.
    async fn see_pairing(&self, pairing: PairingId, now: DateTime<Utc>) -> Outcome<()>;
    /// Ends all pairings that this member allowed and of which nothing has come yet.
    async fn end_pairings_of(&self, member: MemberId, now: DateTime<Utc>) -> Outcome<()>;
    /// Forgets those that were over before `then`.
    async fn forget_pairings(&self, then: DateTime<Utc>) -> Outcome<u64>;
}
