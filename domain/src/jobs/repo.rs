//! What a store must guarantee of what is done later.

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use crate::failure::Outcome;

/// For how long something is a process's own without a word from it. Whoever is killed is missed for this long.
pub const LEASE: Duration = Duration::seconds(45);

/// When which timed work is next, and who does it. Outside a transaction: each of these is one statement.
#[async_trait]
pub trait TimedReader: Send + Sync {
    /// The names of what is not to be done now: it is not due, or somebody does it.
    async fn timed_work_at_rest(&self, now: DateTime<Utc>) -> Outcome<Vec<String>>;
    /// Takes timed work until the end of a lease, if it is due and nobody does it; says whether. What was never done is
    /// due. One conditional statement decides among all who try at once.
    async fn take_timed_work(
        &self,
        name: &str,
        holder: Uuid,
        now: DateTime<Utc>,
        lease_until: DateTime<Utc>,
    ) -> Outcome<bool>;
    /// Moves the end of the lease, if the holder still has it; says whether.
    async fn renew_timed_work(&self, name: &str, holder: Uuid, lease_until: DateTime<Utc>) -> Outcome<bool>;
    /// Gives it back until then, if the holder still has it; says whether.
    async fn end_timed_work(&self, name: &str, holder: Uuid, next: DateTime<Utc>) -> Outcome<bool>;
}
