//! Setting up and closing duty points.

use crate::access::Viewer;
use crate::attendance::code::CodeSecret;
use crate::failure::{Outcome, Reason};
use crate::ids::{AreaId, DutyPointId};
use crate::once::{begin, once};
use crate::party::duty_point::DutyPoint;
use crate::party::read::find_duty_point;
use crate::party::{CLOSE_DUTY_POINT, CREATE_DUTY_POINT};
use crate::places;
use crate::ports::Ports;
use crate::request::Request;
use crate::text::Line;

/// What is to be set up.
#[derive(Debug)]
pub struct NewDutyPoint {
    /// The community.
    pub community: AreaId,
    /// Its name.
    pub name: Line<30>,
    /// Where to find it.
    pub place: Line<60>,
}

/// Sets up a duty point in a community that the viewer administers.
pub async fn create(ports: &Ports, by: &Viewer, new: NewDutyPoint, request: &Request) -> Outcome<DutyPoint> {
    let made = once(ports, request, async {
        let community = places::read::find(ports, "communityId", new.community).await?;
        by.scope("communityId", &community)?;
        by.must_administer(&community.path)?;
        let now = ports.now();
        let point = DutyPoint {
            id: ports.id(now),
            community,
            name: new.name,
            place: new.place,
            secret: CodeSecret(ports.chance.bytes()),
            created: now,
            closed: None,
        };
        let mut tx = begin(ports, request, point.id).await?;
        tx.add_duty_point(&point, by.member()).await?;
        ports.commit(tx, by.did(CREATE_DUTY_POINT, point.community.id, point.id)).await?;
        Ok(point.id)
    })
    .await?;
    find_duty_point(ports, by, "requestId", made).await
}

/// Closes a duty point, for good. For those who administer the community. What was checked in there stays.
pub async fn close(ports: &Ports, by: &Viewer, point: DutyPointId, request: &Request) -> Outcome<DutyPoint> {
    let made = once(ports, request, async {
        let point = find_duty_point(ports, by, "dutyPointId", point).await?;
        by.must_administer(&point.community.path)?;
        let mut tx = begin(ports, request, point.id).await?;
        if !tx.close_duty_point(point.id, by.member(), ports.now()).await? {
            return Err(Reason::DutyPointClosed.at("dutyPointId").into());
        }
        ports.commit(tx, by.did(CLOSE_DUTY_POINT, point.community.id, point.id)).await?;
        Ok(point.id)
    })
    .await?;
    find_duty_point(ports, by, "requestId", made).await
}
