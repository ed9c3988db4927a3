//! Where a member's calendar and feed reader ask: table `feeds`.

use async_trait::async_trait;
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::feeds::feed::{Feed, FeedOf};
use domain::feeds::repo::{FeedReader, FeedRepo};
use domain::ids::{FeedId, MemberId};

use super::row::{Row, read_all, values};
use super::section::Shown::{At, Text};
use super::section::Source;
use super::sql::{all, one, run};
use super::words::{Words, word};
use super::{Db, DbTx};

const FEED: Words<FeedOf, 2> = [("plan", FeedOf::Plan), ("notices", FeedOf::Notices)];

const PUT: &str = "INSERT INTO feeds (id, member_id, kind, made_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (member_id, kind) DO UPDATE SET id = excluded.id, made_at = excluded.made_at";
const END: &str = "DELETE FROM feeds WHERE member_id = $1 AND kind = $2";
const MINE: &str = "SELECT id, kind, made_at FROM feeds WHERE member_id = $1 ORDER BY kind DESC";
const OWNER: &str = "SELECT member_id FROM feeds WHERE id = $1 AND kind = $2";

/// Without ids: they are half of an address.
pub(super) const FEEDS_SECTION: Source = Source {
    name: "feeds",
    sql: "SELECT kind, made_at FROM feeds WHERE member_id = $1 ORDER BY kind DESC",
    columns: &[("kind", Text), ("madeAt", At)],
};

#[async_trait]
impl FeedRepo for DbTx {
    async fn put_feed(&mut self, me: &Viewer, feed: &Feed) -> Outcome<()> {
        let values = values![feed.id, me.member(), word(&FEED, feed.of), feed.made];
        run(&self.tx, PUT, values).await.map(|_| ())
    }

    async fn end_feed(&mut self, me: &Viewer, of: FeedOf) -> Outcome<()> {
        run(&self.tx, END, values![me.member(), word(&FEED, of)]).await.map(|_| ())
    }
}

#[async_trait]
impl FeedReader for Db {
    async fn feeds_of(&self, me: &Viewer) -> Outcome<Vec<Feed>> {
        let rows = all(&self.read, MINE, values![me.member()]).await?;
        read_all(&rows, |row| Ok(Feed { id: row.id()?, of: row.word(&FEED)?, made: row.read()? }))
    }

    async fn feed_owner(&self, id: FeedId, of: FeedOf) -> Outcome<Option<MemberId>> {
        let row = one(&self.read, OWNER, values![id, word(&FEED, of)]).await?;
        row.map(|row| Row::of(&row).id()).transpose()
    }
}
