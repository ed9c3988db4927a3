//! A feed: what of, and under which id.

use chrono::{DateTime, Utc};

use crate::ids::FeedId;

/// What a feed tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedOf {
    /// 我的志愿服务: the shifts for which the member signed up, as a calendar.
    Plan,
    /// 社区公示: the notices for all residents that hang on their board.
    Notices,
}

impl FeedOf {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Plan, Self::Notices];

    /// How its address ends.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Plan => ".ics",
            Self::Notices => ".atom",
        }
    }
}

/// A feed of a member. Its address is made of its id and of a key of the server
/// ([`Addresses::feed`](crate::media::address::Addresses::feed)), so that nothing that is kept opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feed {
    /// Its id; another one each time that the address is renewed.
    pub id: FeedId,
    /// What it tells.
    pub of: FeedOf,
    /// Since when it has this address.
    pub made: DateTime<Utc>,
}
