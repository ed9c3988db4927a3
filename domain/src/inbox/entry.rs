//! An entry of an inbox.

use chrono::{DateTime, Utc};

use crate::ids::{Id, InboxEntryId, Kind, MemberId};
use crate::inbox::news::News;

/// What somebody is to be told. Written by [`InboxRepo::tell`](crate::inbox::repo::InboxRepo::tell), so that it is told
/// exactly if it happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The id of the entry.
    pub id: InboxEntryId,
    /// Who is told.
    pub to: MemberId,
    /// What.
    pub news: News,
    /// What it opens: an id in its outer form.
    pub about: Option<String>,
    /// How much, if the news say so.
    pub number: Option<i64>,
    /// When, in whole microseconds.
    pub at: DateTime<Utc>,
    /// After this moment it is worth nothing to them.
    pub lapses: Option<DateTime<Utc>>,
}

impl Told {
    /// What it opens.
    pub fn about<K: Kind>(self, about: Id<K>) -> Self {
        Self { about: Some(about.to_string()), ..self }
    }

    /// After this moment it is worth nothing to them.
    pub fn lapses(self, lapses: DateTime<Utc>) -> Self {
        Self { lapses: Some(lapses), ..self }
    }

    /// How much.
    pub fn number(self, number: i64) -> Self {
        Self { number: Some(number), ..self }
    }
}

/// An entry of somebody's inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxEntry {
    /// Its id. Entries sort by the time at which they were told.
    pub id: InboxEntryId,
    /// What was told.
    pub news: News,
    /// What it opens: an id in its outer form.
    pub about: Option<String>,
    /// How much, if the news say so.
    pub number: Option<i64>,
    /// When.
    pub at: DateTime<Utc>,
    /// When its reader first marked it as read.
    pub read: Option<DateTime<Utc>>,
}
