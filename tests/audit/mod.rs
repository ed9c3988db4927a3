//! The audit log: who did what, written with the deed, protected from change, linked, and checked against the links.

use chrono::Duration;
use domain::audit::chain::Head;
use domain::audit::extend::extend;
use domain::audit::verify::verify;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend};
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::service::{Ended, run, service_at};
use crate::harness::sql::{count, database};
use crate::harness::town::{Town, appoint, area, post, text};
use crate::harness::world::{KEY, Person, World, error_of, person_of, request_id};

on_both_stores!(
    what_is_done_is_written_down_with_it,
    what_is_done_in_a_place_is_found_there,
    what_is_refused_is_written_down_once_a_request,
    a_login_that_a_spent_token_ends_is_written_down_once,
    the_log_is_for_those_who_oversee_the_area,
    several_who_link_at_once_make_one_chain,
    every_tampering_is_found,
    a_cut_is_found_by_the_head_that_was_kept,
    rows_are_only_ever_added,
);

const LOG: &str = "query($area: ID!, $actor: ID, $first: Int, $after: String) { auditLog(areaId: $area, actorId: $actor, \
    first: $first, after: $after) { edges { node { id at act target ending requestId actor { id } area { id } } } \
    pageInfo { hasNextPage endCursor } } }";

/// What this person did, the latest first.
async fn done_by(world: &World, town: &Town, actor: &Person) -> Vec<Value> {
    let wanted = json!({ "area": town.city, "actor": actor.id, "first": 100 });
    let log = world.get(&town.city_admin, LOG, wanted).await;
    let edges = log["auditLog"]["edges"].as_array().expect("edges").clone();
    edges.into_iter().map(|mut edge| edge["node"].take()).collect()
}

/// What was done, in the order of the alphabet: what happens at once has no order of its own.
fn acts(entries: &[Value]) -> Vec<&str> {
    let mut acts: Vec<_> = entries.iter().map(|entry| entry["act"].as_str().expect("an act")).collect();
    acts.sort_unstable();
    acts
}

fn entry<'e>(entries: &'e [Value], act: &str) -> &'e Value {
    entries.iter().find(|entry| entry["act"] == act).unwrap_or_else(|| panic!("no {act}: {entries:?}"))
}

async fn what_is_done_is_written_down_with_it(world: &World) {
    let town = Town::build(world).await;
    let author = town.resident(world, "author", 0, None).await;
    let helpers = [town.volunteer(world, "one", 0).await, town.volunteer(world, "other", 0).await];
    let wish = town.open_wish(world, &author, "修门铃").await;
    let request = world
        .http()
        .post(format!("{}/graphql", world.url))
        .bearer_auth(&helpers[0].access)
        .json(&json!({ "query": "mutation($i: ClaimWishInput!) { claimWish(input: $i) { __typename } }",
            "variables": { "i": { "requestId": request_id(), "wishId": wish } } }));
    let answer = request.send().await.expect("an answer");
    let id = answer.headers()["x-request-id"].to_str().expect("an id").to_owned();
    let lost = json!({ "wishId": wish });
    let lost = world.act(&helpers[1], "claimWish", lost, "").await;
    assert_eq!(lost["code"], "WISH_ALREADY_CLAIMED", "{lost}");

    let won = done_by(world, &town, &helpers[0]).await;
    assert_eq!(
        acts(&won),
        ["claimWish", "createAccount", "giveConsent", "joinCommunity", "login", "registerVolunteer"]
    );
    let claimed = entry(&won, "claimWish");
    assert_eq!(
        [&claimed["target"], &claimed["ending"], &claimed["requestId"], &claimed["area"]["id"]],
        [&json!(wish), &json!("DONE"), &json!(id), &json!(town.communities[0])]
    );
    assert_eq!(
        entry(&won, "login")["area"]["id"],
        json!(town.communities[0]),
        "a login is found where the member lives"
    );
    let lost = done_by(world, &town, &helpers[1]).await;
    assert_eq!(
        acts(&lost),
        ["createAccount", "giveConsent", "joinCommunity", "login", "registerVolunteer"],
        "who lost did nothing"
    );

    let staff = &town.staff[0];
    world.act(&helpers[0], "revealContact", json!({ "wishId": wish }), "").await;
    let role = appoint(world, staff, &helpers[1], "GRID_WORKER", &town.grids[0]).await;
    world.act(staff, "revokeRole", json!({ "roleId": role }), "").await;
    world.get(staff, "mutation { logout { __typename } }", json!({})).await;
    assert_eq!(entry(&done_by(world, &town, &helpers[0]).await, "revealContact")["target"], json!(wish));
    let of_staff = done_by(world, &town, staff).await;
    assert_eq!(
        acts(&of_staff),
        ["approveWish", "createAccount", "giveConsent", "login", "logout", "propose", "revokeRole"]
    );
    assert_eq!(entry(&of_staff, "revokeRole")["target"], json!(role));
}

