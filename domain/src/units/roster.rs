//! The roster of a unit's party members in office.

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::ids::{RosterEntryKind, UnitId};
use crate::once::{Request, answered, begin};
use crate::ports::Ports;
use crate::text::{Phone, RealName};
use crate::units::create::find;
use crate::units::unit::{RosterEntry, Unit};

/// Adds a person to the roster of a unit that the viewer answers for.
pub async fn add_to_roster(
    ports: &Ports,
    by: &Viewer,
    unit: UnitId,
    name: RealName,
    phone: Phone,
    request: &Request,
) -> Outcome<Unit> {
    let unit = find(ports, "unitId", unit).await?;
    if answered::<RosterEntryKind>(ports, request).await?.is_some() {
        return Ok(unit);
    }
    by.must_answer_for(&unit)?;
    let now = ports.now();
    let entry = RosterEntry { id: ports.id(now), unit: unit.id, name, phone };
    let Ok(mut tx) = begin(ports, request, entry.id).await? else { return Ok(unit) };
    tx.add_to_roster(&entry).await?;
    tx.commit().await?;
    Ok(unit)
}

/// How many people stand on the roster: for those who answer for the unit.
pub async fn roster_size(ports: &Ports, by: &Viewer, unit: &Unit) -> Outcome<i64> {
    by.must_answer_for(unit)?;
    ports.store.roster_size(unit.id).await
}
