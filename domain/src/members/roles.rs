//! Giving and taking roles.

use crate::access::Viewer;
use crate::audit::entry::Deed;
use crate::failure::{Failure, Invalid, Outcome, Reason};
use crate::ids::{AreaId, GrantId, MemberId, UnitId};
use crate::inbox::entry::Told;
use crate::inbox::news::News;
use crate::members::member::{HeldRole, RoleHolder, RoleNode};
use crate::members::{CREATE_ADMINISTRATOR, REVOKE_ROLE};
use crate::once::once;
use crate::page::{Page, PageRequest};
use crate::places::area::{Area, AreaKind};
use crate::places::path::Path;
use crate::ports::Ports;
use crate::proposals::plan::Plan;
use crate::proposals::proposal::Proposal;
use crate::proposals::read;
use crate::request::Request;
use crate::standing::Role;
use crate::text::Line;
use crate::{places, units};

/// The node that a role is to be held on, as a client names it.
#[derive(Debug, Clone, Copy)]
pub enum NodeId {
    /// A place.
    Area(AreaId),
    /// An employer, for a liaison.
    Unit(UnitId),
}

/// Proposes to give a member a role. A second person, who could propose the same, carries it out.
pub async fn grant_role(
    ports: &Ports,
    by: &Viewer,
    member: MemberId,
    role: Role,
    node: NodeId,
    request: &Request,
) -> Outcome<Proposal> {
    let made = once(ports, request, async {
        let node = find_node(ports, node).await?;
        granting(ports, by, member, role, node).await?.settle(ports, by, request).await
    })
    .await?;
    read::find(ports, by, "requestId", made).await
}

async fn find_node(ports: &Ports, node: NodeId) -> Outcome<RoleNode> {
    Ok(match node {
        NodeId::Area(id) => RoleNode::Area(places::read::find(ports, "nodeId", id).await?),
        NodeId::Unit(id) => RoleNode::Unit(units::read::find(ports, "nodeId", id).await?),
    })
}

/// Who holds a role on a node itself, or on whatever lies within it, the longest first. For those who administer it.
pub async fn holders(
    ports: &Ports,
    by: &Viewer,
    node: NodeId,
    within: bool,
    page: &PageRequest<GrantId>,
) -> Outcome<Page<RoleHolder>> {
    let node = find_node(ports, node).await?;
    by.must_administer(node.administered_at())?;
    ports.store.role_holders(&node, within, page).await
}

/// The giving of a role, as far as it can be checked beforehand: the giver must administer the node, stand above the
/// role, and not give it to themselves.
pub async fn granting(ports: &Ports, by: &Viewer, member: MemberId, role: Role, node: RoleNode) -> Outcome<Plan> {
    must_fit(role, &node)?;
    by.must_grant(role, node.administered_at())?;
    if member == by.member() {
        return Err(Failure::Forbidden);
    }
    // Somebody of another community does not exist for the giver; one who has no home yet exists for every giver.
    let standing = ports.store.standing(member).await?.ok_or(Failure::NotFound("memberId"))?;
    if standing.home.is_some_and(|home| !by.sees(&home.path)) {
        return Err(Failure::NotFound("memberId"));
    }
    let now = ports.now();
    Ok(Plan::Role(HeldRole { id: ports.id(now), holder: member, role, node, since: now }))
}

/// Takes a role away, under the same condition as giving it; anyone may lay down their own. From the next request on it
/// counts for nothing. *Refused* for the last administrator of a city.
pub async fn revoke_role(ports: &Ports, by: &Viewer, role: GrantId) -> Outcome<HeldRole> {
    let held = ports.store.held_role(role).await?.ok_or(Failure::NotFound("roleId"))?;
    // Those who may not decide about it do not learn of it.
    if held.holder != by.member() {
        by.must_grant(held.role, held.node.administered_at()).map_err(|no| match no {
            Failure::Forbidden => Failure::NotFound("roleId"),
            no => no,
        })?;
    }
    ports.sessions.forget_standing(held.holder).await?;
    let mut tx = ports.store.begin().await?;
    if !tx.end_role(role, by.member(), ports.now()).await? {
        drop(tx);
        let kept = ports.store.roles_of(held.holder).await?.iter().any(|other| other.id == role);
        let last = || Reason::LastAdministrator.at("roleId").into();
        return Err(if kept { last() } else { Failure::NotFound("roleId") });
    }
    if held.holder != by.member() {
        tx.tell(&[told(ports, &held, News::RoleEnded)]).await?;
    }
    ports.commit(tx, by.did(REVOKE_ROLE, held.node.area(), held.id)).await?;
    Ok(held)
}

/// What the holder of a role is told of it.
pub(crate) fn told(ports: &Ports, held: &HeldRole, news: News) -> Told {
    let told = ports.told(held.holder, news);
    match &held.node {
        RoleNode::Area(area) => told.about(area.id),
        RoleNode::Unit(unit) => told.about(unit.id),
    }
}

fn must_fit(role: Role, node: &RoleNode) -> Outcome<()> {
    let fits = match node {
        RoleNode::Area(area) => role.held_on(area.kind),
        RoleNode::Unit(_) => role == Role::Liaison,
    };
    if fits {
        Ok(())
    } else {
        Err(Invalid::new("nodeId", ("该角色不能设在此处", "is not a node that this role is held on")).into())
    }
}

/// Makes a first administrator, from the command line of the server, where no rule could have made one: the member
/// becomes administrator of the city of that name, which is made if need be.
pub async fn first_administrator(ports: &Ports, member: MemberId, city: &Line<40>) -> Outcome<HeldRole> {
    if ports.store.standing(member).await?.is_none() {
        return Err(Failure::NotFound("member"));
    }
    let now = ports.now();
    let roots = PageRequest { size: 100, from: None, backwards: false };
    let known = ports.store.areas_below(None, &roots).await?.items.into_iter().find(|area| area.name == city.as_str());
    ports.sessions.forget_standing(member).await?;
    let mut tx = ports.store.begin().await?;
    let area = match known {
        Some(area) => area,
        None => {
            let id: AreaId = ports.id(now);
            let name = city.as_str().to_owned();
            let area = Area { id, kind: AreaKind::City, name, path: Path::below(None, id.uuid()) };
            tx.add_area(&area).await?;
            area
        }
    };
    let city = area.id;
    let node = RoleNode::Area(area);
    let held = HeldRole { id: ports.id(now), holder: member, role: Role::CityAdmin, node, since: now };
    tx.add_role(&held, member).await?;
    ports.commit(tx, Deed::of_the_program(CREATE_ADMINISTRATOR).at(city).on(held.id)).await?;
    Ok(held)
}
