//! What a store must guarantee of queues.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::access::{Scope, Viewer};
use crate::failure::Outcome;
use crate::queues::queue::Queue;

/// Outside a transaction.
#[async_trait]
pub trait QueueReader: Send + Sync {
    /// How much waits of each kind, in their order. Of proposals, those of the first [`COUNTED`](crate::queues::queue::COUNTED) that the viewer
    /// may decide which they did not make.
    async fn queues(&self, viewer: &Viewer, scope: &Scope, now: DateTime<Utc>) -> Outcome<Vec<Queue>>;
}
