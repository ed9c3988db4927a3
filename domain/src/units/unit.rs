//! An employer.

use chrono::{DateTime, Utc};

use crate::ids::{AreaId, MemberId, RosterEntryId, RosterImportId, UnitId};
use crate::places::path::Path;
use crate::text::{Phone, RealName};

/// A node of the unit tree. Everybody who is logged in may see it: a party member must find their unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its id.
    pub id: UnitId,
    /// Its name, such as 市供水公司.
    pub name: String,
    /// Its place in the unit tree.
    pub path: Path,
    /// The area whose staff administer it.
    pub area: AreaId,
    /// That area's place in the place tree.
    pub area_path: Path,
}

/// A line of a unit's roster: a party member in office, known by name and phone number.
#[derive(Debug)]
pub struct RosterEntry {
    /// Its id.
    pub id: RosterEntryId,
    /// The unit.
    pub unit: UnitId,
    /// Encrypted at rest.
    pub name: RealName,
    /// Encrypted at rest.
    pub phone: Phone,
}

/// An import as it stands in the records.
#[derive(Debug)]
pub struct RosterImport {
    /// Its id.
    pub id: RosterImportId,
    /// The unit.
    pub unit: UnitId,
    /// The member who imported.
    pub by: MemberId,
    /// When.
    pub at: DateTime<Utc>,
    /// How many lines were new.
    pub added: usize,
    /// How many stood there already.
    pub known: usize,
}
