//! Doing a thing once, however often it is asked for.
//!
//! A client makes a request id before it sends, and sends the same one again when it heard no answer. The id is
//! written in the same transaction as the effect, so there is one exactly when there is the other.

use std::future::Future;

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use crate::failure::{Failure, Outcome, Reason};
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

/// Does a thing once: `act` decides, begins its transaction by [`begin`], writes, and gives the id of what it made.
///
/// If `act` says no, the same request may have been there before, and changed what `act` then found: what that one made
/// is the answer, so that the same question has the same answer. Nothing is looked up while all goes well.
pub async fn once<K>(
    ports: &Ports,
    request: &Request,
    act: impl Future<Output = Outcome<Id<K>>> + Send,
) -> Outcome<Id<K>> {
    match act.await {
        Err(no @ (Failure::Refused(_) | Failure::Invalid(_) | Failure::NotFound(_) | Failure::Forbidden)) => {
            match ports.store.earlier(request).await? {
                Some(earlier) => earlier.answer().map(Id::from_uuid),
                None => Err(no),
            }
        }
        done => done,
    }
}

/// Begins the transaction of a request that makes `made`, and remembers it there. *Refused* if the id is taken, by the
/// same request or another: [`once`] tells them apart.
pub async fn begin<K>(ports: &Ports, request: &Request, made: Id<K>) -> Outcome<Box<dyn Tx>> {
    let mut tx = ports.store.begin().await?;
    tx.remember(request, made.uuid(), ports.now()).await?;
    Ok(tx)
}

/// Inside a transaction.
#[async_trait]
pub trait OnceRepo {
    /// Remembers that `request` makes `made`. *Refused* if the id is taken; waits for an open transaction that is about
    /// to take it.
    async fn remember(&mut self, request: &Request, made: Uuid, now: DateTime<Utc>) -> Outcome<()>;
}

/// Outside one.
#[async_trait]
pub trait OnceReader: Send + Sync {
    /// What an earlier request of the same id made.
    async fn earlier(&self, request: &Request) -> Outcome<Option<Earlier>>;
    /// Forgets the requests from before `then`.
    async fn forget_requests(&self, then: DateTime<Utc>) -> Outcome<u64>;
}
