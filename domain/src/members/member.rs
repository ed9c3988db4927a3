//! A person with an account.

use chrono::{DateTime, Utc};

use crate::ids::{AreaId, BlockId, GrantId, MemberId, UnitId};
use crate::places::area::Area;
use crate::places::path::Path;
use crate::standing::Role;
use crate::text::{Phone, RealName};
use crate::units::unit::Unit;

/// What others see of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The member.
    pub id: MemberId,
    /// `王**`; empty until a real name was given.
    pub shown_name: String,
}

/// What a member sees of themselves. Real name and phone number are encrypted at rest.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The member.
    pub id: MemberId,
    /// The name, if given.
    pub real_name: Option<RealName>,
    /// The number, if the platform confirmed it.
    pub phone: Option<Phone>,
    /// When another member proved the number, which ended this one's proof; `None` once one was bound again.
    pub phone_lost: Option<DateTime<Utc>>,
    /// The home community, with grid and building where they were said.
    pub home: Option<Area>,
    /// The grid within it.
    pub grid: Option<Area>,
    /// The building within that.
    pub building: Option<Area>,
    /// Since when a volunteer.
    pub volunteer_since: Option<DateTime<Utc>>,
    /// Party membership, if it was ever asked.
    pub party: Option<PartyMembership>,
    /// When the account was made.
    pub joined: DateTime<Utc>,
}

/// Whether somebody is a party member in office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartyState {
    /// The roster did not tell; somebody who answers for the unit decides.
    Pending,
    /// Found on the unit's roster, or confirmed by hand.
    Confirmed,
    /// Decided against. May be asked again.
    Declined,
}

/// A member's word that they are a party member, and what became of it.
#[derive(Debug, Clone)]
pub struct PartyMembership {
    /// What became of it.
    pub state: PartyState,
    /// The unit that they named.
    pub unit: UnitId,
    /// When it was asked.
    pub asked: DateTime<Utc>,
}

/// A block: staff keep a member out, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its id.
    pub id: BlockId,
    /// The blocked member.
    pub member: Person,
    /// Why.
    pub reason: String,
    /// Blocked by.
    pub by: Person,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When it was lifted, if it was.
    pub lifted: Option<DateTime<Utc>>,
}

/// A role as it stands in the records.
#[derive(Debug, Clone)]
pub struct HeldRole {
    /// Its id.
    pub id: GrantId,
    /// The holder.
    pub holder: MemberId,
    /// What.
    pub role: Role,
    /// Where.
    pub node: RoleNode,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// A role with the people of it.
#[derive(Debug, Clone)]
pub struct RoleHolder {
    /// Who holds it.
    pub holder: Person,
    /// Who gave it: the one who proposed it.
    pub granted_by: Person,
    /// The role.
    pub held: HeldRole,
}

/// The node that a role is held on.
#[derive(Debug, Clone)]
pub enum RoleNode {
    /// A place.
    Area(Area),
    /// An employer.
    Unit(Unit),
}

impl RoleNode {
    /// The place: of a unit, the one whose staff administer it.
    pub fn area(&self) -> AreaId {
        match self {
            Self::Area(area) => area.id,
            Self::Unit(unit) => unit.area,
        }
    }

    /// The place whose staff give and take roles here.
    pub fn administered_at(&self) -> &Path {
        match self {
            Self::Area(area) => &area.path,
            Self::Unit(unit) => &unit.area_path,
        }
    }
}
