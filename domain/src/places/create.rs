//! Adding a node to the place tree.

use crate::access::Viewer;
use crate::failure::Outcome;
use crate::ids::AreaId;
use crate::once::{begin, once};
use crate::places::CREATE_AREA;
use crate::places::area::{Area, AreaKind};
use crate::places::path::Path;
use crate::places::read::find;
use crate::ports::Ports;
use crate::request::Request;
use crate::text::Line;

/// What is to be made.
#[derive(Debug)]
pub struct NewArea {
    /// The node above.
    pub parent: AreaId,
    /// What it is.
    pub kind: AreaKind,
    /// Its name.
    pub name: Line<40>,
}

/// Adds a place below a node that the viewer administers.
pub async fn create_area(ports: &Ports, by: &Viewer, new: NewArea, request: &Request) -> Outcome<Area> {
    let made = once(ports, request, async {
        let parent = find(ports, "parentId", new.parent).await?;
        by.must_administer(&parent.path)?;
        parent.must_hold(new.kind)?;
        let now = ports.now();
        let id: AreaId = ports.id(now);
        let area = Area {
            id,
            kind: new.kind,
            name: new.name.as_str().to_owned(),
            path: Path::below(Some(&parent.path), id.uuid()),
        };
        let mut tx = begin(ports, request, id).await?;
        tx.add_area(&area).await?;
        ports.commit(tx, by.did(CREATE_AREA, area.id, area.id)).await?;
        Ok(area.id)
    })
    .await?;
    find(ports, "requestId", made).await
}
