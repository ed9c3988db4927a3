//! What a store must guarantee of units.

use async_trait::async_trait;

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::ids::{MemberId, RosterImportId, UnitId};
use crate::page::{Page, PageRequest};
use crate::text::{Phone, RealName};
use crate::units::unit::{RosterEntry, RosterImport, Unit};

/// What became of many lines.
#[derive(Debug, Default)]
pub struct Laid {
    /// How many were added.
    pub added: usize,
    /// The places of those that were not, because the roster has the number with another name; in rising order.
    pub other_name: Vec<usize>,
}

/// Somebody who waits for an answer of a unit, and stands on its roster.
#[derive(Debug)]
pub struct Listed {
    /// The member.
    pub member: MemberId,
    /// The name, theirs and the line's.
    pub name: RealName,
    /// The number, theirs and the line's.
    pub phone: Phone,
}

/// Inside a transaction.
#[async_trait]
pub trait UnitRepo {
    /// Adds a unit. *Refused* if a sibling bears the name.
    async fn add_unit(&mut self, unit: &Unit) -> Outcome<()>;
    /// Adds a line to a roster. *Refused* if the roster has the phone number. Name and phone are encrypted.
    async fn add_to_roster(&mut self, entry: &RosterEntry) -> Outcome<()>;
    /// Adds those lines to the roster of one unit whose phone numbers it does not have. Of two who add the same at
    /// once, the second waits for the first and then knows it. A constant number of statements for every 500 lines.
    async fn add_all_to_roster(&mut self, entries: &[RosterEntry]) -> Outcome<Laid>;
    /// Writes an import down.
    async fn add_roster_import(&mut self, import: &RosterImport) -> Outcome<()>;
    /// Gives a roster line of this name and phone to the member, if there is one that nobody has, and the number is
    /// still the member's. Decides races.
    async fn take_roster_line(
        &mut self,
        unit: UnitId,
        name: &RealName,
        phone: &Phone,
        member: MemberId,
    ) -> Outcome<bool>;
}

/// Outside one. Units are public to all who are logged in; rosters are not, and have no reader here.
#[async_trait]
pub trait UnitReader: Send + Sync {
    /// The units of these ids that exist, in no order.
    async fn units(&self, ids: &[UnitId]) -> Outcome<Vec<Unit>>;
    /// The units right below one, or the roots; oldest first.
    async fn units_below(&self, parent: Option<UnitId>, page: &PageRequest<UnitId>) -> Outcome<Page<Unit>>;
    /// How many lines the rosters of these units have, of those that have any. For those who answer for the units.
    async fn roster_sizes(&self, units: &[UnitId]) -> Outcome<Vec<(UnitId, i64)>>;
    /// An import that the viewer made.
    async fn roster_import(&self, by: &Viewer, import: RosterImportId) -> Outcome<Option<RosterImport>>;
    /// Those who wait for an answer of the unit though a line that nobody has bears their name and number, in the order
    /// in which they asked.
    async fn pending_on_roster(&self, unit: UnitId) -> Outcome<Vec<Listed>>;
}
