//! Checking in at a duty point.

use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::attendance::scan::Scan;
use crate::failure::{Outcome, Reason};
use crate::ids::{DutyCheckInId, DutyPointId};
use crate::once::{begin, once};
use crate::party::CHECK_IN_AT_DUTY_POINT;
use crate::party::duty_point::{DutyCheckIn, DutyPoint};
use crate::party::read::{self, find_duty_check_in};
use crate::ports::Ports;
use crate::request::Request;

/// Checks the viewer in with the code that the point shows, as of when they scanned it: for a party member whose
/// report-in was active in the point's community by then, once per point and clock hour.
pub async fn check_in(
    ports: &Ports,
    by: &Viewer,
    point: DutyPointId,
    scan: &Scan,
    request: &Request,
) -> Outcome<DutyCheckIn> {
    let made = once(ports, request, async {
        let at = scan.moment(ports.now())?;
        let point = admitting(ports, by, point, at).await?;
        scan.must_show(&point.secret, at)?;
        // By when it was scanned, so that the list of them runs by time.
        let id: DutyCheckInId = ports.id(at);
        let mut tx = begin(ports, request, id).await?;
        if !tx.add_duty_check_in(id, point.id, by.member(), at).await? {
            // A reader needs a connection of its own, and there may be no other.
            drop(tx);
            admitting(ports, by, point.id, at).await?;
            return Err(Reason::DutyAlreadyCheckedIn.at("dutyPointId").into());
        }
        ports.commit(tx, by.did(CHECK_IN_AT_DUTY_POINT, point.community.id, id)).await?;
        Ok(id)
    })
    .await?;
    find_duty_check_in(ports, by, "requestId", made).await
}

/// The duty point, if it admitted the viewer at this time, as things stand.
async fn admitting(ports: &Ports, by: &Viewer, point: DutyPointId, at: DateTime<Utc>) -> Outcome<DutyPoint> {
    let point = read::find_duty_point(ports, by, "dutyPointId", point).await?;
    let mine = ports.store.live_report_in(by).await?;
    point.must_admit(by, mine.as_ref(), at)?;
    Ok(point)
}
