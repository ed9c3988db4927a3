//! Queries about the moral bank.

use async_graphql::{Context, ID, Object, Result};
use domain::points::read;
use domain::points::redemption::PickUpCode;

use super::bank::MoralBank;
use super::redemption::Redemption;
use crate::graphql::answer::answer;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::{ports, scope, viewer};
use crate::graphql::cursor::List;

/// Queries about the moral bank.
#[derive(Default)]
pub struct PointsQuery;

#[Object]
impl PointsQuery {
    /// The moral bank of a community: its balance sheet, rules and goods. For the people of the community and staff of
    /// the areas above it.
    async fn moral_bank(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
    ) -> Result<MoralBank> {
        answer(ctx, async { scope(ctx, community_id.as_ref().map(|id| id.as_str())).await.map(MoralBank) }).await
    }

    /// What waits in a community to be fetched, oldest first. For staff who administer the community.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn redemptions_waiting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Redemption>> {
        answer(ctx, async {
            let scope = scope(ctx, community_id.as_ref().map(|id| id.as_str())).await?;
            let list = List::new("redemptionsWaiting", scope.community());
            let page = list.page(first, after, last, before)?;
            let page = read::redemptions_waiting(ports(ctx), viewer(ctx)?, &scope, &page).await?;
            Ok(Connection::of(page, &list, |redemption| redemption.id, Redemption))
        })
        .await
    }

    /// What is on hold under a pick-up code, to look at before it is handed out. For staff who administer the
    /// community.
    async fn redemption_by_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which community; your home community by default.")] community_id: Option<ID>,
        #[graphql(desc = "The eight digits that the member shows.")] code: String,
    ) -> Result<Redemption> {
        answer(ctx, async {
            let scope = scope(ctx, community_id.as_ref().map(|id| id.as_str())).await?;
            read::redemption_by_code(ports(ctx), viewer(ctx)?, &scope, &PickUpCode::parse("code", &code)?)
                .await
                .map(Redemption)
        })
        .await
    }
}
