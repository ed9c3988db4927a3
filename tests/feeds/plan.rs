//! A member's plan as a calendar.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use crate::harness::feeds::{read, renew, unfolded};
use crate::harness::on_both_stores;
use crate::harness::town::Town;
use crate::harness::volunteering::{activity, cancel, shift, sign_up};
use crate::harness::world::World;

on_both_stores!(a_calendar_tells_of_seats_places_in_line_and_what_was_called_off);

/// What stands under a name in each event, by the event's id.
fn of_events(lines: &[String], name: &str) -> Vec<(String, String)> {
    let (mut found, mut uid, mut value) = (Vec::new(), String::new(), String::new());
    for line in lines {
        match line.split_once(':') {
            Some(("UID", text)) => uid = text.to_owned(),
            Some((key, text)) if key == name => value = text.to_owned(),
            Some(("END", "VEVENT")) => found.push((std::mem::take(&mut uid), std::mem::take(&mut value))),
            _ => {}
        }
    }
    found
}

async fn a_calendar_tells_of_seats_places_in_line_and_what_was_called_off(world: &World) {
    let town = Town::build(world).await;
    let me = town.volunteer(world, "helper", 0).await;
    let other = town.volunteer(world, "other", 0).await;
    // A title that would begin lines and properties of its own, were it not escaped; long enough to be folded.
    let mut input = activity(&town, vec![shift(world, 26, 2, 1), shift(world, 50, 1, 1)]);
    input["title"] = json!("扫雪;LOCATION:别处,\\n END:VEVENT");
    input["text"] = json!("带铲子\nBEGIN:VEVENT\r\nSUMMARY:假的;请准时,在门口等候,多穿一点,注意安全,不要迟到");
    input["place"] = json!("南门, 一号楼; 门厅");
    let made = world
        .act(&town.staff[0], "createActivity", input, "... on Activity { id shifts { id startsAt endsAt } }")
        .await;
    let shifts = made["shifts"].as_array().cloned().expect("shifts");
    let id = |n: usize| shifts[n]["id"].as_str().expect("an id").to_owned();
    assert_eq!(sign_up(world, &me, &id(0)).await["state"], "SEATED");
    let theirs = sign_up(world, &other, &id(1)).await;
    let mine = sign_up(world, &me, &id(1)).await;
    assert_eq!(mine["state"], "WAITING");
    let address = renew(world, &me, "PLAN").await;

    let calendar = read(world, &address).await;
    let lines = unfolded(&calendar);
    assert_eq!((lines[0].as_str(), lines[lines.len() - 1].as_str()), ("BEGIN:VCALENDAR", "END:VCALENDAR"));
    assert_eq!(lines.iter().filter(|line| *line == "BEGIN:VEVENT").count(), 2, "{calendar}");
    let uid = |n: usize| format!("{}@linli", id(n));
    let each = |lines: &[String], name: &str| of_events(lines, name);
    assert_eq!(each(&lines, "STATUS"), [(uid(0), "CONFIRMED".into()), (uid(1), "TENTATIVE".into())], "{calendar}");
    let title = r"扫雪\;LOCATION:别处\,\\n END:VEVENT";
    assert_eq!(each(&lines, "SUMMARY"), [(uid(0), title.to_owned()), (uid(1), format!("候补：{title}"))]);
    assert_eq!(each(&lines, "LOCATION")[0].1, r"南门\, 一号楼\; 门厅");
    assert!(each(&lines, "DESCRIPTION")[0].1.starts_with(r"带铲子\nBEGIN:VEVENT\nSUMMARY:假的\;"), "{calendar}");
    let utc = |value: &Value| {
        let at: DateTime<Utc> = value.as_str().expect("a text").parse().expect("a time");
        at.format("%Y%m%dT%H%M%SZ").to_string()
    };
    assert_eq!(each(&lines, "DTSTART")[0].1, utc(&shifts[0]["startsAt"]));
    assert_eq!(each(&lines, "DTEND")[1].1, utc(&shifts[1]["endsAt"]));
    assert_eq!(read(world, &address).await, calendar, "the same plan is the same text");

    // A seat that became free is the next one's, under the same id.
    world.pass(Duration::seconds(1));
    cancel(world, &other, &theirs).await;
    let moved = unfolded(&read(world, &address).await);
    assert_eq!(each(&moved, "STATUS")[1], (uid(1), "CONFIRMED".into()));
    let sequence = |lines: &[String]| -> i64 { each(lines, "SEQUENCE")[1].1.parse().expect("a number") };
    assert_eq!(sequence(&moved), sequence(&lines) + 1);
    assert_eq!(each(&moved, "SEQUENCE")[0], each(&lines, "SEQUENCE")[0]);
    // Who gives a seat back and takes one again goes on counting: a calendar ignores what counts less.
    world.pass(Duration::seconds(1));
    cancel(world, &me, &mine).await;
    world.pass(Duration::seconds(1));
    sign_up(world, &me, &id(1)).await;
    let again = unfolded(&read(world, &address).await);
    assert_eq!(sequence(&again), sequence(&lines) + 3, "{again:?}");
    let called_off = json!({ "activityId": made["id"], "reason": "下大雨" });
    world.act(&town.staff[0], "cancelActivity", called_off, "").await;
    let off = unfolded(&read(world, &address).await);
    assert_eq!(each(&off, "STATUS"), [(uid(0), "CANCELLED".into()), (uid(1), "CANCELLED".into())]);
    assert!(each(&off, "SUMMARY").iter().all(|(_, title)| title.starts_with("活动取消：")), "{off:?}");
    let english = world.http().get(&address).header("accept-language", "en").send().await.expect("an answer");
    assert!(english.text().await.expect("a text").contains("SUMMARY:Called off: "));
    // Others have calendars of their own.
    let theirs = read(world, &renew(world, &other, "PLAN").await).await;
    assert!(!theirs.contains("VEVENT"), "what was given back is gone: {theirs}");
    world.pass(Duration::days(65));
    assert!(!read(world, &address).await.contains("VEVENT"), "what was long ago is gone");
}
