//! The board, live.

use async_graphql::{Context, ID, Object, Result};
use domain::access::Scope;
use domain::live::change::Screen;
use domain::notices::read;
use domain::places::area;

use super::notice::Notice;
use crate::graphql::answer::answer;
use crate::graphql::connection::size;
use crate::graphql::context::{community_of, ports, viewer};
use crate::live::watch::{Watched, rights, watch, watch_until};
use crate::places::area::Area;

/// What hangs on a notice board now.
pub struct LiveBoard {
    community: area::Area,
    scope: Scope,
}

/// What hangs on a notice board now.
#[Object]
impl LiveBoard {
    /// The community.
    async fn community(&self) -> Area {
        Area(self.community.clone())
    }

    /// What hangs there, from its own area and those above it, addressed to groups that you belong to: what is pinned
    /// first, then the latest. What you have read makes no difference to the order.
    #[graphql(complexity = "size(Some(first), None) * child_complexity + 1")]
    async fn notices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100.", default = 20)] first: i64,
    ) -> Result<Vec<Notice>> {
        answer(ctx, async {
            let notices = read::on_screen(ports(ctx), &self.scope, first).await?;
            notices.iter().filter_map(|notice| notice.content.expires).for_each(|at| watch_until(ctx, at));
            Ok(notices.into_iter().map(Notice).collect())
        })
        .await
    }
}

/// The board, live.
#[derive(Default)]
pub struct NoticeSubscription;

#[Object]
impl NoticeSubscription {
    /// The notice board of a community: now, and each time it changes, because a notice is published, edited, withdrawn
    /// or over. `noticeBoard` asks for it. For the people of the community and staff of the areas above it.
    async fn board_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
    ) -> Result<LiveBoard> {
        answer(ctx, async {
            let (community, scope) = community_of(ctx, community_id.as_ref().map(|id| id.as_str())).await?;
            let areas = scope.path().steps().iter();
            watch(
                ctx,
                Watched {
                    topics: areas.map(|area| (Screen::Board, *area)).collect(),
                    until: ports(ctx).store.next_notice(&scope, ports(ctx).now()).await?,
                    rights: Some(rights(viewer(ctx)?, &scope)),
                },
            );
            Ok(LiveBoard { community, scope })
        })
        .await
    }
}
