//! No list reads or sorts more of the database than what a page is, however much there is: told by the plans with which
//! PostgreSQL ran the very statements that the service sent. Nor does what many do at once, each for themselves.

use std::time::{Duration, Instant};

use sea_orm::sqlx::postgres::PgConnection;
use sea_orm::sqlx::{self, Connection};
use serde_json::{Value, json};

use super::lists::{LISTS, MANY, Who, fill};
use crate::harness::counters::counters;
use crate::harness::servers::shared_redis;
use crate::harness::service::{Service, service_at, settings};
use crate::harness::town::staff;
use crate::harness::volunteering::{organise, shift};
use crate::harness::world::{Person, World, request_id};

/// A city, a district, a street, a community: a page may take one of each item, and one more to know that there are more.
const AREAS: i64 = 4;
const MOST: f64 = ((MANY + 1) * AREAS) as f64;

/// Statements that read more than a page, by a piece of each, and why they are left so.
const MORE: [(&str, &str); 9] = [
    ("COUNT(*) AS readers", "counts marks: a row that all marks write would make them wait for each other"),
    ("SELECT unit_id, COUNT(*) FROM roster_entries", "counts the roster of a unit, which has an end"),
    ("h.cancelled_at IS NULL ORDER BY h.starts_at", "sorts the shifts that one community has on one day"),
    ("SUM(minutes)", "adds up the hours of one member"),
    ("(SELECT COUNT(*) FROM report_ins x", "figures of a period: what each member did in it is counted"),
    ("COUNT(*) FROM v", "figures of weeks: what was posted in them is counted"),
    ("COUNT(DISTINCT h.member_id) FROM v", "figures of weeks: what was served in them is added up"),
    (
        "AND NOT EXISTS (SELECT 1 FROM point_rules n",
        "walks the versions of the rules of one bank, which staff write by hand",
    ),
    ("FROM audit_entries e", "walks the log of the whole city for what belongs to an area"),
];

/// What PostgreSQL is told to do on each connection: send each plan as a warning, which the service writes to its log; and
/// to plan for disks that do not turn, as operators are told to set it: for those that do, all of a table as small as these
/// is as cheap as a hundred rows of it.
const EXPLAIN: &str = "?options=-c%20session_preload_libraries%3Dauto_explain%20-c%20auto_explain.log_min_duration%3D0\
    %20-c%20auto_explain.log_analyze%3Don%20-c%20auto_explain.log_timing%3Doff%20-c%20auto_explain.log_format%3Djson\
    %20-c%20auto_explain.log_level%3Dwarning%20-c%20random_page_cost%3D1.1";

