//! A member's plan as a calendar (iCalendar, RFC 5545).

use chrono::{DateTime, Utc};
use domain::volunteering::shift::{Shift, SignUp, SignUpState};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};

use crate::language::Lang;

/// The calendar. The same plan is the same text, so that a client which has it need not fetch it again.
pub(super) fn written(plan: &[(SignUp, Shift)], lang: Lang) -> String {
    let name = match lang {
        Lang::Zh => "邻里·我的志愿服务",
        Lang::En => "Linli: my volunteering",
    };
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Linli//volunteering//ZH"),
        ("CALSCALE", "GREGORIAN"),
        ("X-WR-CALNAME", name),
        ("REFRESH-INTERVAL;VALUE=DURATION", "PT1H"),
        ("X-PUBLISHED-TTL", "PT1H"),
    ] {
        calendar.append_property(Property::new(key, value));
    }
    for (sign_up, shift) in plan {
        calendar.push(event(sign_up, shift, lang));
    }
    calendar.to_string()
}

/// 2020, in seconds. What changed later has a higher number, also when somebody signs up again: a calendar goes by it.
const SINCE: i64 = 1_577_836_800;

/// Where a sign-up stands: for the calendar, since when, and what is said before the title.
fn standing(sign_up: &SignUp) -> (EventStatus, DateTime<Utc>, (&'static str, &'static str)) {
    match sign_up.state {
        SignUpState::Waiting { .. } => (EventStatus::Tentative, sign_up.at, ("候补：", "Waiting: ")),
        SignUpState::Seated { moved_up: None } => (EventStatus::Confirmed, sign_up.at, ("", "")),
        SignUpState::Seated { moved_up: Some(at) } => (EventStatus::Confirmed, at, ("", "")),
        SignUpState::Withdrawn { at } => (EventStatus::Cancelled, at, ("已取消：", "Cancelled: ")),
        SignUpState::CalledOff { at } => (EventStatus::Cancelled, at, ("活动取消：", "Called off: ")),
    }
}

fn event(sign_up: &SignUp, shift: &Shift, lang: Lang) -> Event {
    let (status, changed, (zh, en)) = standing(sign_up);
    let content = &shift.activity.content;
    let before = match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    // Of the shift, and not of the sign-up: who gives a seat back and takes one again has one entry.
    Event::new()
        .uid(&format!("{}@linli", shift.id))
        .timestamp(changed)
        .add_property("LAST-MODIFIED", changed.format("%Y%m%dT%H%M%SZ").to_string())
        .sequence(u32::try_from(changed.timestamp() - SINCE).unwrap_or_default())
        .status(status)
        .starts(shift.plan.starts)
        .ends(shift.plan.ends)
        .summary(&format!("{before}{}", content.title.as_str()))
        .location(content.place.as_str())
        .description(content.text.as_str())
        .done()
}
