//! What a store must guarantee of messages.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::inbox::news::Topic;
use crate::messages::message::{Attempt, Due};

/// Prompts beyond so many are not counted: nobody is asked that often.
pub const AGREED_AT_MOST: i64 = 50;

/// What a member agreed to of one template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessagesLeft {
    /// The template.
    pub template: String,
    /// To how many messages they still agreed.
    pub left: i64,
}

/// Inside a transaction.
#[async_trait]
pub trait MessageRepo {
    /// Counts one more prompt of each of these templates that the member accepted, up to [`AGREED_AT_MOST`].
    async fn count_accepted(&mut self, me: &Viewer, templates: &[String]) -> Outcome<()>;
    /// Forgets what the member agreed to of these templates.
    async fn count_refused(&mut self, me: &Viewer, templates: &[String]) -> Outcome<()>;
    /// The member wants no messages about these topics, and messages about all others.
    async fn set_unwanted(&mut self, me: &Viewer, topics: &[Topic]) -> Outcome<()>;
    /// Keeps what became of an entry that was to be sent with this template.
    async fn keep_attempt(&mut self, due: &Due, template: &str, attempt: Attempt, now: DateTime<Utc>) -> Outcome<()>;
}

/// Outside one.
#[async_trait]
pub trait MessageReader: Send + Sync {
    /// What a member still agreed to, template by template.
    async fn messages_left(&self, me: &Viewer) -> Outcome<Vec<MessagesLeft>>;
    /// The topics about which the member wants no messages.
    async fn unwanted_topics(&self, me: &Viewer) -> Outcome<Vec<Topic>>;
    /// Whether anything is to be sent by this moment.
    async fn messages_wait(&self, now: DateTime<Utc>) -> Outcome<bool>;
    /// Puts off until the morning what is to be sent by now and does not lapse before it. Says how much it was.
    async fn put_off(&self, now: DateTime<Utc>, morning: DateTime<Utc>) -> Outcome<u64>;
    /// What is to be sent by this moment, the longest due first, a number at most, with these templates: of each member
    /// one, the earliest, so that theirs go out in order.
    async fn messages_due(&self, now: DateTime<Utc>, templates: &[(Topic, String)], most: u32) -> Outcome<Vec<Due>>;
}
