//! How spreadsheets are made: page by page, once, whoever dies.

use std::sync::Arc;

use chrono::Duration;
use domain::Ports;
use domain::failure::{Failure, Outcome};
use domain::jobs::job::Taken;
use domain::jobs::repo::LEASE;
use domain::jobs::retry::retry;
use domain::jobs::run;
use domain::spreadsheets::write::{Head, Workbook, Workbooks};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::harness::inbox::{news, none};
use crate::harness::jobs::do_jobs;
use crate::harness::media::fetch;
use crate::harness::on_both_stores;
use crate::harness::spreadsheets::{Halting, Opened, SPREADSHEET, ask, shown};
use crate::harness::sql::{chance, count, execute};
use crate::harness::town::{Town, appoint, staff, text};
use crate::harness::world::{Person, World, request_id};

on_both_stores!(
    a_long_one_is_read_page_by_page_and_tells_how_far_it_is,
    what_a_dead_worker_had_is_made_once_by_another,
    a_slow_worker_does_no_harm,
    who_is_erased_meanwhile_leaves_no_file,
    who_lost_their_role_meanwhile_gets_none,
    what_was_set_aside_has_failed_until_it_is_tried_again,
    one_request_makes_one_and_only_so_many_wait,
);

fn wishes(town: &Town) -> Value {
    json!({ "communityId": town.communities[0] })
}

/// Adds so many open wishes to the first community, past Linli.
async fn many(world: &World, town: &Town, many: i64) {
    let author = town.resident(world, "author", 0, None).await;
    town.open_wish(world, &author, "第一个").await;
    let columns = "community_id, grid_id, author_id, kind, category, urgency, title, body, cost_limit_fen, needed_by, \
        posted_at, state, reviewed_by, reviewed_at, opened_at, text_check, text_state";
    let (_, id) = chance(world);
    let sql = format!(
        "INSERT INTO wishes (id, {columns}) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many}) \
         SELECT {id}, {columns} FROM n CROSS JOIN (SELECT * FROM wishes LIMIT 1) w"
    );
    execute(world, &sql).await;
}

/// The files of spreadsheets.
fn files(world: &World) -> Vec<String> {
    let Ok(folder) = std::fs::read_dir(world.files.join("spreadsheets")) else { return Vec::new() };
    folder.flatten().map(|file| file.file_name().to_string_lossy().into_owned()).collect()
}

/// Takes the only job, and begins it with these ports.
async fn begin(ports: &Ports) -> (Taken, JoinHandle<Outcome<()>>) {
    let job = run::take(ports, 4).await.expect("taken").remove(0);
    let (ports, taken) = (ports.clone(), job.clone());
    (job, tokio::spawn(async move { run::run(&ports, &taken).await }))
}

async fn a_long_one_is_read_page_by_page_and_tells_how_far_it_is(world: &World) {
    let town = Town::build(world).await;
    many(world, &town, 5_200).await;
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    news(world, &town.staff[0]).await;
    let id = ask(world, &town.staff[0], "Wishes", wishes(&town)).await;
    let halting = Halting::before(3);
    let (_, making) = begin(&halting.ports(&world.ports)).await;
    halting.reached().await;
    let midway = shown(world, &town.staff[0], &id).await;
    assert_eq!(
        [&midway["state"], &midway["rowsDone"], &midway["url"]],
        [&json!("WAITING"), &json!(1500), &Value::Null]
    );
    none(world, &town.staff[0]).await;
    halting.go_on();
    making.await.expect("no panic").expect("made");
    let made = shown(world, &town.staff[0], &id).await;
    assert_eq!([&made["state"], &made["rowsDone"]], [&json!("MADE"), &json!(5201)], "{made}");
    assert_eq!(halting.pages(), 11, "a statement for 500 rows");
    let file = fetch(world, &text(&made["url"])).await.bytes().await.expect("a file");
    let opened = Opened::of(&file);
    assert_eq!(opened.rows.len(), 5201);
    let expires: chrono::DateTime<chrono::Utc> = text(&made["expiresAt"]).parse().expect("a time");
    let made_at: chrono::DateTime<chrono::Utc> = text(&made["madeAt"]).parse().expect("a time");
    assert_eq!(expires - made_at, Duration::days(1), "for a day");
    assert_eq!(news(world, &town.staff[0]).await, [format!("SPREADSHEET_READY {id} 5201")]);
}

