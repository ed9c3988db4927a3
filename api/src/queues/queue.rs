//! What clients see of queues.

use async_graphql::{Enum, Object};
use domain::queues::queue;

use crate::graphql::scalars::DateTime;

/// What waits for staff.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "queue::QueueKind")]
pub enum QueueKind {
    /// Wishes for their review: `wishReviewQueue`.
    WishesToReview,
    /// Texts and photos for a decision: `moderationQueue`.
    Moderation,
    /// Party members for their admission: `reportInQueue`.
    ReportIns,
    /// Proposals for you as the second person, in whichever place you may decide them: of the first hundred of
    /// `proposals`, those that you did not make yourself.
    Proposals,
    /// Goods on hold, to be fetched: `redemptionsWaiting`.
    RedemptionsWaiting,
}

/// How much waits of a kind.
pub struct Queue(pub queue::Queue);

/// How much waits of a kind.
#[Object]
impl Queue {
    /// What.
    async fn kind(&self) -> QueueKind {
        self.0.kind.into()
    }

    /// How much, 0 to 100; 100 stands for more, too.
    async fn waiting(&self) -> i64 {
        self.0.waiting
    }

    /// Since when the first of it waits; null if nothing does.
    async fn oldest_at(&self) -> Option<DateTime> {
        self.0.oldest.map(DateTime)
    }
}
