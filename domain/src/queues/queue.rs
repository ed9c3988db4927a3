//! How long a queue is, as far as anybody wants to know.

use chrono::{DateTime, Utc};

/// So far queues are counted: who sees that more wait than this knows enough.
pub const COUNTED: i64 = 100;

/// What waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueKind {
    /// Wishes for their review.
    WishesToReview,
    /// Texts and photos for a decision.
    Moderation,
    /// Party members for their admission.
    ReportIns,
    /// Proposals for a second person: wherever the viewer may be that person.
    Proposals,
    /// Goods on hold, to be fetched.
    RedemptionsWaiting,
}

impl QueueKind {
    /// All of them, in the order of the desk.
    pub const ALL: [Self; 5] =
        [Self::WishesToReview, Self::Moderation, Self::ReportIns, Self::Proposals, Self::RedemptionsWaiting];
}

/// How much waits of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queue {
    /// What.
    pub kind: QueueKind,
    /// How much, counted to [`COUNTED`].
    pub waiting: i64,
    /// Since when the first of it waits, if anything does.
    pub oldest: Option<DateTime<Utc>>,
}
