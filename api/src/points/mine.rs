//! What a member has in a moral bank. A part of `viewer`.

use crate::graphql::answer::answer;
use crate::graphql::context::ports;
use crate::points::bank::BankAccount;
use async_graphql::{Context, ID, Object, Result};
use domain::access;
use domain::ids::AreaId;

/// What a member has in a moral bank.
pub struct MyBank<'v>(pub &'v access::Viewer);

/// What a member has in a moral bank.
#[Object]
impl MyBank<'_> {
    /// What you have in a community's moral bank; nothing at first. By default your home community's. Null while you
    /// have no home and name no community.
    async fn bank_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which community's bank; your home community's by default.")] community_id: Option<ID>,
    ) -> Result<Option<BankAccount>> {
        answer(ctx, async {
            let community = match community_id {
                Some(id) => Some(AreaId::parse("communityId", &id)?),
                None => self.0.standing.home.as_ref().map(|home| home.community),
            };
            let Some(community) = community else { return Ok(None) };
            let account = ports(ctx).store.account(self.0, community).await?;
            Ok(Some(BankAccount { viewer: self.0.clone(), community, account }))
        })
        .await
    }
}
