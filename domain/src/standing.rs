//! What a member is: where they live, and the roles that they hold on nodes of the two trees. What they may do by it
//! stands in [`crate::access`].

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{AreaId, MemberId, UnitId};
use crate::places::area::AreaKind;
use crate::places::path::Path;
use crate::screens::purpose::ScreenPurpose;

/// What a person can be on a node, from the least power to the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// 单位联络员: answers for a unit.
    Liaison,
    /// 网格员: works in a grid.
    GridWorker,
    /// 社区工作者: works for a community.
    CommunityStaff,
    /// Administers a street.
    StreetAdmin,
    /// Administers a city or a district.
    CityAdmin,
}

impl Role {
    /// All of them, in this order.
    pub const ALL: [Self; 5] =
        [Self::Liaison, Self::GridWorker, Self::CommunityStaff, Self::StreetAdmin, Self::CityAdmin];

    /// On which kinds of area the role can be held. A liaison's node is a unit.
    pub fn held_on(self, kind: AreaKind) -> bool {
        match self {
            Self::Liaison => false,
            Self::GridWorker => kind == AreaKind::Grid,
            Self::CommunityStaff => kind == AreaKind::Community,
            Self::StreetAdmin => kind == AreaKind::Street,
            Self::CityAdmin => matches!(kind, AreaKind::City | AreaKind::District),
        }
    }
}

/// A node of one of the two trees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Node {
    /// A place.
    Area(AreaId, Path),
    /// An employer.
    Unit(UnitId, Path),
}

impl Node {
    /// Its place in its tree.
    pub fn path(&self) -> &Path {
        match self {
            Self::Area(_, path) | Self::Unit(_, path) => path,
        }
    }

    /// The area, if it is one.
    pub fn area(&self) -> Option<AreaId> {
        match self {
            Self::Area(id, _) => Some(*id),
            Self::Unit(..) => None,
        }
    }
}

/// A role held on a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// What.
    pub role: Role,
    /// Where.
    pub node: Node,
}

/// Where a member lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// The community.
    pub community: AreaId,
    /// Its place in the tree.
    pub path: Path,
    /// The grid, if the member said so.
    pub grid: Option<AreaId>,
}

/// Whom a notice addresses. A person can be several of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Audience {
    /// 居民: everybody who lives in the area.
    Residents,
    /// 志愿者
    Volunteers,
    /// 在职党员
    PartyMembers,
    /// 社区工作者 of the area or above.
    Staff,
}

/// All audiences, in their order.
pub const EVERYBODY: [Audience; 4] =
    [Audience::Residents, Audience::Volunteers, Audience::PartyMembers, Audience::Staff];

/// What the database says of a member: all that decides about powers and visibility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The member.
    pub member: MemberId,
    /// Where they live, once they joined.
    pub home: Option<Home>,
    /// Whether they registered as a volunteer.
    pub volunteer: bool,
    /// The unit on whose roster they were found, if they are a party member in office.
    pub party_unit: Option<UnitId>,
    /// The roles that they hold.
    pub grants: Vec<Grant>,
    /// Roles that they hold too, and that count for nothing until this login gives a code: see
    /// [`crate::members::second_factor`]. What a login proved is not kept with what its member is.
    #[serde(skip)]
    pub withheld: Vec<Grant>,
    /// Whether staff have blocked them: then they are nobody, whatever else they are.
    #[serde(default)]
    pub blocked: bool,
    /// When the last block was lifted, if there ever was one. No login from before that goes on.
    #[serde(default)]
    pub unblocked: Option<DateTime<Utc>>,
    /// What it is for, if this is no member but a screen of a hall ([`crate::screens`]): `member` is its id then, and its
    /// home its community.
    #[serde(default)]
    pub screen: Option<ScreenPurpose>,
}

impl Standing {
    /// Whether they work for an area, from a grid up to a city, also before they gave a code. A liaison is none of the
    /// staff.
    pub fn staff(&self) -> bool {
        self.grants.iter().chain(&self.withheld).any(|grant| grant.role >= Role::GridWorker)
    }
}
