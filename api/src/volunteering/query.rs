//! Queries about teams and activities.

use async_graphql::{Context, ID, Object, Result};

use super::activity::Activity;
use super::team::Team;
use crate::graphql::answer::answer;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::{ports, scope, viewer};
use crate::graphql::cursor::List;
use crate::graphql::cursor::{Key, time, time_of};
use domain::ids::TeamId;
use domain::volunteering::read::find_team_of;
use domain::volunteering::repo::StartKey;
use uuid::Uuid;

/// Queries about teams and activities.
#[derive(Default)]
pub struct VolunteeringQuery;

#[Object]
impl VolunteeringQuery {
    /// The teams of a community, the oldest first. For the people of the community and staff of the areas above it.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn teams(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Team>> {
        answer(ctx, async {
            let scope = scope(ctx, community_id.as_ref().map(|id| id.as_str())).await?;
            let list = List::new("teams", scope.community());
            let page = list.page(first, after, last, before)?;
            let page = ports(ctx).store.teams_of(viewer(ctx)?, &scope, &page).await?;
            Ok(Connection::of(page, &list, |team| team.id, Team))
        })
        .await
    }

    /// The activities of a community that are not over, by the start of their first shift. One that was called off
    /// stays until it would have been over. With `past`, those that are over instead, the latest first; with `teamId`, those
    /// that are for one team. For the people of the community and staff of the areas above it.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    #[expect(clippy::too_many_arguments, reason = "the four of a Relay connection, and three")]
    async fn activities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
        #[graphql(desc = "True for those that are over.")] past: Option<bool>,
        #[graphql(desc = "Only those for this team of the community.")] team_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Activity>> {
        answer(ctx, async {
            let scope = scope(ctx, community_id.as_ref().map(|id| id.as_str())).await?;
            let (store, by, now) = (&ports(ctx).store, viewer(ctx)?, ports(ctx).now());
            let team = match team_id {
                Some(id) => {
                    Some(find_team_of(ports(ctx), by, &scope, "teamId", TeamId::parse("teamId", &id)?).await?.id)
                }
                None => None,
            };
            let list = |name| match team {
                Some(team) => List::new(name, (scope.community(), team)),
                None => List::new(name, scope.community()),
            };
            if past == Some(true) {
                let list = list("activities: over");
                let page = list.page(first, after, last, before)?;
                let page = store.past_activities_of(by, &scope, team, now, &page).await?;
                return Ok(Connection::of(page, &list, |over| (over.last_end, over.id), Activity));
            }
            let list = list("activities");
            let page = list.page(first, after, last, before)?;
            let page = store.activities_of(by, &scope, team, now, &page).await?;
            Ok(Connection::of(page, &list, |activity| activity.start_key(), Activity))
        })
        .await
    }
}

impl Key for StartKey {
    fn write(&self) -> Vec<u8> {
        [&time(self.starts)[..], self.id.as_bytes()].concat()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (starts, id) = bytes.split_at_checked(8)?;
        Some(Self { starts: time_of(starts)?, id: Uuid::from_slice(id).ok()? })
    }
}