async fn what_is_done_in_a_place_is_found_there(world: &World) {
    let town = Town::build(world).await;
    let street_admin = world.login("street-admin").await;
    appoint(world, &town.city_admin, &street_admin, "STREET_ADMIN", &town.street).await;
    // The staff live nowhere, the liaison far away.
    let far = area(world, &town.city_admin, &town.city, "STREET", "柳树街道").await;
    let far = area(world, &town.city_admin, &far, "COMMUNITY", "柳树社区").await;
    let (staff, me) = (&town.staff[0], town.resident(world, "me", 0, None).await);
    let of = |reason: Option<&str>| match reason {
        Some(reason) => json!({ "memberId": me.id, "reason": reason }),
        None => json!({ "memberId": me.id }),
    };
    world.act(staff, "blockMember", of(Some("冒名")), "").await;
    world.act(staff, "unblockMember", of(None), "").await;
    let unit = json!({ "areaId": town.communities[0], "name": "供水公司" });
    let unit = text(&world.act(staff, "createUnit", unit, "... on Unit { id }").await["id"]);
    let liaison = world.login("liaison").await;
    world.consent(&liaison).await;
    world.act(&liaison, "joinCommunity", json!({ "communityId": far }), "").await;
    appoint(world, &town.city_admin, &liaison, "LIAISON", &unit).await;
    let me = world.login("me").await;
    world.act(&me, "setRealName", json!({ "realName": "赵卫国" }), "").await;
    world.act(&me, "bindPhone", json!({ "code": "phone-13800001001.1" }), "").await;
    world.act(&me, "askPartyMembership", json!({ "unitId": unit }), "").await;
    let line = json!({ "unitId": unit, "realName": "赵卫国", "phone": "13800001001" });
    world.act(&liaison, "addToRoster", line, "").await;

    let log = world.get(&street_admin, LOG, json!({ "area": town.communities[0], "first": 100 })).await;
    let edges = log["auditLog"]["edges"].as_array().expect("edges");
    let seen: Vec<_> = edges.iter().map(|edge| edge["node"]["act"].as_str().expect("an act")).collect();
    for act in ["blockMember", "unblockMember", "createUnit", "grantRole", "addToRoster", "confirmByRoster"] {
        assert!(seen.contains(&act), "{act}: {seen:?}");
    }
}

async fn what_is_refused_is_written_down_once_a_request(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "curious", 0, None).await;
    let wish = post(world, &me, "我的心愿").await;
    let many =
        "query { a: residents(first: 1) { edges { node { id } } } b: residents(first: 1) { edges { node { id } } } }";
    assert_eq!(error_of(&world.ask(Some(&me), many, json!({})).await).0, "FORBIDDEN");
    let input = json!({ "wishId": wish });
    let refused = world.try_act(&me, "approveWish", input, "").await;
    assert_eq!(error_of(&refused).0, "FORBIDDEN", "{refused}");
    let log = done_by(world, &town, &me).await;
    assert_eq!(
        acts(&log),
        ["approveWish", "createAccount", "giveConsent", "joinCommunity", "login", "postWish", "residents"]
    );
    let refusals: Vec<_> = log.iter().filter(|entry| entry["ending"] == "REFUSED").cloned().collect();
    assert_eq!(acts(&refusals), ["approveWish", "residents"]);
    assert_eq!(entry(&log, "approveWish")["requestId"], refused["errors"][0]["extensions"]["requestId"]);
}

async fn a_login_that_a_spent_token_ends_is_written_down_once(world: &World) {
    let town = Town::build(world).await;
    let me = world.login("robbed").await;
    let next = person_of(&world.try_refresh(&me.refresh).await["data"]["refreshSession"]);
    person_of(&world.try_refresh(&next.refresh).await["data"]["refreshSession"]);
    for _ in 0..3 {
        let answer = world.try_refresh(&me.refresh).await;
        assert_eq!(answer["data"]["refreshSession"]["code"], "SESSION_ENDED", "{answer}");
    }
    let log = done_by(world, &town, &me).await;
    assert_eq!(acts(&log), ["createAccount", "login", "refreshSession"]);
    assert_eq!(entry(&log, "refreshSession")["ending"], "REFUSED");
}

