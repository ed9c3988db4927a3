//! The program as a process: what it refuses to start with, how it starts and ends.

use std::time::Duration;

use infra::wechat::{Name, StandIn};
use serde_json::{Value, json};

use crate::harness::at_once::all;
use crate::harness::servers::{OwnRedis, own_sqlite, postgres_database, shared_redis};
use crate::harness::service::{Linli, Service, Settings, env, refuses, run, settings};
use crate::harness::world::{KEY, Person, World, client, person_of};

#[tokio::test]
async fn a_wrong_setting_stops_the_start_with_its_name() {
    let database = own_sqlite();
    infra::db::migrate(&database.url).await.expect("migrate");
    let stand_in = StandIn::start().await.expect("a stand-in");
    let good = settings(&database.url, None, &stand_in);
    let behind = own_sqlite();
    for (name, value, why) in [
        ("LINLI_DATABASE_URL", None, "is missing"),
        ("LINLI_DATABASE_URL", Some("mysql://here"), "is neither postgres"),
        ("LINLI_DATABASE_URL", Some("postgres://nobody@127.0.0.1:1/none"), "does not work"),
        ("LINLI_DATABASE_URL", Some(behind.url.as_str()), "linli migrate"),
        ("LINLI_SINGLE_PROCESS", None, "--single-process"),
        ("LINLI_SIGNING_KEYS", None, "openssl rand -base64 32"),
        ("LINLI_SIGNING_KEYS", Some("c2hvcnQ="), "5 bytes"),
        ("LINLI_DATA_KEYS", Some("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), "example"),
        ("LINLI_LOOKUP_KEY", Some(""), "is missing"),
        ("LINLI_WECHAT_APPID", Some("wx123"), "16 hexadecimal"),
        ("LINLI_WECHAT_SECRET", Some("change-me"), "32 hexadecimal"),
        ("LINLI_WECHAT_URL", Some("http://weixin.example"), "https://"),
        ("LINLI_PUBLIC_URL", None, "is missing"),
        ("LINLI_PUBLIC_URL", Some("ftp://x"), "https://"),
        ("LINLI_DATABASE_CONNECTIONS", Some("0"), "--database-connections"),
    ] {
        let mut changed: Settings = good.iter().filter(|(known, _)| *known != name).cloned().collect();
        changed.extend(value.map(|value| (name, value.to_owned())));
        let said = refuses(&["serve", "--listen", "127.0.0.1:0"], &env(&changed)).await;
        assert!(said.contains(why), "{name} {value:?}: {said}");
        let blamed = if name == "LINLI_SINGLE_PROCESS" { "LINLI_DATABASE_URL" } else { name };
        assert!(said.contains(blamed) || said.contains(&name.to_lowercase()[6..].replace('_', "-")), "{name}: {said}");
        assert!(!said.contains("panicked"), "{said}");
    }
    let postgres = postgres_database().await;
    let mut no_redis = settings(&postgres.url, Some("redis://127.0.0.1:1".into()), &stand_in);
    assert!(refuses(&["serve"], &env(&no_redis)).await.contains("LINLI_REDIS_URL"));
    no_redis.retain(|(name, _)| *name != "LINLI_REDIS_URL");
    assert!(refuses(&["serve"], &env(&no_redis)).await.contains("LINLI_REDIS_URL"));
}

#[tokio::test]
async fn settings_come_from_environment_file_and_flags_the_later_wins() {
    let database = own_sqlite();
    infra::db::migrate(&database.url).await.expect("migrate");
    let stand_in = StandIn::start().await.expect("a stand-in");
    let good = settings(&database.url, None, &stand_in);
    let folder = crate::harness::servers::Folder::new();
    let file = folder.path.join("linli.toml");
    std::fs::write(&file, "public-url = \"ftp://file\"\ndatabase-connections = 2\n").expect("a file");
    let file = file.to_str().expect("a path");
    let said = refuses(&["serve", "--settings", file], &env(&good)).await;
    assert!(said.contains("LINLI_PUBLIC_URL"), "the file beats the environment: {said}");
    let mut linli =
        Linli::start(&["serve", "--settings", file, "--public-url", "https://flag.example"], &env(&good)).await;
    assert!(linli.stop().await.success(), "a flag beats the file: {}", linli.output());
    std::fs::write(file, "single-process = false\nlisten = \"127.0.0.1:0\"\n").expect("a file");
    let said = refuses(&["serve", "--settings", file], &env(&good)).await;
    assert!(said.contains("--single-process"), "a no beats a yes of the environment: {said}");
    let migrated = run(&["migrate", "--settings", file], &env(&good)).await;
    assert!(migrated.status.success(), "one file serves several commands: {}", migrated.stderr);
    std::fs::write(file, "no-such-setting = 1\n").expect("a file");
    assert!(refuses(&["serve", "--settings", file], &env(&good)).await.contains("no-such-setting"));

    let secret = folder.path.join("key");
    let without: Settings = good.iter().filter(|(name, _)| *name != "LINLI_DATA_KEYS").cloned().collect();
    std::fs::write(&secret, &good.iter().find(|(name, _)| *name == "LINLI_DATA_KEYS").expect("a key").1)
        .expect("a file");
    let path = secret.to_str().expect("a path");
    let mut linli = Linli::start(&["serve", "--data-keys-file", path], &env(&without)).await;
    assert!(linli.stop().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn several_processes_migrate_at_once() {
    let server = std::env::var("LINLI_TEST_POSTGRES").expect("LINLI_TEST_POSTGRES: run scripts/test");
    let copy = postgres_database().await;
    let empty = format!("{}_empty", copy.url.rsplit('/').next().expect("a name"));
    let admin = sea_orm::Database::connect(&server).await.expect("connect");
    use sea_orm::ConnectionTrait;
    admin.execute_unprepared(&format!("CREATE DATABASE {empty}")).await.expect("a database");
    let url = format!("{}/{empty}", server.rsplit_once('/').expect("a URL").0);
    let runs = (0..5).map(|_| async {
        let ended = run(&["migrate"], &[("LINLI_DATABASE_URL", &url)]).await;
        json!([ended.status.success(), ended.stderr])
    });
    for ended in all(runs).await {
        assert_eq!(ended[0], json!(true), "{ended}");
    }
    admin.execute_unprepared(&format!("DROP DATABASE {empty} WITH (FORCE)")).await.expect("dropped");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_share_logins_and_the_first_administrator_is_made_from_the_server() {
    let world = World::postgres().await;
    let settings = settings(&world.database, Some(shared_redis()), &world.stand_in);
    let (one, two) = (Service::start(&settings).await, Service::start(&settings).await);
    let me = one.login("mayor").await;
    let viewer = "{ viewer { abilities roles { role } } }";
    assert_eq!(two.ask(&me, viewer, json!({})).await["data"]["viewer"]["roles"], json!([]));
    let made = run(&["admin", "create", "--member", &me.id, "--city", "江城市"], &env(&settings)).await;
    assert!(made.status.success(), "{}", made.stderr);
    for service in [&one, &two] {
        let seen = service.ask(&me, viewer, json!({})).await;
        assert_eq!(
            seen["data"]["viewer"],
            json!({ "abilities": [], "roles": [{ "role": "CITY_ADMIN" }] }),
            "no code, no power: {seen}"
        );
    }
    one.enrol(&me).await;
    let able = two.ask(&me, viewer, json!({})).await;
    assert!(able["data"]["viewer"]["abilities"].as_array().is_some_and(|all| !all.is_empty()), "{able}");
    let reset = run(&["admin", "reset-second-factor", "--member", &me.id], &env(&settings)).await;
    assert!(reset.status.success(), "{}", reset.stderr);
    for service in [&one, &two] {
        let seen = service.ask(&me, viewer, json!({})).await;
        assert_eq!(seen["data"]["viewer"]["abilities"], json!([]), "{seen}");
    }
    let again = refuses(&["admin", "reset-second-factor", "--member", &me.id], &env(&settings)).await;
    assert!(again.contains("no second factor"), "{again}");
    one.enrol(&me).await;
    assert!(
        refuses(&["admin", "create", "--member", &me.id, "--city", "江城市"], &env(&settings))
            .await
            .contains("holds this role")
    );
    assert!(
        refuses(&["admin", "create", "--member", "nobody", "--city", "江城市"], &env(&settings))
            .await
            .contains("member")
    );
    one.ask(&me, "mutation { logout { __typename } }", json!({})).await;
    let ended = two.ask(&me, viewer, json!({})).await;
    assert_eq!(ended["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{ended}");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_keys_change_while_people_stay_logged_in() {
    use base64::Engine;
    let world = World::postgres().await;
    let mut other = KEY;
    other.reverse();
    let [old, new] = [KEY, other].map(|key| base64::engine::general_purpose::STANDARD.encode(key));
    let with = async |keys: String| {
        let mut settings = settings(&world.database, Some(shared_redis()), &world.stand_in);
        settings.retain(|(name, _)| *name != "LINLI_SIGNING_KEYS");
        settings.push(("LINLI_SIGNING_KEYS", keys));
        Service::start(&settings).await
    };
    let (before, after) = (with(format!("{old},{new}")).await, with(format!("{new},{old}")).await);
    let me = before.login("somebody").await;
    let viewer = "{ viewer { id } }";
    for service in [&before, &after] {
        assert_eq!(service.ask(&me, viewer, json!({})).await["data"]["viewer"]["id"], json!(me.id));
    }
    let text = "mutation($token: String!) { refreshSession(input: { refreshToken: $token }) { __typename \
        ... on Login { accessToken refreshToken viewer { id } } } }";
    let refreshed = after.ask(&me, text, json!({ "token": me.refresh })).await;
    let next = person_of(&refreshed["data"]["refreshSession"]);
    let head = |person: &Person| person.access.split('.').next().expect("a head").to_owned();
    assert_ne!(head(&me), head(&next), "the new key signs");
    for service in [&before, &after] {
        assert_eq!(service.ask(&next, viewer, json!({})).await["data"]["viewer"]["id"], json!(me.id));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn alive_and_ready_are_two_things() {
    let world = World::postgres().await;
    let mut redis = OwnRedis::new().await;
    let service = Service::start(&settings(&world.database, Some(redis.url.clone()), &world.stand_in)).await;
    assert_eq!((service.status("/healthz").await, service.status("/readyz").await), (200, 200));
    redis.pause();
    assert_eq!((service.status("/healthz").await, service.status("/readyz").await), (200, 503));
    redis.resume();
    redis.stop();
    assert_eq!((service.status("/healthz").await, service.status("/readyz").await), (200, 503));
    redis.start().await;
    let back = async {
        while service.status("/readyz").await != 200 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), back).await.expect("ready again");
    assert_eq!(service.status("/metrics").await, 404, "not for the public");
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_cuts_no_request() {
    let world = World::postgres().await;
    let mut settings = settings(&world.database, Some(shared_redis()), &world.stand_in);
    settings.retain(|(name, _)| *name != "LINLI_DRAIN_SECONDS");
    settings.push(("LINLI_DRAIN_SECONDS", "1".into()));
    let mut service = Service::start(&settings).await;
    let me = service.login("somebody").await;
    let asking = {
        let (url, http) = (service.linli.url.clone(), service.http.clone());
        let token = me.access.clone();
        tokio::spawn(async move {
            let (mut answered, mut draining) = (0, false);
            // Until the balancer is told, which is when it would stop sending.
            while !draining {
                let body = json!({ "query": "{ viewer { id } }" });
                let answer = http.post(format!("{url}/graphql")).bearer_auth(&token).json(&body).send().await;
                let answer: Value = answer.expect("no request is cut").json().await.expect("a whole answer");
                assert!(answer["data"]["viewer"]["id"].is_string(), "{answer}");
                answered += 1;
                let ready = http.get(format!("{url}/readyz")).send().await.expect("no request is cut");
                draining = ready.status() == 503;
            }
            answered
        })
    };
    service.linli.terminate();
    assert!(asking.await.expect("all answered") > 0);
    assert!(service.linli.exit().await.success(), "{}", service.linli.output());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_tells_its_story_and_keeps_its_town() {
    let folder = crate::harness::servers::Folder::new();
    let data = folder.path.join("town");
    let data = data.to_str().expect("a path");
    let mut linli = Linli::start(&["demo", "--data", data], &[]).await;
    let http = client();
    let titles = async |url: String, code: &str| {
        let login = format!("mutation {{ login(input: {{ code: \"{code}\" }}) {{ ... on Login {{ accessToken }} }} }}");
        let ask = async |token: &str, text: &str| -> Value {
            let body = json!({ "query": text });
            let mut request = http.post(format!("{url}/graphql")).json(&body);
            if !token.is_empty() {
                request = request.bearer_auth(token);
            }
            request.send().await.expect("an answer").json().await.expect("JSON")
        };
        let login = ask("", &login).await;
        let token = login["data"]["login"]["accessToken"].as_str().expect("a token").to_owned();
        ask(&token, "{ wishes { edges { node { title } } } noticeBoard { edges { node { title } } } }").await
    };
    let first = titles(linli.url.clone(), "resident.1").await;
    assert!(first["data"]["wishes"]["edges"].as_array().is_some_and(|edges| edges.len() >= 5), "{first}");
    assert!(first["data"]["noticeBoard"]["edges"].as_array().is_some_and(|edges| edges.len() >= 4), "{first}");
    let hidden = first["data"]["wishes"].to_string();
    assert!(!hidden.contains("保健品"), "what was reported waits for staff: {hidden}");
    assert!(linli.output().contains("GraphiQL"), "{}", linli.output());
    assert_eq!(linli.output().contains("/#demo="), cfg!(feature = "clients"), "links only to what is there");
    assert!(linli.stop().await.success());
    let mut linli = Linli::start(&["demo", "--data", data], &[]).await;
    assert_eq!(titles(linli.url.clone(), "resident.1").await, first, "a second start keeps the data");
    assert!(linli.stop().await.success());
    let mut linli = Linli::start(&["demo", "--data", data, "--fresh"], &[]).await;
    assert_eq!(titles(linli.url.clone(), "resident.1").await, first, "a fresh town is the same town");
    assert!(linli.stop().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_codes_of_the_demo_open_nothing_elsewhere() {
    let database = own_sqlite();
    infra::db::migrate(&database.url).await.expect("migrate");
    // The platform, which has given no such code to anybody.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let platform = format!("http://{}", listener.local_addr().expect("an address"));
    let unknown = async || axum::Json(json!({ "errcode": 40029, "errmsg": "invalid code" }));
    tokio::spawn(async move { axum::serve(listener, axum::Router::new().fallback(unknown)).await });
    let stand_in = StandIn::start().await.expect("a stand-in");
    let mut settings = settings(&database.url, None, &stand_in);
    settings.retain(|(name, _)| *name != "LINLI_WECHAT_URL");
    settings.push(("LINLI_WECHAT_URL", platform));
    let service = Service::start(&settings).await;
    for code in ["resident.x7f3", "staff.k2p9", "city.1"] {
        let text = "mutation($code: String!) { login(input: { code: $code }) { __typename ... on Refusal { code } } }";
        let body = json!({ "query": text, "variables": { "code": code } });
        let answer = service.http.post(format!("{}/graphql", service.linli.url)).json(&body).send().await;
        let answer: Value = answer.expect("an answer").json().await.expect("JSON");
        assert_eq!(answer["data"]["login"]["__typename"], "Refusal", "{answer}");
    }
    assert_eq!(stand_in.calls_of(Name::Login), 0, "nobody asked the stand-in");
}

#[tokio::test]
async fn the_schema_is_the_one_that_is_published() {
    let ended = run(&["schema"], &[]).await;
    let published =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../schema.graphql")).expect("schema.graphql");
    assert!(
        ended.stdout == published,
        "schema.graphql is not what `linli schema` prints: print it again and read the difference"
    );
}

#[tokio::test]
async fn what_the_program_does_not_know_it_refuses() {
    let said = refuses(&["no-such-command"], &[]).await;
    assert!(said.contains("no-such-command"), "{said}");
}
