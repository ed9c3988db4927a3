//! Adding an employer.

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::ids::{AreaId, UnitId};
use crate::once::{begin, once};
use crate::places;
use crate::places::path::Path;
use crate::ports::Ports;
use crate::request::Request;
use crate::text::Line;
use crate::units::CREATE_UNIT;
use crate::units::read::find;
use crate::units::unit::Unit;

/// What is to be made.
#[derive(Debug)]
pub struct NewUnit {
    /// The unit above, if it is a branch.
    pub parent: Option<UnitId>,
    /// The area whose staff administer it.
    pub area: AreaId,
    /// Its name.
    pub name: Line<60>,
}

/// Adds a unit to an area that the viewer administers; below another unit, only if they answer for that one.
pub async fn create_unit(ports: &Ports, by: &Viewer, new: NewUnit, request: &Request) -> Outcome<Unit> {
    let made = once(ports, request, async {
        let area = places::read::find(ports, "areaId", new.area).await?;
        by.must_administer(&area.path)?;
        let parent = match new.parent {
            Some(id) => Some(find(ports, "parentId", id).await?),
            None => None,
        };
        if let Some(parent) = &parent {
            by.must_answer_for(parent)?;
        }
        let now = ports.now();
        let id: UnitId = ports.id(now);
        let unit = Unit {
            id,
            name: new.name.as_str().to_owned(),
            path: Path::below(parent.as_ref().map(|p| &p.path), id.uuid()),
            area: area.id,
            area_path: area.path,
        };
        let mut tx = begin(ports, request, id).await?;
        tx.add_unit(&unit).await?;
        ports.commit(tx, by.did(CREATE_UNIT, unit.area, unit.id)).await?;
        Ok(unit.id)
    })
    .await?;
    find(ports, "requestId", made).await
}
