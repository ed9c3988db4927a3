//! Calling an activity off.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::ids::ActivityId;
use crate::inbox::news::News;
use crate::moderation::case::{NewCase, Target};
use crate::moderation::check::check_of_member;
use crate::moderation::hold::hold;
use crate::moderation::verdict::Scene;
use crate::once::{begin, once};
use crate::ports::Ports;
use crate::request::Request;
use crate::text::Line;
use crate::volunteering::CANCEL_ACTIVITY;
use crate::volunteering::activity::Activity;
use crate::volunteering::read::find_activity;
use crate::volunteering::told::tell;

/// Calls an activity off and says why: shifts that are not over take no more sign-ups, and all their sign-ups end.
/// Anyone who was checked in by then can still check out. For those who lead it.
pub async fn call_off(
    ports: &Ports,
    by: &Viewer,
    activity: ActivityId,
    reason: &Line<200>,
    request: &Request,
) -> Outcome<Activity> {
    let activity = once(ports, request, async {
        let activity = find_activity(ports, by, "activityId", activity).await?;
        activity.must_be_called_off_by(by, ports.now())?;
        let (community, written) = (&activity.community, [("reason", reason.as_str())]);
        let check = check_of_member(ports, by, &community.path, Scene::Comment, &written).await?;
        let (now, target) = (ports.now(), Target::CallOff(activity.id));
        let case = NewCase { id: ports.id(now), community: community.id, target, author: by.member(), check, at: now };
        let mut tx = begin(ports, request, activity.id).await?;
        let shown = case.text_state();
        let Some(mut signed) = tx.call_off_activity(activity.id, by.member(), reason.as_str(), shown, now).await?
        else {
            return Err(Reason::ActivityCancelled.at("activityId").into());
        };
        hold(&mut *tx, &case).await?;
        signed.retain(|signed| signed.member != by.member());
        tell(ports, &mut *tx, News::ActivityCalledOff, &signed).await?;
        ports.commit(tx, by.did(CANCEL_ACTIVITY, activity.community.id, activity.id)).await?;
        Ok(activity.id)
    })
    .await?;
    find_activity(ports, by, "activityId", activity).await
}
