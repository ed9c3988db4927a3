//! Phone numbers: each is the number of the person who proved it last.

use domain::ids::{MemberId, UnitId};
use domain::text::{Phone, RealName};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::servers::shared_redis;
use crate::harness::service::{Service, settings};
use crate::harness::sql::database;
use crate::harness::town::{Town, text};
use crate::harness::world::{Person, World};

on_both_stores!(
    a_later_proof_ends_the_earlier_one,
    a_roster_matches_whoever_has_the_number_now,
    of_many_who_prove_a_number_at_once_one_has_it,
    numbers_from_before_have_one_owner,
);

const MINE: &str = "{ viewer { phone phoneLostAt partyMembership { state } } }";

/// Binds a number by a code that was not used before.
async fn bind(world: &World, who: &Person, phone: &str) -> Value {
    let code = format!("phone-{phone}.{}", uuid::Uuid::new_v4());
    world.act(who, "bindPhone", json!({ "code": code }), "... on Viewer { phone phoneLostAt }").await
}

async fn mine(world: &World, who: &Person) -> Value {
    world.get(who, MINE, json!({})).await["viewer"].take()
}

async fn unit_with_line(world: &World, town: &Town, name: &str, phone: &str) -> String {
    let unit = json!({ "areaId": town.city, "name": "供水公司" });
    let unit = text(&world.act(&town.city_admin, "createUnit", unit, "... on Unit { id }").await["id"]);
    list(world, town, &unit, name, phone).await;
    unit
}

async fn list(world: &World, town: &Town, unit: &str, name: &str, phone: &str) {
    let line = json!({ "unitId": unit, "realName": name, "phone": phone });
    let listed = world.act(&town.city_admin, "addToRoster", line, "... on Unit { rosterSize }").await;
    assert!(listed["rosterSize"].is_number(), "{listed}");
}

async fn a_later_proof_ends_the_earlier_one(world: &World) {
    let town = Town::build(world).await;
    let earlier = town.resident(world, "earlier", 0, None).await;
    let later = town.resident(world, "later", 0, None).await;
    let helper = town.volunteer(world, "helper", 0).await;
    world.act(&earlier, "setRealName", json!({ "realName": "王建国" }), "").await;
    bind(world, &earlier, "13900010001").await;
    let wish = town.open_wish(world, &earlier, "换灯泡").await;
    world.act(&helper, "claimWish", json!({ "wishId": wish }), "").await;
    let contact = async || {
        world.act(&helper, "revealContact", json!({ "wishId": wish }), "... on Contact { realName phone }").await
    };
    assert_eq!(contact().await["phone"], "13900010001");

    let bound = bind(world, &later, "13900010001").await;
    assert_eq!(json!([bound["phone"], bound["phoneLostAt"]]), json!(["13900010001", null]));
    let lost = mine(world, &earlier).await;
    assert_eq!(lost["phone"], Value::Null, "{lost}");
    assert!(lost["phoneLostAt"].is_string(), "and is told: {lost}");
    let shown = contact().await;
    assert_eq!(json!([shown["realName"], shown["phone"]]), json!(["王建国", null]), "not the number of somebody else");
    let unit = unit_with_line(world, &town, "王建国", "13900010001").await;
    let refused = world.act(&earlier, "askPartyMembership", json!({ "unitId": unit }), "").await;
    assert_eq!(refused["code"], "PHONE_PROVED_BY_ANOTHER", "the act that needs it says why: {refused}");

    let rebound = bind(world, &earlier, "13900010002").await;
    assert_eq!(json!([rebound["phone"], rebound["phoneLostAt"]]), json!(["13900010002", null]));
    assert_eq!(contact().await["phone"], "13900010002");
    let asked = world.act(&earlier, "askPartyMembership", json!({ "unitId": unit }), "... on Viewer { id }").await;
    assert_eq!(asked["__typename"], "Viewer", "{asked}");
    assert_eq!(mine(world, &earlier).await["partyMembership"]["state"], "PENDING", "the line has another number");
    assert_eq!(bind(world, &later, "13900010001").await["phone"], "13900010001", "one's own again");
    // Back again, and given up: then it is nobody's.
    assert_eq!(bind(world, &earlier, "13900010001").await["phone"], "13900010001");
    assert_eq!(mine(world, &later).await["phone"], Value::Null);
    world.act(&earlier, "withdrawConsent", json!({}), "").await;
    world.act(&later, "withdrawConsent", json!({}), "").await;
    for who in [&earlier, &later] {
        let left = mine(world, who).await;
        assert_eq!(json!([left["phone"], left["phoneLostAt"]]), json!([null, null]), "nothing is kept without consent");
    }
    assert_eq!(bind(world, &helper, "13900010001").await["phone"], "13900010001");
}