async fn the_log_is_for_those_who_oversee_the_area(world: &World) {
    let town = Town::build(world).await;
    let stranger = world.login("stranger").await;
    let street_admin = town.resident(world, "street-admin", 0, None).await;
    appoint(world, &town.city_admin, &street_admin, "STREET_ADMIN", &town.street).await;
    for who in [&stranger, &town.staff[0]] {
        let answer = world.ask(Some(who), LOG, json!({ "area": town.communities[0] })).await;
        assert_eq!(error_of(&answer).0, "FORBIDDEN", "{answer}");
    }
    let above = world.ask(Some(&street_admin), LOG, json!({ "area": town.city })).await;
    assert_eq!(error_of(&above).0, "FORBIDDEN", "{above}");
    let street = json!({ "area": town.street, "first": 100 });
    let street = world.get(&street_admin, LOG, street).await["auditLog"]["edges"].take();
    let entries: Vec<_> = street.as_array().expect("edges").iter().map(|edge| edge["node"].clone()).collect();
    assert!(acts(&entries).contains(&"grantRole") && acts(&entries).contains(&"createArea"), "{entries:?}");
    assert!(entries.iter().all(|entry| entry["area"].is_object() && entry["area"]["id"] != json!(town.city)));
    // A member who lives nowhere yet belongs to the city.
    let of_stranger = done_by(world, &town, &stranger).await;
    assert_eq!(acts(&of_stranger), ["auditLog", "createAccount", "login"]);

    // Page by page it is the same list.
    let (mut paged, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = json!({ "area": town.street, "first": 3, "after": after });
        let page = world.get(&street_admin, LOG, page).await["auditLog"].take();
        paged.extend(page["edges"].as_array().expect("edges").iter().map(|edge| edge["node"]["id"].clone()));
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
    }
    assert_eq!(paged, entries.iter().map(|entry| entry["id"].clone()).collect::<Vec<_>>());
}

fn environment(world: &World) -> Vec<(&'static str, String)> {
    use base64::Engine;
    let key = base64::engine::general_purpose::STANDARD.encode(KEY);
    vec![("LINLI_DATABASE_URL", world.database.clone()), ("LINLI_LOOKUP_KEY", key)]
}

async fn run_verify(world: &World, more: &[&str]) -> Ended {
    let environment = environment(world);
    let environment: Vec<_> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    run(&[&["audit", "verify"], more].concat(), &environment).await
}

/// The head that a verification of a whole log gives.
async fn head(world: &World) -> String {
    let found = run_verify(world, &[]).await;
    assert!(found.status.success(), "{}{}", found.stdout, found.stderr);
    found.stdout.trim().rsplit(' ').next().expect("a head").to_owned()
}

async fn several_who_link_at_once_make_one_chain(world: &World) {
    let town = Town::build(world).await;
    for n in 0..3 {
        town.resident(world, &format!("resident{n}"), 0, None).await;
        let linked = all((0..8).map(|_| {
            let ports = world.ports.clone();
            async move { json!(extend(&ports).await.expect("linked").0) }
        }))
        .await;
        assert!(linked.iter().any(|linked| *linked != json!(0)), "{linked:?}");
        // The next ones are made on another day.
        world.pass(Duration::hours(13));
    }
    let counted = count(world, "SELECT COUNT(*) FROM audit_entries").await;
    assert_eq!(counted, count(world, "SELECT COUNT(*) FROM audit_chain").await);
    assert_eq!(counted, count(world, "SELECT MAX(number) FROM audit_chain").await, "without a gap");
    assert!(
        count(world, "SELECT COUNT(DISTINCT day) FROM audit_chain").await >= 2,
        "the chain goes on from day to day"
    );
    assert!(head(world).await.parse::<Head>().is_ok());
}

