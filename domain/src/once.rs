//! Doing a thing once, however often it is asked for.
//!
//! A client makes a request id before it sends, and sends the same one again when it heard no answer. The id is
//! written in the same transaction as the effect, so there is one exactly when there is the other.

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use crate::failure::{Outcome, Reason};
use crate::ids::{Id, MemberId};
use crate::ports::Ports;
use crate::store::Tx;

/// For how long a request id is remembered: twice what the API promises.
pub const REMEMBERED: Duration = Duration::hours(48);

/// A request that must have one effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Who asks. Ids of different members do not meet.
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

/// What this request made when it was asked before, whatever has changed since: looked at before any rule, so that the
/// same question has the same answer. Of those who ask at once, [`OnceRepo::remember`] decides.
pub async fn answered<K>(ports: &Ports, request: &Request) -> Outcome<Option<Id<K>>> {
    match ports.store.earlier(request).await? {
        Some(earlier) => earlier.answer().map(|made| Some(Id::from_uuid(made))),
        None => Ok(None),
    }
}

/// Begins the transaction of a request that makes `made`, and remembers it there. If the same request got there first
/// and has ended in the meantime: what that one made.
pub async fn begin<K>(ports: &Ports, request: &Request, made: Id<K>) -> Outcome<Result<Box<dyn Tx>, Id<K>>> {
    let mut tx = ports.store.begin().await?;
    match tx.remember(request, made.uuid(), ports.now()).await? {
        None => Ok(Ok(tx)),
        Some(earlier) => earlier.answer().map(|made| Err(Id::from_uuid(made))),
    }
}

/// Inside a transaction.
#[async_trait]
pub trait OnceRepo {
    /// Remembers that `request` makes `made`; if the id is taken, gives what is there and changes nothing.
    /// Waits for an open transaction that is about to take the same id. [`begin`] is the way here: it drops the
    /// transaction before anybody reads, because a reader needs a connection of its own, and there may be no other.
    async fn remember(&mut self, request: &Request, made: Uuid, now: DateTime<Utc>) -> Outcome<Option<Earlier>>;
}

/// Outside one.
#[async_trait]
pub trait OnceReader: Send + Sync {
    /// What an earlier request of the same id made.
    async fn earlier(&self, request: &Request) -> Outcome<Option<Earlier>>;
    /// Forgets the requests from before `then`.
    async fn forget_requests(&self, then: DateTime<Utc>) -> Outcome<u64>;
}