async fn a_roster_matches_whoever_has_the_number_now(world: &World) {
    let town = Town::build(world).await;
    let [earlier, later] =
        [town.resident(world, "earlier", 0, None).await, town.resident(world, "later", 0, None).await];
    let unit = unit_with_line(world, &town, "李秀英", "13900010003").await;
    for who in [&earlier, &later] {
        // The same name, as happens between relatives of one household.
        world.act(who, "setRealName", json!({ "realName": "赵卫国" }), "").await;
        bind(world, who, "13900010004").await;
    }
    bind(world, &earlier, "13900010005").await;
    for who in [&earlier, &later] {
        world.act(who, "askPartyMembership", json!({ "unitId": unit }), "").await;
        assert_eq!(mine(world, who).await["partyMembership"]["state"], "PENDING");
    }
    bind(world, &later, "13900010005").await;
    list(world, &town, &unit, "赵卫国", "13900010005").await;
    assert_eq!(mine(world, &later).await["partyMembership"]["state"], "CONFIRMED");
    assert_eq!(mine(world, &earlier).await["partyMembership"]["state"], "PENDING", "waits for who answers for it");

    // A request of the one who had the number, let in before somebody proved it, that comes to take a line only now.
    let phone = "13900010006";
    bind(world, &earlier, phone).await;
    bind(world, &later, phone).await;
    list(world, &town, &unit, "赵卫民", phone).await;
    let unit = UnitId::parse("id", &unit).expect("an id");
    let name = RealName::parse("realName", "赵卫民").expect("a name");
    let phone = Phone::parse("phone", phone).expect("a number");
    for (who, takes) in [(&earlier, false), (&later, true)] {
        let member = MemberId::parse("id", &who.id).expect("an id");
        // Each is on the roster once.
        change(world, "UPDATE roster_entries SET member_id = NULL WHERE member_id = $1", who).await;
        let mut tx = world.ports.store.begin().await.expect("a transaction");
        let taken = tx.take_roster_line(unit, &name, &phone, member).await.expect("an answer");
        assert_eq!(taken, takes, "{who:?}");
    }
}

/// Changes the database, past Linli.
async fn change(world: &World, sql: &str, who: &Person) {
    let db = database(world).await;
    let id = MemberId::parse("id", &who.id).expect("an id").uuid();
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [id.into()]);
    db.execute_raw(statement).await.expect("changed");
    db.close().await.expect("closed");
}

async fn of_many_who_prove_a_number_at_once_one_has_it(world: &World) {
    let town = Town::build(world).await;
    let mut people = Vec::new();
    for n in 0..8 {
        people.push(town.resident(world, &format!("person{n}"), 0, None).await);
    }
    let owners = async || {
        let mut owners = Vec::new();
        for who in &people {
            let phone = mine(world, who).await["phone"].take();
            owners.extend(phone.as_str().map(str::to_owned));
        }
        owners
    };
    for round in 0..4 {
        let phone = format!("1390003000{round}");
        let answers = all(people.iter().map(|who| bind(world, who, &phone))).await;
        let lost = |answer: &&Value| answer["phone"].is_null();
        assert!(answers.iter().all(|answer| answer["__typename"] == "Viewer"), "{answers:#?}");
        assert!(answers.iter().filter(lost).count() < answers.len(), "{answers:#?}");
        assert_eq!(owners().await, [phone], "one has it, whoever it is");
    }
    // Two take each other's number.
    for round in 0..6 {
        let [a, b] = [format!("1390004000{round}"), format!("1390005000{round}")];
        bind(world, &people[0], &a).await;
        bind(world, &people[1], &b).await;
        tokio::join!(bind(world, &people[0], &b), bind(world, &people[1], &a));
        let owners = owners().await;
        let twice = owners.iter().enumerate().any(|(n, phone)| owners[..n].contains(phone));
        assert!(!twice && !owners.is_empty(), "{owners:?}");
    }
}

/// As it was before a number had one owner: two members have the same, and nobody looked.
async fn numbers_from_before_have_one_owner(world: &World) {
    let town = Town::build(world).await;
    let mut people = Vec::new();
    for name in ["older", "newer", "first", "last", "alone"] {
        people.push(town.resident(world, name, 0, None).await);
    }
    let [older, newer, first, last, alone] = &people[..] else { panic!("five") };
    for (who, phone) in [
        (newer, "13900060001"),
        (older, "13900060002"),
        (first, "13900060003"),
        (last, "13900060004"),
        (alone, "13900060005"),
    ] {
        world.pass(chrono::Duration::milliseconds(1));
        bind(world, who, phone).await;
    }
    let db = database(world).await;
    let id = |who: &Person| MemberId::parse("id", &who.id).expect("an id").uuid();
    for (to, from) in [(newer, older), (first, last)] {
        let sql = "UPDATE members SET phone_sealed = (SELECT phone_sealed FROM members WHERE id = $1) WHERE id = $2";
        let values = [id(from).into(), id(to).into()];
        let copied = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
        db.execute_raw(copied).await.expect("the same number");
    }
    db.execute_unprepared("UPDATE members SET phone_digest = NULL").await.expect("as before");
    db.close().await.expect("close");
    let phones = async || {
        let mut phones = Vec::new();
        for who in &people {
            phones.push(mine(world, who).await["phone"].take());
        }
        phones
    };
    assert_eq!(json!(phones().await[..2]), json!(["13900060002", "13900060002"]), "as before");

    let redis = world.database.starts_with("postgres").then(shared_redis);
    let mut service = Service::start(&settings(&world.database, redis, &world.stand_in)).await;
    let expected = json!(["13900060002", null, null, "13900060004", "13900060005"]);
    assert_eq!(json!(phones().await), expected, "whoever bound it last keeps it");
    assert!(mine(world, newer).await["phoneLostAt"].is_string());
    service.linli.stop().await;
    bind(world, newer, "13900060005").await;
    assert_eq!(mine(world, alone).await["phone"], Value::Null, "the number of before is found");
}
