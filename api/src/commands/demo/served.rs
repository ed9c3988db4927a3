//! What volunteers of the made-up town served, so that there are hours to certify.

use chrono::Duration;
use domain::access::Viewer;
use domain::attendance::roll_call::{Said, roll_call};
use domain::failure::{Failure, Outcome};
use domain::text::{Line, Paragraphs};
use domain::together::Asking;
use domain::volunteering::activity::{ActivityText, For};
use domain::volunteering::organise::{ActivityPlan, organise};
use domain::volunteering::plan::ShiftPlan;
use domain::volunteering::sign_up::sign_up;

use super::story::Story;

/// Two mornings at which these helpers were, before there was a rule that gives points for hours.
pub async fn mornings(story: &Story, staff: &Viewer, helpers: [&Viewer; 2]) -> Outcome<()> {
    for (days, title, hours) in [(45, "重阳节走访老人", 3), (38, "河边清洁", 2)] {
        story.ago(days, 10);
        let starts = story.ports.now() + Duration::hours(1);
        let ends = starts + Duration::hours(hours);
        let opens = story.ports.now();
        let shift = ShiftPlan { starts, ends, opens, closes: starts, cancel_until: starts, capacity: 8 };
        let content = ActivityText {
            title: Line::parse("title", title)?,
            text: Paragraphs::parse("text", "请提前十分钟到。")?,
            place: Line::parse("place", "社区服务大厅门口")?,
        };
        let (scope, request) = (staff.home_scope()?, story.request(staff));
        let plan = ActivityPlan { content, audience: For::Helpers, shifts: vec![shift], photos: Vec::new() };
        let activity = organise(&story.ports, staff, &scope, plan, &request).await?;
        let made = story.ports.store.shifts_of(staff, &[activity.id]).await?;
        let shift = made.first().ok_or(Failure::NotFound("shiftId"))?.id;
        for helper in helpers {
            let asking = Asking { by: helper.clone(), request: story.request(helper), wants: () };
            sign_up(&story.ports, shift, &[asking]).await.into_iter().collect::<Outcome<Vec<_>>>()?;
        }
        for (hours, said) in [(9, Said::In), (9 - hours, Said::Out)] {
            story.ago(days, hours);
            for helper in helpers {
                roll_call(&story.ports, staff, shift, helper.member(), said, &story.request(staff)).await?;
            }
        }
    }
    Ok(())
}
