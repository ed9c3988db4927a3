//! How spreadsheets are fetched: by their owner, for a day, as long as they may see what is in them.

use chrono::Duration;
use serde_json::{Value, json};

use crate::harness::jobs::{do_jobs, do_timed_work};
use crate::harness::media::fetch;
use crate::harness::on_both_stores;
use crate::harness::spreadsheets::{ask, shown};
use crate::harness::sql::count;
use crate::harness::town::{Town, appoint, staff, text};
use crate::harness::world::{World, export};

on_both_stores!(
    it_is_a_download_that_nobody_keeps,
    an_address_is_good_for_its_file_and_for_a_while,
    nobody_else_sees_it,
    whose_role_has_ended_fetches_nothing,
    after_a_day_it_is_gone,
    its_owner_s_copy_tells_of_it,
);

async fn one(world: &World, town: &Town) -> (String, Value) {
    let by = staff(world, town).await;
    let id = ask(world, &by, "Wishes", json!({ "communityId": town.communities[0] })).await;
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    let made = shown(world, &by, &id).await;
    (id, made)
}

/// The status and code of a refusal to hand a file out.
async fn refused(world: &World, address: &str) -> (u16, String) {
    let answer = fetch(world, address).await;
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.expect("JSON");
    (status, body["refusal"].as_str().or(body["code"].as_str()).unwrap_or_default().to_owned())
}

const FETCHED: &str = "SELECT COUNT(*) FROM audit_entries WHERE act = 'fetchSpreadsheet' AND ending = 'done'";

async fn it_is_a_download_that_nobody_keeps(world: &World) {
    let town = Town::build(world).await;
    let (_, made) = one(world, &town).await;
    let answer = fetch(world, &text(&made["url"])).await;
    assert_eq!(answer.status(), 200);
    let header = |name: &str| answer.headers()[name].to_str().expect("a text").to_owned();
    assert_eq!(header("content-type"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("x-content-type-options"), "nosniff");
    let name: String = "微心愿 桂花社区 全部状态.xlsx"
        .bytes()
        .map(|byte| match byte {
            b'.' => ".".into(),
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect();
    assert_eq!(
        header("content-disposition"),
        format!("attachment; filename=\"spreadsheet.xlsx\"; filename*=UTF-8''{name}")
    );
    fetch(world, &text(&made["url"])).await;
    assert_eq!(count(world, FETCHED).await, 2, "each time is written down");
}

async fn an_address_is_good_for_its_file_and_for_a_while(world: &World) {
    let town = Town::build(world).await;
    let (_, first) = one(world, &town).await;
    let (other, _) = one(world, &town).await;
    let address = text(&first["url"]);
    let id = text(&first["id"]);
    let gone = (403, "ADDRESS_NOT_GOOD".to_owned());
    let (_, signature) = address.split_once("signature=").expect("a signature");
    let edited = format!("{}{}", &address[..address.len() - signature.len()], "A".repeat(signature.len()));
    for wrong in [
        address.replace(&id, &other),
        address.replace("until=", "until=1"),
        address.replace("/spreadsheet?", "/document?"),
        address.replace("/spreadsheet?", "/full?"),
        edited,
    ] {
        assert_eq!(refused(world, &wrong).await, gone, "{wrong}");
    }
    world.pass(Duration::hours(1));
    assert_eq!(refused(world, &address).await, gone, "expired");
    let again = text(&shown(world, &staff(world, &town).await, &id).await["url"]);
    assert_eq!(fetch(world, &again).await.status(), 200, "asked for again");
}

async fn nobody_else_sees_it(world: &World) {
    let town = Town::build(world).await;
    let (id, _) = one(world, &town).await;
    let query = "{ viewer { spreadsheets { edges { node { id } } } } }";
    for who in [&town.staff[1], &town.city_admin] {
        assert_eq!(shown(world, who, &id).await, Value::Null);
        let mine = world.get(who, query, json!({})).await["viewer"]["spreadsheets"].take();
        assert_eq!(mine["edges"], json!([]));
    }
    let nobody = world.ask(None, "query($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await;
    assert_eq!(nobody["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{nobody}");
    // An administrator whose login has still to give a code is told no address.
    let mine = ask(world, &town.city_admin, "Wishes", json!({ "communityId": town.communities[0] })).await;
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    let strict = world.with_second_factor().await;
    let query = "query($id: ID!) { node(id: $id) { ... on Spreadsheet { state url } } }";
    let answer = strict.ask(Some(&town.city_admin), query, json!({ "id": mine })).await;
    assert_eq!(answer["data"]["node"]["url"], Value::Null, "{answer}");
    assert_eq!(answer["errors"][0]["extensions"]["code"], "SECOND_FACTOR_NEEDED", "{answer}");
}

async fn whose_role_has_ended_fetches_nothing(world: &World) {
    let town = Town::build(world).await;
    let colleague = world.login("colleague").await;
    world.consent(&colleague).await;
    let role = appoint(world, &town.city_admin, &colleague, "COMMUNITY_STAFF", &town.communities[0]).await;
    let id = ask(world, &colleague, "Wishes", json!({ "communityId": town.communities[0] })).await;
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    let address = text(&shown(world, &colleague, &id).await["url"]);
    assert_eq!(fetch(world, &address).await.status(), 200);
    let revoked = world.act(&town.city_admin, "revokeRole", json!({ "roleId": role }), "").await;
    assert_ne!(revoked["__typename"], "Refusal", "{revoked}");
    assert_eq!(refused(world, &address).await, (404, "NOT_FOUND".into()), "no scope, no community");
    assert_eq!(count(world, FETCHED).await, 1);
    let no = "SELECT COUNT(*) FROM audit_entries WHERE act = 'fetchSpreadsheet' AND ending = 'refused'";
    assert_eq!(count(world, no).await, 1, "written down");
}

async fn after_a_day_it_is_gone(world: &World) {
    let town = Town::build(world).await;
    let (id, _) = one(world, &town).await;
    let file = world.files.join("spreadsheets").join(format!("{id}.xlsx"));
    world.pass(Duration::hours(23) + Duration::minutes(50));
    let by = staff(world, &town).await;
    let address = text(&shown(world, &by, &id).await["url"]);
    do_timed_work(&world.ports).await;
    assert_eq!(fetch(world, &address).await.status(), 200, "for a day");
    world.pass(Duration::minutes(10));
    assert_eq!(refused(world, &address).await, (403, "ADDRESS_NOT_GOOD".into()), "its signature is good still");
    assert_eq!(shown(world, &by, &id).await, Value::Null);
    world.pass(Duration::hours(1));
    do_timed_work(&world.ports).await;
    assert!(file.exists(), "a job deletes it");
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    assert!(!file.exists());
    assert_eq!(count(world, "SELECT COUNT(*) FROM spreadsheets").await, 0);
}

async fn its_owner_s_copy_tells_of_it(world: &World) {
    let town = Town::build(world).await;
    let (id, _) = one(world, &town).await;
    let mine: Value = export(world, Some(&staff(world, &town).await)).await.json().await.expect("JSON");
    let told = &mine["spreadsheets"][0];
    assert_eq!(
        [&told["id"], &told["kind"], &told["of"], &told["state"]],
        [&json!(id), &json!("wishes"), &json!("桂花社区"), &json!("made")],
        "{told}"
    );
}
