//! Giving and taking roles.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::failure::{Failure, Invalid};
use domain::ids::{AreaId, GrantId, MemberId, UnitId};
use domain::members::roles::{self, NodeId};

use super::role::{HeldRole, Role};
use crate::graphql::answer::settle;
use crate::graphql::context::{once, ports, viewer};
use crate::graphql::scalars::Uuid;
use crate::proposals::mutation::ProposalResult;
use crate::proposals::proposal::Proposal;
use crate::result;

/// A role to be given.
#[derive(InputObject)]
pub struct GrantRoleInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The member who gets it.
    member_id: ID,
    /// Which role.
    role: Role,
    /// Where: an area of the kind that the role is held on, or a unit for a liaison.
    node_id: ID,
}

result! {
    /// The role after the change, or why not.
    HeldRoleResult(HeldRole)
}

/// A role to be taken away.
#[derive(InputObject)]
pub struct RevokeRoleInput {
    /// The id of the held role.
    role_id: ID,
}

/// Mutations of roles.
#[derive(Default)]
pub struct RoleMutation;

#[Object]
impl RoleMutation {
    /// Proposes to give a member a role on a node that you administer, below your own; city administrators also give
    /// their own. Never to yourself. A second person who could propose the same carries it out (`decideProposal`); then
    /// it acts from the member's next request on.
    async fn grant_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The role.")] input: GrantRoleInput,
    ) -> Result<ProposalResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let member = MemberId::parse("memberId", &input.member_id)?;
            let node = match input.node_id.split_once('_').map(|(kind, _)| kind) {
                Some("area") => NodeId::Area(AreaId::parse("nodeId", &input.node_id)?),
                Some("unit") => NodeId::Unit(UnitId::parse("nodeId", &input.node_id)?),
                _ => return Err(Failure::from(Invalid::new("nodeId", Invalid::NOT_AN_ID))),
            };
            roles::grant_role(ports(ctx), by, member, input.role.into(), node, &request).await.map(Proposal)
        })
        .await
    }

    /// Takes a role away, under the same condition as giving it; you may give up your own. It no longer counts from the
    /// next request on. A city keeps its last administrator.
    async fn revoke_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The role.")] input: RevokeRoleInput,
    ) -> Result<HeldRoleResult> {
        settle(ctx, async {
            let role = GrantId::parse("roleId", &input.role_id)?;
            let held = roles::revoke_role(ports(ctx), viewer(ctx)?, role).await?;
            Ok(HeldRole::from(held))
        })
        .await
    }
}
