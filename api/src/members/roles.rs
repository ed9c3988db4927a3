//! Giving and taking roles.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::failure::{Invalid, Outcome};
use domain::ids::{AreaId, GrantId, MemberId, UnitId};
use domain::members::roles::{self, NodeId};

use super::role::{HeldRole, Role, RoleHolder};
use crate::graphql::answer::{answer, settle};
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::{once, ports, viewer};
use crate::graphql::cursor::List;
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

/// The node that `nodeId` names.
fn node(id: &str) -> Outcome<NodeId> {
    match id.split_once('_').map(|(kind, _)| kind) {
        Some("area") => Ok(NodeId::Area(AreaId::parse("nodeId", id)?)),
        Some("unit") => Ok(NodeId::Unit(UnitId::parse("nodeId", id)?)),
        _ => Err(Invalid::new("nodeId", Invalid::NOT_AN_ID).into()),
    }
}

/// Queries about roles.
#[derive(Default)]
pub struct RoleQuery;

#[Object]
impl RoleQuery {
    /// Who holds a role on an area or a unit, and not above it; the longest first. For staff who administer it.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    #[expect(clippy::too_many_arguments, reason = "the four of a Relay connection, and two")]
    async fn role_holders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The area or the unit.")] node_id: ID,
        #[graphql(
            desc = "True for the roles on all that lies within it, too: of an area, its areas and their units; of a unit, its \
                departments."
        )]
        within: Option<bool>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<RoleHolder>> {
        answer(ctx, async {
            let within = within == Some(true);
            let list = List::new("roleHolders", (&node_id, within));
            let page = list.page(first, after, last, before)?;
            let page = roles::holders(ports(ctx), viewer(ctx)?, node(&node_id)?, within, &page).await?;
            Ok(Connection::of(page, &list, |found| found.held.id, RoleHolder::from))
        })
        .await
    }
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
            let node = node(&input.node_id)?;
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
