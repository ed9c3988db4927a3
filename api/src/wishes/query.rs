//! Queries about wishes.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::ids::AreaId;
use domain::wishes::read;
use domain::wishes::repo::{self, FeedKey};
use domain::wishes::stage::Stage;

use super::wish::{Urgency, Wish, WishCategory, WishKind, WishState};
use crate::graphql::answer::answer;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::{ports, scope, viewer};
use crate::graphql::cursor::List;
use crate::graphql::cursor::{Key, time, time_of};

/// Which open wishes are wanted. What is not said does not matter.
#[derive(InputObject, Debug, Default)]
pub struct WishFilter {
    /// Only of this kind.
    kind: Option<WishKind>,
    /// Only from this part of life.
    category: Option<WishCategory>,
    /// Only of this urgency.
    urgency: Option<Urgency>,
    /// Only from this grid.
    grid_id: Option<ID>,
}

/// Queries about wishes.
#[derive(Default)]
pub struct WishQuery;

#[Object]
impl WishQuery {
    /// The feed: open wishes of a community, those of your own grid first, then those that have waited longest.
    /// For the people of the community and staff of the areas above it.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    #[expect(clippy::too_many_arguments, reason = "the four of a Relay connection, and two")]
    async fn wishes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
        #[graphql(desc = "Which of them.")] filter: Option<WishFilter>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Wish>> {
        answer(ctx, async {
            let scope = scope(ctx, community_id.as_ref().map(|id| id.as_str())).await?;
            let near = viewer(ctx)?.standing.home.as_ref().and_then(|home| home.grid);
            let filter = filter.unwrap_or_default();
            let wanted = repo::WishFilter {
                kind: filter.kind.map(Into::into),
                category: filter.category.map(Into::into),
                urgency: filter.urgency.map(Into::into),
                grid: filter.grid_id.as_ref().map(|id| AreaId::parse("gridId", id)).transpose()?,
            };
            let list = List::new("wishes", (scope.community(), near, &filter));
            let page = list.page(first, after, last, before)?;
            let page = ports(ctx).store.feed(&scope, near, &wanted, &page).await?;
            Ok(Connection::of(page, &list, |(key, _)| *key, |(_, wish)| Wish(wish)))
        })
        .await
    }

    /// Wishes of a community that wait for review, oldest first. For staff who administer the community.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn wish_review_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Wish>> {
        answer(ctx, async {
            let scope = scope(ctx, community_id.as_ref().map(|id| id.as_str())).await?;
            let list = List::new("wishReviewQueue", scope.community());
            let page = list.page(first, after, last, before)?;
            let page = read::review_queue(ports(ctx), viewer(ctx)?, &scope, &page).await?;
            Ok(Connection::of(page, &list, |wish| wish.id, Wish))
        })
        .await
    }

    /// The wishes of a community that stand so, the latest posted first. One whose claim has run out is listed among the
    /// claimed ones until the service writes that down, a minute later at most, and says itself that it is open. For staff
    /// who administer the community.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    #[expect(clippy::too_many_arguments, reason = "the four of a Relay connection, and two")]
    async fn community_wishes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
        #[graphql(desc = "Where they stand.")] state: WishState,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Wish>> {
        answer(ctx, async {
            let scope = scope(ctx, community_id.as_ref().map(|id| id.as_str())).await?;
            let stage = Stage::from(state);
            let list = List::new("communityWishes", (scope.community(), stage));
            let page = list.page(first, after, last, before)?;
            let page = read::of_community(ports(ctx), viewer(ctx)?, &scope, stage, &page).await?;
            Ok(Connection::of(page, &list, |wish| wish.id, Wish))
        })
        .await
    }
}

impl Key for FeedKey {
    fn write(&self) -> Vec<u8> {
        [&self.distance.to_be_bytes(), &time(self.since)[..], &self.id.write()].concat()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (distance, rest) = bytes.split_at_checked(4)?;
        let (since, id) = rest.split_at_checked(8)?;
        Some(Self {
            distance: i32::from_be_bytes(distance.try_into().ok()?),
            since: time_of(since)?,
            id: Key::read(id)?,
        })
    }
}
