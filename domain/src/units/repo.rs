//! What a store must guarantee of units.

use async_trait::async_trait;

use crate::failure::Outcome;
use crate::ids::{MemberId, UnitId};
use crate::page::{Page, PageRequest};
use crate::text::{Phone, RealName};
use crate::units::unit::{RosterEntry, Unit};

/// Inside a transaction.
#[async_trait]
pub trait UnitRepo {
    /// Adds a unit. *Refused* if a sibling bears the name.
    async fn add_unit(&mut self, unit: &Unit) -> Outcome<()>;
    /// Adds a line to a roster. *Refused* if the roster has the phone number. Name and phone are encrypted.
    async fn add_to_roster(&mut self, entry: &RosterEntry) -> Outcome<()>;
    /// Gives a roster line of this name and phone to the member, if there is one that nobody has. Decides races.
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
    /// How many lines the unit's roster has.
    async fn roster_size(&self, unit: UnitId) -> Outcome<i64>;
}
