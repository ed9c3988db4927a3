//! The messages of this process, one after the other.

use std::hash::{DefaultHasher, Hash, Hasher};

use domain::members::open_id::OpenId;
use tokio::sync::Mutex;

/// How many queues there are.
const QUEUES: usize = 64;

/// Those to one user always stand in the same queue: the platform refuses two at once to one user.
pub(super) struct Queues([Mutex<()>; QUEUES]);

impl Default for Queues {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Mutex::default()))
    }
}

impl Queues {
    /// The queue of this user.
    pub(super) fn of(&self, user: &OpenId) -> &Mutex<()> {
        let mut hash = DefaultHasher::new();
        user.0.hash(&mut hash);
        &self.0[usize::try_from(hash.finish() % QUEUES as u64).unwrap_or_default()]
    }
}
