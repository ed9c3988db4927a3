//! Holidays and working days: asked for by anybody, imported on the server.

use domain::calendar::file::{BUILT_IN, parse};
use domain::calendar::import::import;
use domain::failure::Failure;
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::servers::{Folder, shared_redis};
use crate::harness::service::{Ended, env, run, settings};
use crate::harness::sql::count;
use crate::harness::world::{World, error_of};

on_both_stores!(
    anybody_asks_for_holidays_and_working_days,
    what_cannot_be_reckoned_is_bad_input,
    a_file_counts_in_place_of_what_was_known_of_its_years,
    of_a_wrong_file_nothing_is_imported,
    of_several_imports_at_once_one_counts_whole,
);

/// The holidays that no year can lack, and these lines.
fn file(year: i32, more: &str) -> String {
    format!(
        "day,kind,name\n{year}-01-01,holiday,元旦\n{year}-05-01,holiday,劳动节\n{year}-10-01,holiday,国庆节\n{more}"
    )
}

/// What `linli ARGS` on the data of this world comes to.
async fn linli(world: &World, args: &[&str]) -> Ended {
    let redis = world.database.starts_with("postgres").then(shared_redis);
    run(args, &env(&settings(&world.database, redis, &world.stand_in))).await
}

/// What `linli calendar import` of a file with this content comes to.
async fn imported(world: &World, content: impl AsRef<[u8]>) -> Ended {
    let folder = Folder::new();
    let file = folder.path.join("holidays.csv");
    std::fs::write(&file, content).expect("a file");
    linli(world, &["calendar", "import", file.to_str().expect("a path")]).await
}

async fn must_import(world: &World, content: &str) -> String {
    let ended = imported(world, content).await;
    assert!(ended.status.success(), "{}{}", ended.stdout, ended.stderr);
    ended.stdout
}

