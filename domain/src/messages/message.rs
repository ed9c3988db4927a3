//! A message, and what became of it.

use chrono::{DateTime, Duration, Utc};

use crate::ids::{InboxEntryId, MemberId};
use crate::inbox::news::{News, Topic};
use crate::members::open_id::OpenId;

/// What nobody could send for so long is not sent any more: by then it is no news.
pub const WORTH: Duration = Duration::hours(24);

/// A message to a user: an entry of their inbox.
#[derive(Debug, Clone)]
pub struct Message {
    /// Whom it is for.
    pub to: OpenId,
    /// What it is about: each topic has a template of its own.
    pub topic: Topic,
    /// What happened, in one sentence.
    pub text: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// The entry that it opens.
    pub entry: InboxEntryId,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// The platform took it.
    Sent,
    /// The user has no accepted prompt of this template left, or turned it off. Final, and nobody's fault.
    NotSubscribed,
    /// The platform does not pass it on, and never will: its words, its fields, its template. Final.
    Refused,
}

/// An entry of an inbox that is to be sent now.
#[derive(Debug, Clone)]
pub struct Due {
    /// The entry.
    pub id: InboxEntryId,
    /// Whose inbox.
    pub member: MemberId,
    /// The user that they are.
    pub to: OpenId,
    /// What happened.
    pub news: News,
    /// How much, if the news say so.
    pub number: Option<i64>,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// After this moment it is worth nothing.
    pub lapses: Option<DateTime<Utc>>,
    /// How often it was tried before.
    pub tries: i32,
    /// Whether the member still agreed to a message of this template.
    pub agreed: bool,
}

impl Due {
    /// Whether it is worth sending at this time.
    pub fn is_worth_it(&self, now: DateTime<Utc>) -> bool {
        self.agreed && now < self.at + WORTH && self.lapses.is_none_or(|lapses| now < lapses)
    }
}

/// What is to be kept of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// It was sent, and the member agreed to one less.
    Sent,
    /// It is not sent.
    Dropped,
    /// It is not sent, and the member agreed to none.
    NotSubscribed,
    /// It is tried again at this time.
    TryAt(DateTime<Utc>),
}

/// What a member chose about the messages of a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The topic.
    pub topic: Topic,
    /// Its template, if the mini-program has one.
    pub template: Option<String>,
    /// Whether they want messages about it.
    pub wanted: bool,
    /// To how many they still agreed.
    pub left: i64,
}
