//! A request that must have one effect, and what a store must guarantee of it.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::failure::{Outcome, Reason};
use crate::ids::MemberId;

/// A request that must have one effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The member who asks. Ids of different members do not meet.
    pub member: MemberId,
    /// The id that the client made.
    pub id: Uuid,
    /// SHA-256 over the operation and its input. A store keeps a keyed digest of it: the input may be a phone number.
    pub input: [u8; 32],
}

/// An earlier request of the same id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Whether it asked for the same thing.
    pub same: bool,
    /// What it made.
    pub made: Uuid,
}

impl Earlier {
    /// What the earlier request made, if it asked for the same thing. *Refused* if not.
    pub fn answer(&self) -> Outcome<Uuid> {
        if self.same { Ok(self.made) } else { Err(Reason::RequestIdReused.at("requestId").into()) }
    }
}

/// Inside a transaction.
#[async_trait]
pub trait OnceRepo {
    /// Remembers that `request` makes `made`. *Refused* if the id is taken; waits for an open transaction that is about
    /// to take it.
    async fn remember(&mut self, request: &Request, made: Uuid, now: DateTime<Utc>) -> Outcome<()>;
    /// The same for several at once, each with what it makes; says of each whether its id was free.
    async fn remember_all(&mut self, requests: &[(&Request, Uuid)], now: DateTime<Utc>) -> Outcome<Vec<bool>>;
}

/// Outside one.
#[async_trait]
pub trait OnceReader: Send + Sync {
    /// What an earlier request of the same id made.
    async fn earlier(&self, request: &Request) -> Outcome<Option<Earlier>>;
    /// The same for several at once, in their order.
    async fn earlier_of(&self, requests: &[&Request]) -> Outcome<Vec<Option<Earlier>>>;
    /// Forgets the requests from before `then`.
    async fn forget_requests(&self, then: DateTime<Utc>) -> Outcome<u64>;
}
