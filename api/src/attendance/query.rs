//! Queries about granted time.

use async_graphql::{Context, ID, Object, Result};
use domain::attendance::read;
use domain::ids::{AreaId, MemberId};
use domain::places;

use super::hours::HoursAccount;
use super::star::StarRule;
use crate::graphql::answer::answer;
use crate::graphql::context::{ports, viewer};

/// Queries about granted time.
#[derive(Default)]
pub struct AttendanceQuery;

#[Object]
impl AttendanceQuery {
    /// The rule of stars that counts in an area: its own, or that of the nearest area above it that has one, or the
    /// default. For everybody who is logged in.
    async fn star_rule(&self, ctx: &Context<'_>, #[graphql(desc = "The area.")] area_id: ID) -> Result<StarRule> {
        answer(ctx, async {
            let area = places::read::find(ports(ctx), "areaId", AreaId::parse("areaId", &area_id)?).await?;
            read::rule_at(ports(ctx), viewer(ctx)?, &area.path).await.map(StarRule::from)
        })
        .await
    }

    /// A member's granted time. For staff who administer their community; your own is `viewer.hours`.
    async fn member_hours(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The member.")] member_id: ID,
    ) -> Result<HoursAccount> {
        answer(ctx, async {
            let member = MemberId::parse("memberId", &member_id)?;
            read::of_member(ports(ctx), viewer(ctx)?, member).await.map(HoursAccount)
        })
        .await
    }
}