/// The days of a year, as lines of a file; nothing if it is not known.
async fn holidays(world: &World, year: i32) -> Option<String> {
    let text = "query($year: Int!) { holidays(year: $year) { date kind name } }";
    let answer = world.ask(None, text, json!({ "year": year })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    let line = |day: &Value| {
        let text = |name: &str| day[name].as_str().expect("a text").to_lowercase();
        format!("{},{},{}", text("date"), text("kind"), text("name"))
    };
    let days = answer["data"]["holidays"].as_array()?;
    Some(days.iter().map(line).collect::<Vec<_>>().join("\n"))
}

async fn working_day(world: &World, from: &str, count: i64) -> Value {
    let text = "query($from: Date!, $count: Int!) { workingDay(from: $from, count: $count) { date provisional } }";
    world.ask(None, text, json!({ "from": from, "count": count })).await
}

/// After so many working days, as `2026-10-10`; with a question mark if that can still change.
async fn after(world: &World, from: &str, count: i64) -> String {
    let answer = working_day(world, from, count).await;
    let found = &answer["data"]["workingDay"];
    let mark = if found["provisional"].as_bool().expect("yes or no") { "?" } else { "" };
    format!("{}{mark}", found["date"].as_str().expect("a day"))
}

async fn anybody_asks_for_holidays_and_working_days(world: &World) {
    let year = holidays(world, 2026).await.expect("known");
    assert!(year.starts_with("2026-01-01,holiday,元旦\n"), "{year}");
    assert!(year.contains("\n2026-10-07,holiday,国庆节\n2026-10-10,make_up,国庆节"), "{year}");
    assert_eq!(holidays(world, 2023).await, None);
    for (from, count, expected) in [
        ("2026-09-30", 0, "2026-09-30"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-10-01", 0, "2026-10-08"),
        ("2026-10-09", 1, "2026-10-10"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-12-30", 2, "2027-01-01?"),
        ("2024-01-01", 1000, "2027-12-21?"),
    ] {
        assert_eq!(after(world, from, count).await, expected, "{count} from {from}");
    }
}

async fn what_cannot_be_reckoned_is_bad_input(world: &World) {
    for (from, count, field) in [
        ("2026-10-01", -1, "count"),
        ("2026-10-01", 1001, "count"),
        ("2026-10-01", i64::from(i32::MIN), "count"),
        ("1999-12-31", 1, "from"),
        ("2101-01-01", 1, "from"),
    ] {
        let answer = working_day(world, from, count).await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", field), "{count} from {from}: {answer}");
    }
    for no_day in ["-0001-01-01", "+262142-12-31", "0001-01-01", "1899-12-31", "2200-01-01", "2026-02-30", "2026-2-3"] {
        let answer = working_day(world, no_day, 1).await;
        assert_eq!(error_of(&answer).0, "BAD_USER_INPUT", "{no_day}: {answer}");
        let message = answer["errors"][0]["message"].as_str().expect("a message");
        assert_eq!(message, "Invalid value for argument \"from\", expected type \"Date\"", "{no_day}");
    }
    assert_eq!(after(world, "2100-12-31", 1000).await, "2104-10-31?");
    for year in [1999, 2101, -1, i64::from(i32::MAX)] {
        let text = "query($year: Int!) { holidays(year: $year) { date } }";
        let answer = world.ask(None, text, json!({ "year": year })).await;
        assert_eq!(error_of(&answer), ("BAD_USER_INPUT", "year"), "{year}: {answer}");
    }
    let answer = world.ask(None, "{ holidays(year: 99999999999) { date } }", json!({})).await;
    assert_eq!(error_of(&answer).0, "BAD_USER_INPUT", "{answer}");
}

async fn a_file_counts_in_place_of_what_was_known_of_its_years(world: &World) {
    let unknown = linli(world, &["calendar", "show", "2027"]).await;
    assert!(!unknown.status.success() && unknown.stderr.contains("2027 are not known"), "{}", unknown.stderr);
    assert_eq!(after(world, "2027-02-08", 1).await, "2027-02-09?");

    let said = must_import(world, &file(2027, "2027-02-09,holiday,春节\n2027-02-13,make_up,春节\n")).await;
    assert!(said.contains("2027: 5 days"), "{said}");
    assert_eq!(after(world, "2027-02-08", 1).await, "2027-02-10", "a service that runs knows it at once");
    assert_eq!(after(world, "2027-02-12", 1).await, "2027-02-13");
    assert_eq!(after(world, "2026-12-31", 1).await, "2027-01-04");

    // An arrangement is changed: that of another year in the same file, which is built in.
    let changed = format!(
        "{}{}",
        file(2027, "2027-02-10,holiday,春节\n"),
        &file(2026, "2026-03-02,holiday,临时放假\n").strip_prefix("day,kind,name\n").expect("a heading")
    );
    must_import(world, &changed).await;
    assert_eq!(after(world, "2027-02-08", 1).await, "2027-02-09", "nothing of the first file is left");
    assert_eq!(after(world, "2027-02-09", 1).await, "2027-02-11");
    assert_eq!(after(world, "2026-02-13", 1).await, "2026-02-16", "nor of what is built in");
    assert_eq!(after(world, "2026-02-27", 1).await, "2026-03-03");
    let built_in = BUILT_IN.years().find(|(year, _)| *year == 2025).expect("2025").1.len();
    assert_eq!(holidays(world, 2025).await.expect("known").lines().count(), built_in, "other years are as they were");

    let shown = linli(world, &["calendar", "show", "2027"]).await.stdout;
    let expected = parse(&file(2027, "2027-02-10,holiday,春节\n"));
    assert_eq!(parse(&shown), expected, "{shown}");
    let written =
        "SELECT COUNT(*) FROM audit_entries WHERE act = 'importCalendar' AND ending = 'done' AND actor_id IS NULL";
    assert_eq!(count(world, written).await, 2);
}

async fn of_a_wrong_file_nothing_is_imported(world: &World) {
    must_import(world, &file(2027, "2027-02-09,holiday,春节\n")).await;
    let before = holidays(world, 2027).await;
    let right = file(2027, "2027-02-10,holiday,春节\n");
    for (content, expected) in [
        (format!("{right}2027-02-30,holiday,春节\n"), "line 6: \"2027-02-30\" is not a day"),
        (format!("{right}2027-02-10,holiday,春节\n"), "line 6: the day stands in line 5 already"),
        (format!("{right}2027-02-11,free,春节\n"), "line 6: \"free\" is neither holiday nor make_up"),
        (format!("{right}2027-02-15,make_up,春节\n"), "line 6: a Mon is worked anyway"),
        (format!("{right}2027-02-11,holiday,\n"), "line 6: the name must not be empty"),
        (format!("{right}2027-02-11,holiday\n"), "line 6: has 2 cells"),
        (format!("{right}2026-12-31,holiday,元旦\n"), "line 6: a file gives whole years, and 2026-01-01"),
        (right.replace("2027-10-01", "2027-10-02"), "line 2: a file gives whole years, and 2027-10-01"),
        (right.replace("day,kind,name", "日期,类型,名称"), "line 1: is not the heading day,kind,name"),
        ("day,kind,name\n".into(), "line 1: no day follows"),
        (String::new(), "line 1: is not the heading day,kind,name"),
    ] {
        let ended = imported(world, &content).await;
        assert!(!ended.status.success() && ended.stdout.contains(expected), "{content}{}", ended.stdout);
        assert!(ended.stderr.contains("nothing was imported"), "{}", ended.stderr);
    }
    let many = right + &"x\n".repeat(1000);
    let ended = imported(world, &many).await;
    assert!(ended.stdout.lines().count() <= 20 && ended.stderr.contains("1000 places"), "{}", ended.stdout);
    let ended = imported(world, b"PK\x03\x04\xff\xfe").await;
    assert!(!ended.status.success() && ended.stderr.contains("is not UTF-8"), "{}", ended.stderr);
    let ended = linli(world, &["calendar", "import", "nowhere.csv"]).await;
    assert!(!ended.status.success() && ended.stderr.contains("nowhere.csv"), "{}", ended.stderr);

    assert_eq!(holidays(world, 2027).await, before);
    assert_eq!(count(world, "SELECT COUNT(*) FROM calendar_days").await, 4);
    assert_eq!(count(world, "SELECT COUNT(*) FROM audit_entries WHERE act = 'importCalendar'").await, 1);
}

async fn of_several_imports_at_once_one_counts_whole(world: &World) {
    let files: Vec<_> = (1..=8).map(|day| file(2027, &format!("2027-02-0{day},holiday,春节\n"))).collect();
    for round in 0..3 {
        let runs = files.iter().map(|text| {
            let (ports, calendar) = (world.ports.clone(), parse(text).expect("no faults"));
            async move {
                match import(&ports, &calendar).await {
                    Ok(()) => json!(true),
                    Err(Failure::Unavailable(_)) => json!(false),
                    Err(other) => panic!("{other}"),
                }
            }
        });
        let done = all(runs).await.into_iter().filter(|done| *done == json!(true)).count();
        assert!(done >= 1, "round {round}");
        let found = holidays(world, 2027).await.expect("known");
        let whole = parse(&format!("day,kind,name\n{found}"));
        assert!(files.iter().any(|text| parse(text) == whole), "round {round}: {found}");
    }
}
