//! Checking in at a duty point.

use crate::access::Viewer;
use crate::attendance::code::Digits;
use crate::failure::{Outcome, Reason};
use crate::ids::{DutyCheckInId, DutyPointId};
use crate::once::{begin, once};
use crate::party::CHECK_IN_AT_DUTY_POINT;
use crate::party::duty_point::{DutyCheckIn, DutyPoint};
use crate::party::read::{self, find_duty_check_in};
use crate::ports::Ports;
use crate::request::Request;

/// Checks the viewer in with the code that the point shows: for a party member whose report-in is active in the point's
/// community, once per point and clock hour.
pub async fn check_in(
    ports: &Ports,
    by: &Viewer,
    point: DutyPointId,
    code: &Digits,
    request: &Request,
) -> Outcome<DutyCheckIn> {
    let made = once(ports, request, async {
        let now = ports.now();
        let point = admitting(ports, by, point).await?;
        point.secret.must_be(code, now)?;
        let id: DutyCheckInId = ports.id(now);
        let mut tx = begin(ports, request, id).await?;
        if !tx.add_duty_check_in(id, point.id, by.member(), now).await? {
            // A reader needs a connection of its own, and there may be no other.
            drop(tx);
            admitting(ports, by, point.id).await?;
            return Err(Reason::DutyAlreadyCheckedIn.at("dutyPointId").into());
        }
        ports.commit(tx, by.did(CHECK_IN_AT_DUTY_POINT, point.community.id, id)).await?;
        Ok(id)
    })
    .await?;
    find_duty_check_in(ports, by, "requestId", made).await
}

/// The duty point, if it admits the viewer as things stand.
async fn admitting(ports: &Ports, by: &Viewer, point: DutyPointId) -> Outcome<DutyPoint> {
    let point = read::find_duty_point(ports, by, "dutyPointId", point).await?;
    let mine = ports.store.live_report_in(by).await?;
    point.must_admit(by, mine.as_ref())?;
    Ok(point)
}
