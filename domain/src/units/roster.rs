//! The roster of a unit's party members in office.

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::ids::UnitId;
use crate::members::party::confirm_listed;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::text::{Phone, RealName};
use crate::units::ADD_TO_ROSTER;
use crate::units::read::find;
use crate::units::unit::{RosterEntry, Unit};

/// Adds a person to the roster of a unit that the viewer answers for. If that person waits for an answer of the unit,
/// this is the answer.
pub async fn add_to_roster(
    ports: &Ports,
    by: &Viewer,
    unit: UnitId,
    name: RealName,
    phone: Phone,
    request: &Request,
) -> Outcome<Unit> {
    let unit = find(ports, "unitId", unit).await?;
    once(ports, request, async {
        by.must_answer_for(&unit)?;
        let entry = RosterEntry { id: ports.id(ports.now()), unit: unit.id, name, phone };
        let mut tx = begin(ports, request, entry.id).await?;
        tx.add_to_roster(&entry).await?;
        ports.commit(tx, by.did(ADD_TO_ROSTER, unit.area, entry.id)).await?;
        Ok(entry.id)
    })
    .await?;
    confirm_listed(ports, by, unit.id).await?;
    Ok(unit)
}