async fn what_a_dead_worker_had_is_made_once_by_another(world: &World) {
    let town = Town::build(world).await;
    many(world, &town, 1_200).await;
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    news(world, &town.staff[0]).await;
    let id = ask(world, &town.staff[0], "Wishes", wishes(&town)).await;
    let halting = Halting::before(2);
    let (_, making) = begin(&halting.ports(&world.ports)).await;
    halting.reached().await;
    making.abort();
    assert!(making.await.is_err(), "killed");
    assert_eq!(shown(world, &town.staff[0], &id).await["rowsDone"], 1000);
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    assert_eq!(shown(world, &town.staff[0], &id).await["state"], "WAITING", "in the hands of the dead");
    world.pass(LEASE);
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    let made = shown(world, &town.staff[0], &id).await;
    assert_eq!([&made["state"], &made["rowsDone"]], [&json!("MADE"), &json!(1201)], "{made}");
    assert_eq!(files(world), [format!("{id}.xlsx")]);
    assert_eq!(news(world, &town.staff[0]).await, [format!("SPREADSHEET_READY {id} 1201")]);
    assert_eq!(count(world, "SELECT COUNT(*) FROM jobs").await, 0);
}

async fn a_slow_worker_does_no_harm(world: &World) {
    let town = Town::build(world).await;
    many(world, &town, 1_200).await;
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    news(world, &town.staff[0]).await;
    let id = ask(world, &town.staff[0], "Wishes", wishes(&town)).await;
    let halting = Halting::before(1);
    let (_, slow) = begin(&halting.ports(&world.ports)).await;
    halting.reached().await;
    world.pass(LEASE);
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    halting.go_on();
    slow.await.expect("no panic").expect("in vain");
    let made = shown(world, &town.staff[0], &id).await;
    assert_eq!([&made["state"], &made["rowsDone"]], [&json!("MADE"), &json!(1201)], "{made}");
    assert_eq!(halting.pages(), 2, "it stopped when another had ended it");
    let file = fetch(world, &text(&made["url"])).await.bytes().await.expect("a file");
    assert_eq!(Opened::of(&file).rows.len(), 1201);
    assert_eq!(news(world, &town.staff[0]).await, [format!("SPREADSHEET_READY {id} 1201")], "once");
}

/// Somebody else of the staff of the first community, and the id of their role.
async fn colleague(world: &World, town: &Town) -> (Person, String) {
    let person = world.login("colleague").await;
    world.consent(&person).await;
    let role = appoint(world, &town.city_admin, &person, "COMMUNITY_STAFF", &town.communities[0]).await;
    (person, role)
}

async fn who_is_erased_meanwhile_leaves_no_file(world: &World) {
    let town = Town::build(world).await;
    many(world, &town, 900).await;
    let (colleague, _) = colleague(world, &town).await;
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    // One is made, and another is being made.
    let first = ask(world, &colleague, "Wishes", wishes(&town)).await;
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    assert_eq!(files(world), [format!("{first}.xlsx")]);
    ask(world, &colleague, "Wishes", wishes(&town)).await;
    let halting = Halting::before(1);
    let (_, making) = begin(&halting.ports(&world.ports)).await;
    halting.reached().await;
    let erased = world.act(&colleague, "eraseAccount", json!({}), "... on AccountErased { at }").await;
    assert!(erased["at"].is_string(), "{erased}");
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    halting.go_on();
    making.await.expect("no panic").expect("in vain");
    assert_eq!(files(world), [] as [&str; 0]);
    for left in ["SELECT COUNT(*) FROM spreadsheets", "SELECT COUNT(*) FROM jobs"] {
        assert_eq!(count(world, left).await, 0, "{left}");
    }
}

