//! Sealing again with another key, while the service runs.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::ids::AreaId;
use infra::seal::Seal;
use sea_orm::{ConnectionTrait, Database, Statement};
use serde_json::json;

use crate::harness::dump;
use crate::harness::life::{Life, live};
use crate::harness::servers::shared_redis;
use crate::harness::service::{Service, Settings, env, run, settings};
use crate::harness::town::area;
use crate::harness::world::{GIVE, KEY, World};

const NEW: [u8; 32] = [
    31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1,
    0,
];
const ME: &str = "{ viewer { realName phone home { building { name } } } }";

#[tokio::test(flavor = "multi_thread")]
async fn an_old_key_can_go_on_postgres() {
    an_old_key_can_go(World::postgres().await, Some(shared_redis())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_key_can_go_on_sqlite() {
    an_old_key_can_go(World::sqlite().await, None).await;
}

async fn an_old_key_can_go(world: World, redis: Option<String>) {
    let life = live(&world).await;
    as_it_was_before(&world, &life).await;
    let with = |keys: &[[u8; 32]]| -> Settings {
        let keys: Vec<_> = keys.iter().map(|key| STANDARD.encode(key)).collect();
        let mut all = settings(&world.database, redis.clone(), &world.stand_in);
        all.retain(|(name, _)| *name != "LINLI_DATA_KEYS");
        all.push(("LINLI_DATA_KEYS", keys.join(",")));
        all
    };
    let both = with(&[NEW, KEY]);
    let service = Service::start(&both).await;
    let me = service.login(&life.login).await;
    let rename = "mutation($n: String!) { setRealName(input: { realName: $n }) { __typename } }";
    let using = async {
        for n in 0..20 {
            let done = service.ask(&me, rename, json!({ "n": format!("司马昭{}", ["明", "阳"][n % 2]) })).await;
            assert_eq!(done["data"]["setRealName"]["__typename"], "Viewer", "{done}");
        }
    };
    let environment = env(&both);
    let (_, resealed) = tokio::join!(using, run(&["keys", "reseal"], &environment));
    assert!(resealed.status.success(), "{}{}", resealed.stdout, resealed.stderr);
    assert!(resealed.stdout.contains("the others can go"), "{}", resealed.stdout);
    let again = run(&["keys", "reseal"], &environment).await;
    assert!(again.stdout.starts_with("0 values"), "{}{}", again.stdout, again.stderr);

    let seal = Seal::new(&[NEW], &KEY);
    let mut sealed = std::collections::BTreeSet::new();
    for value in dump::database(&world.database).await {
        if let Some(column) = value.sealed_for() {
            seal.open(&column, &value.bytes).unwrap_or_else(|fault| panic!("{column}: {fault}"));
            sealed.insert(column);
        }
        assert_ne!(value.column, "building_id", "an address lies open");
    }
    for (table, column) in dump::columns(&world.database).await {
        if let Some(name) = column.strip_suffix("_sealed") {
            assert!(sealed.contains(&format!("{table}.{name}")), "{table}.{column} is not tried by this test");
        }
    }

    drop(service);
    let alone = with(&[NEW]);
    let service = Service::start(&alone).await;
    let me = service.login(&format!("{}.again", life.login)).await;
    let seen = service.ask(&me, ME, json!({})).await["data"]["viewer"].take();
    assert_eq!(json!([seen["phone"], seen["home"]["building"]["name"]]), json!([life.phone, "11号楼"]), "{seen}");
    assert_eq!(seen["realName"], "司马昭阳", "a change of that time is kept");
    let code = "query($id: ID!) { node(id: $id) { ... on Shift { checkInCode { digits } } } }";
    let staff = service.login(&format!("staff-{}", life.town.communities[0])).await;
    let shown = service.ask(&staff, code, json!({ "id": life.shift })).await;
    assert!(shown["data"]["node"]["checkInCode"]["digits"].is_string(), "{shown}");
    let admin = service.login("city-admin").await;
    let given = service.ask(&admin, GIVE, json!({ "code": life.secret.code(chrono::Utc::now()) })).await;
    assert_eq!(given["data"]["giveSecondFactorCode"]["secondFactor"], "GIVEN", "{given}");
}

/// A building and the secret of a shift as they lay there before they were sealed.
async fn as_it_was_before(world: &World, life: &Life) {
    let staff = world.login(&format!("staff-{}", life.town.communities[0])).await;
    let building = area(world, &staff, &life.town.grids[0], "BUILDING", "12号楼").await;
    let building = AreaId::parse("id", &building).expect("an id").uuid();
    let db = Database::connect(&world.database).await.expect("connect");
    let id = domain::ids::MemberId::parse("id", &life.author.id).expect("an id").uuid();
    let grid = AreaId::parse("id", &life.town.grids[0]).expect("an id").uuid();
    let sql = "UPDATE members SET grid_id = $1, building_id = $2 WHERE id = $3";
    let backend = db.get_database_backend();
    let values = [grid.into(), building.into(), id.into()];
    db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await.expect("a building");
    let shift = domain::ids::ShiftId::parse("id", &life.shift).expect("an id").uuid();
    let sql = "UPDATE shifts SET secret_sealed = $1 WHERE id = $2";
    let values = [vec![7u8; 32].into(), shift.into()];
    db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await.expect("a secret");
    db.close().await.expect("close");
    let seen = world.get(&world.login("author").await, ME, json!({})).await;
    assert_eq!(seen["viewer"]["home"]["building"]["name"], "12号楼", "it is still read");
}