/// Does what only the owner of the database can, past its triggers.
async fn tamper(db: &DatabaseConnection, sql: &str) {
    let free = match db.get_database_backend() {
        DbBackend::Postgres => {
            "ALTER TABLE audit_entries DISABLE TRIGGER ALL; ALTER TABLE audit_chain DISABLE TRIGGER ALL;"
        }
        _ => {
            "PRAGMA foreign_keys = OFF; DROP TRIGGER IF EXISTS audit_entries_not_changed; \
             DROP TRIGGER IF EXISTS audit_entries_not_deleted; DROP TRIGGER IF EXISTS audit_chain_not_changed; \
             DROP TRIGGER IF EXISTS audit_chain_not_deleted;"
        }
    };
    db.execute_unprepared(&format!("{free} {sql}")).await.unwrap_or_else(|cause| panic!("{sql}: {cause}"));
}

async fn every_tampering_is_found(world: &World) {
    let town = Town::build(world).await;
    town.resident(world, "resident", 0, None).await;
    extend(&world.ports).await.expect("linked");
    head(world).await;
    world.pass(Duration::hours(1));
    let db = database(world).await;
    let id = |n: i64| format!("(SELECT entry_id FROM audit_chain WHERE number = {n})");
    let random = uuid::Uuid::now_v7();
    let random = match db.get_database_backend() {
        DbBackend::Postgres => format!("'{random}'"),
        _ => format!("X'{}'", random.simple()),
    };
    // Each is done upon the ones before, and found beside them.
    let tamperings = [
        // A changed row.
        (format!("UPDATE audit_entries SET act = 'logout' WHERE id = {}", id(2)), "is not as the program wrote it"),
        // A row put in.
        (
            format!(
                "INSERT INTO audit_entries SELECT {random}, at, actor_id, act, target, area_id, request_id, ending, seal \
                 FROM audit_entries WHERE id = {}",
                id(3)
            ),
            "is not as the program wrote it",
        ),
        // Rows that change places.
        (
            "UPDATE audit_chain SET number = 1005 WHERE number = 4; UPDATE audit_chain SET number = 4 WHERE number = 5; \
             UPDATE audit_chain SET number = 5 WHERE number = 1005"
                .into(),
            "link 4 does not fit",
        ),
        // A missing row.
        (format!("DELETE FROM audit_entries WHERE id = {}", id(7)), "of link 7 is missing"),
        // A missing row with its link.
        (
            "CREATE TABLE gone AS SELECT entry_id FROM audit_chain WHERE number = 9; \
             DELETE FROM audit_chain WHERE number = 9; DELETE FROM audit_entries WHERE id IN (SELECT entry_id FROM gone)"
                .into(),
            "links are missing before number 10",
        ),
        // A link on another day.
        ("UPDATE audit_chain SET day = '2020-01-01' WHERE number = 8".into(), "link 8 belongs to an earlier day"),
        // The last links taken away.
        ("DELETE FROM audit_chain WHERE number > 10".into(), "has no link"),
    ];
    let mut lines = 0;
    for (sql, finding) in tamperings {
        tamper(&db, &sql).await;
        let found = verify(&*world.ports.store, None, None, world.ports.now()).await.expect("an answer");
        let found: Vec<_> = found.faults.iter().map(|fault| fault.to_string()).collect();
        assert!(found.iter().any(|line| line.contains(finding)), "{sql}: {found:#?}");
        assert!(found.len() > lines, "{sql}: {found:#?}");
        lines = found.len();
    }
    // A reader of the log sees it, too: the one that was changed, and the one that was put in.
    let log = "query($area: ID!) { auditLog(areaId: $area, first: 100) { edges { node { genuine } } } }";
    let log = world.get(&world.login("city-admin").await, log, json!({ "area": town.city })).await;
    let edges = log["auditLog"]["edges"].as_array().expect("edges");
    assert_eq!(edges.iter().filter(|edge| edge["node"]["genuine"] == json!(false)).count(), 2, "{edges:?}");
    let ended = run_verify(world, &[]).await;
    assert!(!ended.status.success() && ended.stderr.contains("the audit log is wrong in"), "{}", ended.stderr);
    assert!(ended.stdout.contains("link 4 does not fit"), "{}", ended.stdout);
}