async fn who_lost_their_role_meanwhile_gets_none(world: &World) {
    let town = Town::build(world).await;
    let (colleague, role) = colleague(world, &town).await;
    let id = ask(world, &colleague, "Wishes", wishes(&town)).await;
    news(world, &colleague).await;
    world.act(&town.city_admin, "revokeRole", json!({ "roleId": role }), "").await;
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    let failed = shown(world, &colleague, &id).await;
    assert_eq!([&failed["state"], &failed["failure"]], [&json!("FAILED"), &json!("NOT_ALLOWED")], "{failed}");
    assert_eq!(failed["url"], Value::Null);
    assert!(news(world, &colleague).await.contains(&format!("SPREADSHEET_FAILED {id}")));
    assert_eq!(files(world), [] as [&str; 0]);
}

/// Writes nothing.
struct Never;

impl Workbooks for Never {
    fn begin(&self, _: Head) -> Outcome<Box<dyn Workbook>> {
        Err(Failure::Forbidden)
    }
}

async fn what_was_set_aside_has_failed_until_it_is_tried_again(world: &World) {
    let town = Town::build(world).await;
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    let id = ask(world, &town.staff[0], "Wishes", wishes(&town)).await;
    let never = Ports { workbooks: Arc::new(Never), ..world.ports.clone() };
    assert_eq!(do_jobs(&never).await.len(), 1);
    let failed = shown(world, &town.staff[0], &id).await;
    assert_eq!([&failed["state"], &failed["failure"]], [&json!("FAILED"), &json!("BROKEN")], "{failed}");
    assert_eq!(retry(&world.ports, None).await.expect("found"), 1);
    assert_eq!(shown(world, &town.staff[0], &id).await["state"], "WAITING");
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    assert_eq!(shown(world, &town.staff[0], &id).await["state"], "MADE");
}

async fn one_request_makes_one_and_only_so_many_wait(world: &World) {
    let town = Town::build(world).await;
    let by = &town.staff[0];
    let mut input = wishes(&town);
    input["requestId"] = json!(request_id());
    let mut made = Vec::new();
    for _ in 0..2 {
        made.push(text(&world.act(by, "makeWishesSpreadsheet", input.clone(), SPREADSHEET).await["id"]));
    }
    assert_eq!(made[0], made[1]);
    for _ in 1..8 {
        ask(world, by, "Wishes", wishes(&town)).await;
    }
    let refused = world.act(by, "makeWishesSpreadsheet", wishes(&town), "").await;
    assert_eq!(refused["code"], "TOO_MANY_SPREADSHEETS", "{refused}");
    ask(world, &town.city_admin, "Wishes", wishes(&town)).await;
    assert_eq!(count(world, "SELECT COUNT(*) FROM spreadsheets").await, 9);
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    ask(world, by, "Wishes", wishes(&town)).await;
    let query =
        "{ viewer { spreadsheets(first: 3) { edges { node { kind title state } } pageInfo { hasNextPage } } } }";
    let mine = world.get(&staff(world, &town).await, query, json!({})).await["viewer"]["spreadsheets"].take();
    let states: Vec<_> =
        mine["edges"].as_array().expect("a list").iter().map(|edge| text(&edge["node"]["state"])).collect();
    assert_eq!(
        (states, &mine["pageInfo"]["hasNextPage"]),
        (vec!["WAITING".into(), "MADE".into(), "MADE".into()], &json!(true))
    );
    let asked = "SELECT COUNT(*) FROM audit_entries WHERE act = 'makeWishesSpreadsheet' AND ending = 'done' AND area_id IS NOT NULL";
    assert_eq!(count(world, asked).await, 10, "each is written down once");
}
