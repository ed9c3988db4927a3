//! Looking at a unit.

use crate::failure::{Failure, Outcome};
use crate::ids::UnitId;
use crate::ports::Ports;
use crate::units::unit::Unit;

/// The unit that `field` names.
pub async fn find(ports: &Ports, field: &'static str, id: UnitId) -> Outcome<Unit> {
    ports.store.units(&[id]).await?.pop().ok_or(Failure::NotFound(field))
}
