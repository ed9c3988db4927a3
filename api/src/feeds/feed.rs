//! What clients see of a feed.

use async_graphql::{Context, Enum, Object};
use domain::feeds::feed::{self, FeedOf};

use crate::graphql::context::ports;
use crate::graphql::scalars::DateTime;

/// What a feed tells.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "FeedOf")]
pub enum FeedKind {
    /// 我的志愿服务: the shifts for which you signed up, for the calendar of a phone (iCalendar).
    Plan,
    /// 社区公示: the latest 50 notices for all residents of your home community, for a feed reader (Atom).
    Notices,
}

/// What other programs of yours fetch for you, at an address that nobody can guess. Whoever has the address reads the feed:
/// renew it if somebody has it who should not. Only you see this.
pub struct Feed(pub feed::Feed);

/// What other programs of yours fetch for you, at an address that nobody can guess. Whoever has the address reads the feed:
/// renew it if somebody has it who should not. Only you see this.
#[Object]
impl Feed {
    /// What it tells.
    async fn kind(&self) -> FeedKind {
        self.0.of.into()
    }

    /// Its address, good until it is renewed or ended. Keep it as you keep a password.
    async fn url(&self, ctx: &Context<'_>) -> String {
        ports(ctx).addresses.feed(self.0.id, self.0.of)
    }

    /// Since when it has this address.
    async fn made_at(&self) -> DateTime {
        DateTime(self.0.made)
    }
}