/// What the lists of all have not: a filter, which has plans of its own.
const FILTERED: [(&str, Who, &str, &str); 7] = [
    (
        "activities(past)",
        Who::Staff,
        "activities(communityId: $c, past: true, first: $n) { edges { node { title } } }",
        "/activities",
    ),
    (
        "activities(teamId)",
        Who::Staff,
        "activities(communityId: $c, teamId: $t, first: $n) { edges { node { title } } }",
        "/activities",
    ),
    (
        "activities(teamId, past)",
        Who::Staff,
        "activities(communityId: $c, teamId: $t, past: true, first: $n) { edges { node { title } } }",
        "/activities",
    ),
    (
        "notices(HANGING)",
        Who::Staff,
        "notices(areaId: $c, state: HANGING, first: $n) { edges { node { title } } }",
        "/notices",
    ),
    (
        "notices(ENDED)",
        Who::Staff,
        "notices(areaId: $c, state: ENDED, first: $n) { edges { node { title } } }",
        "/notices",
    ),
    (
        "noticeBoard(category)",
        Who::Helper,
        "noticeBoard(category: GENERAL, first: $n) { edges { node { title } } }",
        "/noticeBoard",
    ),
    (
        "wishes(filter)",
        Who::Helper,
        "wishes(filter: { kind: SERVICE, urgency: NORMAL }, first: $n) { edges { node { title } } }",
        "/wishes",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn no_list_reads_more_than_its_page() {
    let world = World::postgres().await;
    let filled = fill(&world, 5).await;
    let staff = staff(&world, &filled.town).await;
    let (_, shifts) = organise(&world, &staff, &filled.town, vec![shift(&world, 48, 1, 9)]).await;
    let rice = json!({ "communityId": filled.town.communities[0], "name": "大米", "pricePoints": 1, "pieces": 9,
        "pickUp": "大厅" });
    let rice = world.act(&staff, "offerGoods", rice, "... on Goods { id }").await;
    let mut database = PgConnection::connect(&world.database).await.expect("connect");
    // All rows are looked at, so that no plan depends on which were drawn.
    for sql in [include_str!("plans.sql"), "SET default_statistics_target = 1000", "VACUUM ANALYZE"] {
        sqlx::raw_sql(sql).execute(&mut database).await.expect("much more of everything");
    }
    let service = service_at(&world, &format!("{}{EXPLAIN}", world.database), true).await;
    let people = filled.people(&world, &service).await;
    let mut wrong = Vec::new();
    for (fields, who, selection, path) in LISTS.into_iter().chain(FILTERED) {
        for selection in [selection.to_owned(), selection.replacen("first: $n", "last: $n", 1)] {
            let (document, variables) = filled.document(&world, &selection, MANY);
            let (answer, read) = too_much(&service, &people[who as usize], &document, variables).await;
            if !path.is_empty() {
                let found = answer["data"].pointer(path).and_then(|list| list["edges"].as_array()).map(Vec::len);
                assert_eq!(found, usize::try_from(MANY).ok(), "{fields} {answer:#}");
            }
            wrong.extend(read.into_iter().map(|read| format!("{fields}: {selection}\n{read}")));
        }
    }
    let feed =
        service.ask(&people[Who::Helper as usize], "{ wishes(first: 1) { edges { node { id } } } }", json!({})).await;
    let wish = &feed["data"]["wishes"]["edges"][0]["node"]["id"];
    for (act, input, who, what, made) in [
        ("claimWish", "ClaimWish", Who::Helper, json!({ "wishId": wish }), "Wish"),
        ("signUp", "SignUp", Who::Helper, json!({ "shiftId": shifts[0] }), "SignUp"),
        ("redeemGoods", "RedeemGoods", Who::Author, json!({ "goodsId": rice["id"] }), "Redemption"),
    ] {
        let document = format!(
            "mutation($input: {input}Input!) {{ {act}(input: $input) {{ __typename ... on {made} {{ id state }} \
             ... on Refusal {{ code message }} }} }}"
        );
        let mut given = what;
        given["requestId"] = json!(request_id());
        let (answer, read) = too_much(&service, &people[who as usize], &document, json!({ "input": given })).await;
        assert_eq!(answer["data"][act]["__typename"], made, "{answer}");
        wrong.extend(read.into_iter().map(|read| format!("{act}: {read}")));
    }
    let wrong = (wrong.len(), wrong.join("\n\n"));
    assert!(wrong.0 == 0, "{} times more than {MOST} rows for a page of {MANY}:\n{}", wrong.0, wrong.1);
}

/// Rows that a statement of a spreadsheet may read of what it lists: a page of 500, and one to know that there are more. Where
/// little more than that is left, all of it may be read and sorted.
const OF_A_SPREADSHEET: f64 = 2.0 * 501.0;

#[tokio::test(flavor = "multi_thread")]
async fn no_spreadsheet_reads_more_than_a_page_at_once() {
    let world = World::postgres().await;
    let filled = fill(&world, 1).await;
    let mut database = PgConnection::connect(&world.database).await.expect("connect");
    let handed_out =
        "UPDATE redemptions SET state = 'handed_out', ended_at = redeemed_at, ended_by = member_id, end_reason = ''";
    for sql in [include_str!("plans.sql"), handed_out, "SET default_statistics_target = 1000", "VACUUM ANALYZE"] {
        sqlx::raw_sql(sql).execute(&mut database).await.expect("much more of everything");
    }
    let url = format!("{}{EXPLAIN}", world.database);
    let mut settings = settings(&url, Some(shared_redis()), &world.stand_in);
    settings.retain(|(name, _)| *name != "LINLI_NO_WORKER");
    settings.push(("LINLI_MEDIA", world.files.to_string_lossy().into_owned()));
    let service = Service::start(&settings).await;
    let staff = service.login(&format!("staff-{}", filled.town.communities[0])).await;
    let here = &filled.town.communities[0];
    let day = |days: i64| (chrono::Utc::now() + chrono::Duration::hours(8 + 24 * days)).date_naive().to_string();
    let days = json!({ "communityId": here, "from": day(-2), "to": day(2) });
    for (kind, table, input, of) in [
        ("Hours", "hours", days.clone(), "FROM hours WHERE community_id = $1 AND day >= $2"),
        ("Entries", "entries", days, "FROM entries WHERE community_id = $1 AND booked_at >= $2"),
        ("HandedOut", "redemptions", json!({ "communityId": here, "day": day(0) }), "x.state = 'handed_out'"),
        ("Wishes", "wishes", json!({ "communityId": here }), "FROM wishes WHERE community_id = $1 AND state = $2"),
    ] {
        let document = format!(
            "mutation($input: Make{kind}SpreadsheetInput!) {{ make{kind}Spreadsheet(input: $input) {{ \
             ... on Spreadsheet {{ id }} }} }}"
        );
        let mut input = input;
        input["requestId"] = json!(request_id());
        let answer = service.ask(&staff, &document, json!({ "input": input })).await;
        let id = answer["data"][format!("make{kind}Spreadsheet")]["id"].clone();
        assert!(id.is_string(), "{answer}");
        let rows = rows_of(&service, &staff, &id).await;
        assert!(rows > 500, "{kind}: {rows} rows");
        let plans = plans(&service.linli.output());
        let read = plans.iter().filter(|plan| plan["Query Text"].as_str().is_some_and(|text| text.contains(of)));
        let mut pages = 0;
        for plan in read {
            pages += 1;
            let mut found = Vec::new();
            look_for(&plan["Plan"], OF_A_SPREADSHEET, &mut found);
            // A table of which the rows are told may be read whole, where that is quicker than to look 500 times.
            found.retain(|read| read.contains("Sort") || read.contains(&format!("\"{table}\"")));
            assert!(found.is_empty(), "{kind}: {found:?}\n{plan:#}");
        }
        assert!(pages >= rows / 500, "{kind}: {pages} pages of {rows} rows");
    }
}

/// How many rows a spreadsheet has, once it is made.
async fn rows_of(service: &Service, who: &Person, id: &Value) -> i64 {
    let query = "query($id: ID!) { node(id: $id) { ... on Spreadsheet { state rowsDone } } }";
    let began = Instant::now();
    loop {
        let answer = service.ask(who, query, json!({ "id": id })).await;
        let found = &answer["data"]["node"];
        if found["state"] == "MADE" {
            return found["rowsDone"].as_i64().expect("a number");
        }
        assert!(found["state"] == "WAITING" && began.elapsed() < Duration::from_secs(60), "{answer}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// What a request answers, and what its statements read that is too much.
async fn too_much(service: &Service, who: &Person, document: &str, variables: Value) -> (Value, Vec<String>) {
    let (before, known) = (counters(service).await.0, service.linli.output().len());
    let answer = service.ask(who, document, variables).await;
    assert!(answer.get("errors").is_none(), "{document} {answer:#}");
    let sent = usize::try_from(counters(service).await.0 - before).expect("a number");
    let mut wrong = Vec::new();
    for plan in plans_after(service, known, sent).await {
        let statement = plan["Query Text"].as_str().expect("a statement");
        if MORE.iter().all(|(piece, _)| !statement.contains(piece)) {
            let mut read = Vec::new();
            look(&plan["Plan"], &mut read);
            wrong.extend(read.into_iter().map(|read| format!("{read}\n{statement}")));
        }
    }
    (answer, wrong)
}

/// As many plans as statements were sent, once the service has written them all behind what it had written before.
async fn plans_after(service: &Service, known: usize, sent: usize) -> Vec<Value> {
    let began = Instant::now();
    loop {
        let plans = plans(&service.linli.output()[known..]);
        if plans.len() >= sent {
            return plans;
        }
        assert!(began.elapsed() < Duration::from_secs(10), "{} of {sent} plans", plans.len());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// All plans in a log.
fn plans(log: &str) -> Vec<Value> {
    let lines = log.lines().filter(|line| line.contains("sqlx::postgres::notice"));
    let entries = lines.filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let plan = |entry: Value| serde_json::from_str(entry["fields"]["message"].as_str()?.split_once("plan:\n")?.1).ok();
    entries.filter_map(plan).collect()
}

/// Finds what reads or sorts more rows than a page of a list may.
fn look(node: &Value, found: &mut Vec<String>) {
    look_for(node, MOST, found);
}

/// Finds what reads or sorts more rows than this.
fn look_for(node: &Value, most: f64, found: &mut Vec<String>) {
    let number = |node: &Value, name: &str| node[name].as_f64().unwrap_or_default();
    let kind = node["Node Type"].as_str().unwrap_or_default();
    let parts = node["Plans"].as_array().map(Vec::as_slice).unwrap_or_default();
    let rows = match (kind, parts) {
        ("Sort" | "Incremental Sort", [sorted, ..]) => number(sorted, "Actual Rows") * number(sorted, "Actual Loops"),
        // Of a table, and not of what another node read.
        _ if node.get("Relation Name").is_some() => {
            let removed = number(node, "Rows Removed by Filter") + number(node, "Rows Removed by Index Recheck");
            (number(node, "Actual Rows") + removed) * number(node, "Actual Loops")
        }
        _ => 0.0,
    };
    if rows > most {
        found.push(format!("{kind} of {rows} rows {} {}", node["Relation Name"], node["Index Name"]));
    }
    for part in parts {
        look_for(part, most, found);
    }
}
