//! Looking at a place.

use crate::failure::{Failure, Outcome};
use crate::ids::AreaId;
use crate::places::area::Area;
use crate::ports::Ports;

/// The area that `field` names.
pub async fn find(ports: &Ports, field: &'static str, id: AreaId) -> Outcome<Area> {
    ports.store.areas(&[id]).await?.pop().ok_or(Failure::NotFound(field))
}
