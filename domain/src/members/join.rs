//! Joining a home community, and moving.

use crate::access::Viewer;
use crate::failure::{Failure, Invalid, Outcome};
use crate::ids::AreaId;
use crate::members::JOIN_COMMUNITY;
use crate::members::loss::{Loss, lose};
use crate::places::area::{Area, AreaKind};
use crate::places::read::find;
use crate::ports::Ports;
use crate::privacy::must_consent::must_consent;

/// Says where the viewer lives, after consent. Saying it again is moving house: what they wrote before stays with the
/// old community, and so does what they were promised there; what they only hoped for ends ([`crate::members::loss`]).
pub async fn join_community(
    ports: &Ports,
    by: &Viewer,
    community: AreaId,
    grid: Option<AreaId>,
    building: Option<AreaId>,
) -> Outcome<()> {
    must_consent(ports, by).await?;
    let community = find(ports, "communityId", community).await?;
    if community.kind != AreaKind::Community {
        return Err(Invalid::new("communityId", ("不是社区", "is not a community")).into());
    }
    let building = within(ports, "buildingId", building, AreaKind::Building, &community).await?;
    let grid = match grid {
        // A building lies in a grid, so that saying the building is enough.
        None => building.as_ref().and_then(Area::parent),
        given => within(ports, "gridId", given, AreaKind::Grid, &community).await?.map(|grid| grid.id),
    };
    if let Some(building) = &building
        && building.parent() != grid
    {
        return Err(Invalid::new("buildingId", ("不在该网格内", "does not lie in this grid")).into());
    }
    ports.sessions.forget_standing(by.member()).await?;
    let mut tx = ports.store.begin().await?;
    tx.set_home(by.member(), &community, grid, building.map(|b| b.id)).await?;
    lose(ports, &mut *tx, by.member(), Loss::Home, ports.now()).await?;
    ports.commit(tx, by.did(JOIN_COMMUNITY, community.id, community.id)).await
}

/// The area that `field` names, if it is of this kind and lies in the community; *not found* otherwise.
pub(crate) async fn within(
    ports: &Ports,
    field: &'static str,
    id: Option<AreaId>,
    kind: AreaKind,
    community: &Area,
) -> Outcome<Option<Area>> {
    let Some(id) = id else { return Ok(None) };
    let area = find(ports, field, id).await?;
    if area.kind != kind || !community.path.covers(&area.path) {
        return Err(Failure::NotFound(field));
    }
    Ok(Some(area))
}
