//! The board.

use async_graphql::{Context, ID, Object, Result};

use super::notice::{Notice, NoticeCategory, NoticeState};
use crate::graphql::answer::answer;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::{ports, scope, viewer};
use crate::graphql::cursor::List;
use crate::graphql::cursor::{Key, time, time_of};
use domain::ids::AreaId;
use domain::notices::read;
use domain::notices::repo::BoardKey;
use domain::places;

/// Queries about notices.
#[derive(Default)]
pub struct NoticeQuery;

#[Object]
impl NoticeQuery {
    /// The notice board of a community: what hangs there now, from its own area and those above it, addressed to groups
    /// that you belong to. First comes what you have not read of the latest hundred, then the rest; in each of the two
    /// parts what is pinned comes first, then the latest. What you mark as read while you turn the pages comes once more
    /// among the rest; a notice on the edge of the hundred, which moves when one is published or ends meanwhile, can be
    /// passed over until you begin again. For the people of the community and staff of the areas above it.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    #[expect(clippy::too_many_arguments, reason = "the four of a Relay connection, and two")]
    async fn notice_board(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
        #[graphql(desc = "Only of this category.")] category: Option<NoticeCategory>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Notice>> {
        answer(ctx, async {
            let scope = scope(ctx, community_id.as_ref().map(|id| id.as_str())).await?;
            let category = category.map(Into::into);
            let reader = viewer(ctx)?.member();
            let list = List::new("noticeBoard: unread of the latest", (scope.community(), reader, category));
            let page = list.page(first, after, last, before)?;
            let page = ports(ctx).store.board(&scope, reader, category, ports(ctx).now(), &page).await?;
            Ok(Connection::of(page, &list, |(key, _)| *key, |(_, notice)| Notice(notice)))
        })
        .await
    }

    /// The notices that were written for an area itself, the latest first: also those that are still to be published, and
    /// those that hang no longer. For staff who administer the area.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    #[expect(clippy::too_many_arguments, reason = "the four of a Relay connection, and two")]
    async fn notices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which area; your home community by default.")] area_id: Option<ID>,
        #[graphql(desc = "Only those that stand so.")] state: Option<NoticeState>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Notice>> {
        answer(ctx, async {
            let (ports, by) = (ports(ctx), viewer(ctx)?);
            let area = match area_id {
                Some(id) => AreaId::parse("areaId", &id)?,
                None => by.home()?.community,
            };
            let area = places::read::find(ports, "areaId", area).await?;
            let state = state.map(Into::into);
            let list = List::new("notices", (area.id, state));
            let page = list.page(first, after, last, before)?;
            let page = read::of_area(ports, by, &area, state, &page).await?;
            Ok(Connection::of(page, &list, |notice| (notice.published, notice.id), Notice))
        })
        .await
    }

    /// How many of the latest hundred notices of `noticeBoard`, of all categories, you have not marked as read: 0 to 100.
    /// For the people of the community and staff of the areas above it.
    async fn unread_notice_count(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
    ) -> Result<i64> {
        answer(ctx, async {
            let scope = scope(ctx, community_id.as_ref().map(|id| id.as_str())).await?;
            ports(ctx).store.unread_notices(&scope, viewer(ctx)?.member(), ports(ctx).now()).await
        })
        .await
    }
}

impl Key for BoardKey {
    fn write(&self) -> Vec<u8> {
        let bits = u8::from(self.unread) << 1 | u8::from(self.pinned);
        [&[bits], &time(self.published)[..], &self.id.write()].concat()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (bits, rest) = bytes.split_first()?;
        let (published, id) = rest.split_at_checked(8)?;
        Some(Self {
            unread: bits >> 1 & 1 == 1,
            pinned: bits & 1 == 1,
            published: time_of(published)?,
            id: Key::read(id)?,
        })
    }
}