async fn a_cut_is_found_by_the_head_that_was_kept(world: &World) {
    let town = Town::build(world).await;
    extend(&world.ports).await.expect("linked");
    let early = head(world).await;
    town.resident(world, "resident", 0, None).await;
    extend(&world.ports).await.expect("linked");
    let late = head(world).await;
    let day = domain::calendar::day_of(world.ports.now()).to_string();
    for kept in [&early, &late] {
        assert!(run_verify(world, &["--head", kept]).await.status.success(), "a chain that grew holds its old heads");
    }
    assert!(run_verify(world, &["--day", &day]).await.status.success());
    let last = late.split(':').next().expect("a number");
    let db = database(world).await;
    tamper(
        &db,
        &format!(
            "CREATE TABLE gone AS SELECT entry_id FROM audit_chain WHERE number = {last}; \
             DELETE FROM audit_chain WHERE number = {last}; \
             DELETE FROM audit_entries WHERE id IN (SELECT entry_id FROM gone)"
        ),
    )
    .await;
    assert!(run_verify(world, &["--head", &early]).await.status.success(), "the newest alone is not missed");
    let cut = run_verify(world, &["--head", &late]).await;
    assert!(!cut.status.success() && cut.stdout.contains("does not hold the head"), "{}", cut.stdout);
    assert!(run_verify(world, &["--head", "12"]).await.stderr.contains("is not a head"));
}

async fn rows_are_only_ever_added(world: &World) {
    Town::build(world).await;
    extend(&world.ports).await.expect("linked");
    let db = database(world).await;
    for table in ["audit_entries", "audit_chain"] {
        let rows = count(world, &format!("SELECT COUNT(*) FROM {table}")).await;
        let column = if table == "audit_entries" { "act = 'x'" } else { "number = number + 1" };
        let mut attempts = vec![format!("UPDATE {table} SET {column}"), format!("DELETE FROM {table}")];
        if db.get_database_backend() == DbBackend::Postgres {
            attempts.push(format!("TRUNCATE {table} CASCADE"));
            attempts.push(format!("SET session_replication_role = replica; DELETE FROM {table}"));
        } else {
            attempts.push(format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}"));
            let moved = "SELECT number, day, (SELECT MAX(entry_id) FROM audit_chain), hash FROM audit_chain LIMIT 1";
            attempts.push(format!("REPLACE INTO audit_chain {moved}"));
        }
        for attempt in attempts {
            let no = db.execute_unprepared(&attempt).await.expect_err(&attempt).to_string();
            assert!(no.contains("only ever added"), "{attempt}: {no}");
        }
        assert_eq!(count(world, &format!("SELECT COUNT(*) FROM {table}")).await, rows);
    }
    db.close().await.expect("closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_does_not_own_the_tables_cannot_even_take_the_triggers_away() {
    let world = World::postgres().await;
    let owner = database(&world).await;
    let role = format!("serve_{}", uuid::Uuid::now_v7().simple());
    // As `docs/operating.md` tells it.
    let grants = format!(
        "CREATE ROLE {role} LOGIN PASSWORD 'secret'; \
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}; \
         REVOKE UPDATE, DELETE ON audit_entries, audit_chain FROM {role}; \
         ALTER ROLE {role} SET log_error_verbosity = terse;"
    );
    owner.execute_unprepared(&grants).await.expect("a role");
    let (_, place) = world.database.split_once('@').unwrap_or(("", world.database.trim_start_matches("postgres://")));
    let url = format!("postgres://{role}:secret@{place}");
    let mut service = service_at(&world, &url, true).await;
    let me = service.login("me").await;
    let seen = service.ask(&me, "{ viewer { id } }", json!({})).await;
    assert_eq!(seen["data"]["viewer"]["id"], json!(me.id), "{seen}");
    let db = Database::connect(&url).await.expect("connect");
    for attempt in [
        "UPDATE audit_entries SET act = 'x'",
        "DELETE FROM audit_entries",
        "DELETE FROM audit_chain",
        "TRUNCATE audit_entries CASCADE",
        "ALTER TABLE audit_entries DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_entries_only_added_to ON audit_entries",
        "DROP TABLE audit_chain",
        "CREATE OR REPLACE FUNCTION only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "SET session_replication_role = replica",
    ] {
        let no = db.execute_unprepared(attempt).await.expect_err(attempt).to_string();
        assert!(no.contains("permission denied") || no.contains("must be owner"), "{attempt}: {no}");
    }
    // A service that stops links what is left.
    service.stop().await;
    assert_eq!(count(&world, "SELECT COUNT(*) FROM audit_entries").await, 2, "the account and its login");
    assert!(head(&world).await.starts_with("2:"));
    db.close().await.expect("closed");
    owner.execute_unprepared(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await.expect("dropped");
}
