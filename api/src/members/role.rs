//! What clients see of roles.

use super::person::Person;
use crate::graphql::scalars::DateTime;
use crate::listed;
use crate::places::area::Area;
use crate::units::unit::Unit;
use async_graphql::{Enum, ID, SimpleObject, Union};
use domain::members::member;
use domain::standing;

/// What a person can be on a node.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "standing::Role")]
pub enum Role {
    /// 单位联络员: answers for a unit.
    Liaison,
    /// 网格员: works in a grid.
    GridWorker,
    /// 社区工作者: administers a community.
    CommunityStaff,
    /// Administers a street and all within.
    StreetAdmin,
    /// Administers a city or a district and all within.
    CityAdmin,
}

/// The node that a role is held on.
#[derive(Union)]
pub enum RoleNode {
    /// A place.
    Area(Area),
    /// An employer, for a liaison.
    Unit(Unit),
}

impl From<member::RoleNode> for RoleNode {
    fn from(node: member::RoleNode) -> Self {
        match node {
            member::RoleNode::Area(area) => Self::Area(Area(area)),
            member::RoleNode::Unit(unit) => Self::Unit(Unit(unit)),
        }
    }
}

/// A role held on a node; it reaches down the tree from there.
#[derive(SimpleObject)]
pub struct HeldRole {
    /// The id of this role, to revoke it by.
    id: ID,
    /// Which role.
    role: Role,
    /// The node that it is held on.
    node: RoleNode,
    /// Since when.
    since: DateTime,
}

impl From<member::HeldRole> for HeldRole {
    fn from(held: member::HeldRole) -> Self {
        Self {
            id: held.id.to_string().into(),
            role: held.role.into(),
            node: held.node.into(),
            since: DateTime(held.since),
        }
    }
}

/// Somebody who holds a role.
#[derive(SimpleObject)]
pub struct RoleHolder {
    /// Who.
    member: Person,
    /// Which role, on which node, and since when.
    role: HeldRole,
    /// Who gave it: the one who proposed it.
    granted_by: Person,
}

listed!(RoleHolder);

impl From<member::RoleHolder> for RoleHolder {
    fn from(found: member::RoleHolder) -> Self {
        Self { member: Person(found.holder), role: found.held.into(), granted_by: Person(found.granted_by) }
    }
}
