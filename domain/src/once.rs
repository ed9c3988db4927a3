//! Doing a thing once, however often it is asked for.
//!
//! A client makes a request id before it sends, and sends the same one again when it heard no answer. The id is
//! written in the same transaction as the effect, so there is one exactly when there is the other.

use std::future::Future;

use chrono::Duration;

use crate::failure::{Failure, Outcome};
use crate::ids::Id;
use crate::ports::Ports;
use crate::request::Request;
use crate::store::Tx;

/// For how long a request id is remembered: twice what the API promises.
pub const REMEMBERED: Duration = Duration::hours(48);

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
        Err(no) if says_no(&no) => match ports.store.earlier(request).await? {
            Some(earlier) => earlier.answer().map(Id::from_uuid),
            None => Err(no),
        },
        done => done,
    }
}

/// Whether a rule said no: only then the same request may have been there before.
pub(crate) fn says_no(failure: &Failure) -> bool {
    matches!(failure, Failure::Refused(_) | Failure::Invalid(_) | Failure::NotFound(_) | Failure::Forbidden)
}

/// Begins the transaction of a request that makes `made`, and remembers it there. *Refused* if the id is taken, by the
/// same request or another: [`once`] tells them apart.
pub async fn begin<K>(ports: &Ports, request: &Request, made: Id<K>) -> Outcome<Box<dyn Tx>> {
    let mut tx = ports.store.begin().await?;
    tx.remember(request, made.uuid(), ports.now()).await?;
    Ok(tx)
}
