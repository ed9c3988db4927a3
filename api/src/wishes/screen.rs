//! Open wishes, live.

use async_graphql::{Context, ID, Object, Result};
use domain::access::Scope;
use domain::live::change::Screen;
use domain::places::area;
use domain::wishes::read;

use super::wish::Wish;
use crate::graphql::answer::answer;
use crate::graphql::connection::size;
use crate::graphql::context::{community_of, ports, viewer};
use crate::live::watch::{Watched, rights, watch};
use crate::places::area::Area;

/// The open wishes of a community now.
pub struct LiveWishes {
    community: area::Area,
    scope: Scope,
}

/// The open wishes of a community now.
#[Object]
impl LiveWishes {
    /// The community.
    async fn community(&self) -> Area {
        Area(self.community.clone())
    }

    /// The wishes that wait for a helper, those that have waited longest first, wherever in the community you live.
    #[graphql(complexity = "size(Some(first), None) * child_complexity + 1")]
    async fn wishes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100.", default = 20)] first: i64,
    ) -> Result<Vec<Wish>> {
        answer(ctx, async {
            let wishes = read::on_screen(ports(ctx), &self.scope, first).await?;
            Ok(wishes.into_iter().map(Wish).collect())
        })
        .await
    }
}

/// Open wishes, live.
#[derive(Default)]
pub struct WishSubscription;

#[Object]
impl WishSubscription {
    /// The open wishes of a community: now, and each time that one is approved, claimed, given back or withdrawn.
    /// `wishes` asks for them. For the people of the community and staff of the areas above it.
    async fn open_wishes_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
    ) -> Result<LiveWishes> {
        answer(ctx, async {
            let (community, scope) = community_of(ctx, community_id.as_ref().map(|id| id.as_str())).await?;
            watch(
                ctx,
                Watched {
                    topics: vec![(Screen::OpenWishes, scope.community().uuid())],
                    until: None,
                    rights: Some(rights(viewer(ctx)?, &scope)),
                },
            );
            Ok(LiveWishes { community, scope })
        })
        .await
    }
}
