//! An event that the platform tells, reduced to what is needed.

use std::fmt::Write;

use chrono::{DateTime, Utc};

use crate::members::open_id::OpenId;

/// Something that happened at the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The user whom it concerns.
    pub user: OpenId,
    /// When it happened, in whole seconds.
    pub happened: DateTime<Utc>,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A picture was looked at.
    MediaChecked(MediaCheck),
    /// News of message templates: at least one.
    Messages(Vec<MessageNews>),
}

/// What became of the check of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaCheck {
    /// The id that the platform gave when it was asked.
    pub trace: String,
    /// What it found, or the number by which it says why it could not look (-1008: it could not fetch the picture).
    pub found: Result<Found, i64>,
}

/// What the platform found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// What it advises.
    pub advice: Advice,
    /// What it saw: 100 nothing, 10001 an advertisement, 20002 pornography …
    pub label: i32,
}

/// What the platform advises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// To show it.
    Pass,
    /// To have people look at it.
    Review,
    /// Not to show it.
    Risky,
}

/// News of one message template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageNews {
    /// The template.
    pub template: String,
    /// What is new.
    pub news: News,
    /// The platform's number of a message that was sent.
    pub message: Option<String>,
}

/// What is new of a template and a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// They accepted a prompt: one message may be sent.
    Accepted,
    /// They turned a prompt down.
    Declined,
    /// They allowed its messages again, in the settings of the mini-program.
    TurnedOn,
    /// They forbade its messages there: what they accepted before counts no more.
    TurnedOff,
    /// A message reached them.
    Sent,
    /// A message did not reach them, with the platform's number.
    NotSent(i64),
}

impl Event {
    /// The same text for the same event, however often and with whatever time-stamp it is sent. The platform's own
    /// rule (trace, or user, second and kind) would take two messages within one second for one: so the whole counts.
    pub fn sameness(&self) -> String {
        let mut text = String::new();
        let done = match &self.what {
            What::MediaChecked(check) => write!(text, "media {}", check.trace),
            What::Messages(news) => write!(text, "{} {} {news:?}", self.user.0, self.happened.timestamp()),
        };
        // Writing to a text does not fail.
        debug_assert!(done.is_ok());
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_event_is_the_same_and_others_are_not() {
        let event = |user: &str, second: i64, message: &str, news: News| Event {
            user: OpenId(user.into()),
            happened: DateTime::from_timestamp(second, 0).expect("a time"),
            what: What::Messages(vec![MessageNews { template: "t".into(), news, message: Some(message.into()) }]),
        };
        let one = event("a", 1, "m", News::Sent);
        assert_eq!(one.sameness(), event("a", 1, "m", News::Sent).sameness());
        for other in [
            event("b", 1, "m", News::Sent),
            event("a", 2, "m", News::Sent),
            event("a", 1, "n", News::Sent),
            event("a", 1, "m", News::NotSent(1)),
        ] {
            assert_ne!(one.sameness(), other.sameness());
        }
    }
}
