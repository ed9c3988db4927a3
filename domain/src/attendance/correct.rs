//! Correcting granted time: a wrong entry is voided, and entered anew.

use crate::access::Viewer;
use crate::attendance::grant::{self, NewHours, grant};
use crate::attendance::hours::{DAY_AT_MOST, Hours, How, find};
use crate::audit::act::Act;
use crate::failure::{Invalid, Outcome, Reason};
use crate::ids::HoursId;
use crate::once::{Request, begin, once};
use crate::ports::Ports;
use crate::text::Line;

/// Voids an entry, and says why. For staff who administer the community that it was served in; never about oneself.
pub async fn void(ports: &Ports, by: &Viewer, hours: HoursId, reason: &Line<200>, request: &Request) -> Outcome<Hours> {
    let voided = once(ports, request, async {
        let hours = find(ports, by, "hoursId", hours).await?;
        hours.must_be_correctable(by)?;
        if hours.voided.is_some() {
            return Err(Reason::HoursAlreadyVoided.at("hoursId").into());
        }
        let mut tx = begin(ports, request, hours.id).await?;
        if !grant::void(ports, &mut *tx, &hours, by.member(), reason.as_str()).await? {
            return Err(Reason::HoursAlreadyVoided.at("hoursId").into());
        }
        ports.commit(tx, by.did(Act::VoidHours, hours.community.id, hours.id)).await?;
        Ok(hours.id)
    })
    .await?;
    find(ports, by, "hoursId", voided).await
}

/// Enters a voided entry anew, once, with other minutes: no more than were planned, and than the day has room for. For
/// staff who administer the community that it was served in; never about oneself.
pub async fn enter(
    ports: &Ports,
    by: &Viewer,
    replaces: HoursId,
    minutes: i32,
    reason: &Line<200>,
    request: &Request,
) -> Outcome<Hours> {
    let entered = once(ports, request, async {
        let old = find(ports, by, "replacesId", replaces).await?;
        old.must_be_correctable(by)?;
        if !(1..=DAY_AT_MOST).contains(&minutes) {
            let fault = (format!("须在1到{DAY_AT_MOST}之间"), format!("must be from 1 to {DAY_AT_MOST}"));
            return Err(Invalid::new("minutes", fault).into());
        }
        if old.voided.is_none() {
            return Err(Reason::HoursNotVoided.at("replacesId").into());
        }
        if minutes > old.planned {
            return Err(Reason::HoursOverPlan.at("minutes").into());
        }
        let now = ports.now();
        let new = NewHours {
            id: ports.id(now),
            community: old.community.id,
            member: old.member.id,
            shift: old.shift,
            day: old.day,
            minutes,
            granted: now,
            confirmer: by.member(),
            how: How::ReEntered,
            replaces: Some(old.id),
            reason: Some(reason.as_str().to_owned()),
        };
        let id = new.id;
        let mut tx = begin(ports, request, id).await?;
        if grant(ports, &mut *tx, new).await? < minutes {
            return Err(Reason::DayLimitReached.at("minutes").into());
        }
        ports.commit(tx, by.did(Act::EnterHours, old.community.id, id)).await?;
        Ok(id)
    })
    .await?;
    find(ports, by, "requestId", entered).await
}
