//! What a store must guarantee of the platform's events.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::failure::Outcome;
use crate::pushes::event::{Event, MediaCheck};

/// The events. The openid of an event is kept as a keyed digest only.
#[async_trait]
pub trait PushReader: Send + Sync {
    /// Keeps an event, whole, and counts with it what its user agreed to or no longer does
    /// ([`crate::messages::repo::MessageRepo`]). Idempotent: `false`, and no change, if the same was kept before, or
    /// if it concerns nobody who has an account.
    async fn keep_push(&self, event: &Event, now: DateTime<Utc>) -> Outcome<bool>;
    /// Forgets what happened before this moment. Says how much it was. By the time at which it happened: a prompt never
    /// outlives the message that used it up, or the word that ended it.
    async fn forget_pushes(&self, then: DateTime<Utc>) -> Outcome<u64>;
    /// What became of the check of a picture, if the platform has told.
    async fn media_check(&self, trace: &str) -> Outcome<Option<MediaCheck>>;
}
