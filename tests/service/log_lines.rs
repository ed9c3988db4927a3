//! What the log tells of faults: a line for each, with the id that the client was told.

use std::time::Duration;

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement, TransactionTrait};
use serde_json::{Value, json};

use crate::harness::pushes::push;
use crate::harness::servers::{OwnRedis, shared_redis};
use crate::harness::service::{Service, settings};
use crate::harness::world::{PUSH, Person, World, request_id};

/// A unit that need not be there.
const ROSTER: &str = "/units/unit_01h455vb4pex5vsknk084sn02q/roster?dryRun=true";

/// The code of a fault, and the id of its request.
fn told(answer: &Value) -> (String, String) {
    let told = if answer["errors"].is_array() { &answer["errors"][0]["extensions"] } else { answer };
    let text = |name: &str| told[name].as_str().unwrap_or_else(|| panic!("no {name}: {answer}")).to_owned();
    (text("code"), text("requestId"))
}

/// Asks on every way that there is: the schema, a copy of all data, a roster, whether the service is ready.
async fn everywhere(service: &Service, me: &Person) -> Vec<Value> {
    let url = &service.linli.url;
    let http = |request: reqwest::RequestBuilder| async move {
        request.bearer_auth(&me.access).send().await.expect("an answer").json().await.expect("JSON")
    };
    let mut answers = Vec::new();
    for _ in 0..5 {
        answers.push(service.ask(me, "{ privacyPolicy { version } }", json!({})).await);
    }
    let withdraw = "mutation($id: UUID!) { withdrawConsent(input: { requestId: $id }) { __typename } }";
    answers.push(service.ask(me, withdraw, json!({ "id": request_id() })).await);
    answers.push(http(service.http.get(format!("{url}/export"))).await);
    let roster = service.http.post(format!("{url}{ROSTER}")).header("content-type", "text/csv");
    answers.push(http(roster.body("name,phone\n")).await);
    answers
}

/// The lines of ours that tell of the request, by their level.
fn lines(log: &str, id: &str) -> Vec<String> {
    let lines = log.lines().filter(|line| line.contains(id)).filter_map(|line| serde_json::from_str(line).ok());
    let ours = lines.filter(|line: &Value| line["target"].as_str().is_some_and(|target| target.starts_with("api")));
    ours.filter_map(|line| line["level"].as_str().map(str::to_owned)).collect()
}

/// Stops the service, and holds its log against what was told.
async fn each_has_one_line(mut service: Service, answers: &[Value], faults: &[(&str, usize)]) {
    service.stop().await;
    let log = service.linli.output();
    let (mut codes, mut wrong) = (Vec::new(), Vec::new());
    for answer in answers {
        let (code, id) = told(answer);
        let level = if code == "INTERNAL_SERVER_ERROR" { "ERROR" } else { "WARN" };
        let lines = lines(&log, &id);
        if lines != [level] {
            wrong.push(format!("{lines:?}: {answer}"));
        }
        codes.push(code);
    }
    assert!(wrong.is_empty(), "{wrong:#?}\n{log}");
    for (code, count) in faults {
        assert_eq!(codes.iter().filter(|told| told == code).count(), *count, "{code} {answers:#?}");
    }
}

async fn a_fault_of_ours_leaves_one_line(world: &World, redis: Option<String>) {
    let mut settings = settings(&world.database, redis, &world.stand_in);
    settings.extend([("LINLI_WECHAT_PUSH_TOKEN", PUSH.0.into()), ("LINLI_WECHAT_PUSH_KEY", PUSH.1.into())]);
    let service = Service::start(&settings).await;
    let me = service.login("me").await;
    let db = Database::connect(&world.database).await.expect("connect");
    for table in ["privacy_policies", "consents", "units", "pushes"] {
        db.execute_unprepared(&format!("ALTER TABLE {table} RENAME TO {table}_away")).await.expect("renamed");
    }
    db.close().await.expect("closed");
    let mut answers = everywhere(&service, &me).await;
    let mut pushed = world.clone();
    pushed.url = service.linli.url.clone();
    let event = json!({ "FromUserName": "openid-me", "CreateTime": 1, "Event": "wxa_media_check", "trace_id": "1",
        "errcode": -1008 });
    let (status, body) = push(&pushed, &event).await;
    assert_eq!(status, 503, "{body}");
    answers.push(serde_json::from_str(&body).expect("JSON"));
    each_has_one_line(service, &answers, &[("INTERNAL_SERVER_ERROR", 8), ("UNAVAILABLE", 1)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_ours_leaves_one_line_on_postgres() {
    a_fault_of_ours_leaves_one_line(&World::postgres().await, Some(shared_redis())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_ours_leaves_one_line_on_sqlite() {
    a_fault_of_ours_leaves_one_line(&World::sqlite().await, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_answer_leaves_one_line() {
    let world = World::postgres().await;
    let mut redis = OwnRedis::new().await;
    let service = Service::start(&settings(&world.database, Some(redis.url.clone()), &world.stand_in)).await;
    let me = service.login("me").await;
    redis.stop();
    let asked = futures_util::future::join_all((0..10).map(|_| everywhere(&service, &me)));
    let mut answers = asked.await.concat();
    let ready = service.http.get(format!("{}/readyz", service.linli.url)).send().await.expect("an answer");
    answers.push(ready.json().await.expect("JSON"));
    each_has_one_line(service, &answers, &[("UNAVAILABLE", 81)]).await;
}

/// Runs a statement that fails: at once, or, if it is to be `slow`, after as long as makes sqlx tell of it (a second).
async fn fails(db: &DatabaseConnection, service: &Service, me: &Person, slow: bool) -> Value {
    let ask = service.ask(me, "{ privacyPolicy { version } }", json!({}));
    if !slow {
        db.execute_unprepared("ALTER TABLE privacy_policies RENAME TO away").await.expect("renamed");
        let answer = ask.await;
        db.execute_unprepared("ALTER TABLE away RENAME TO privacy_policies").await.expect("renamed back");
        return answer;
    }
    let renamed = db.begin().await.expect("a transaction");
    renamed.execute_unprepared("ALTER TABLE privacy_policies RENAME TO away").await.expect("renamed");
    let wait = async {
        let waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted";
        let count = async || {
            let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), waiting)).await;
            row.expect("an answer").expect("a row").try_get_by_index::<i64>(0).expect("a number")
        };
        while count().await == 0 {
            tokio::task::yield_now().await;
        }
        tokio::time::sleep(Duration::from_millis(1_200)).await;
        renamed.commit().await.expect("renamed for all");
    };
    let (answer, ()) = tokio::join!(ask, wait);
    db.execute_unprepared("ALTER TABLE away RENAME TO privacy_policies").await.expect("renamed back");
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_statement_that_fails_hides_no_quick_one() {
    let world = World::postgres().await;
    let service = Service::start(&settings(&world.database, Some(shared_redis()), &world.stand_in)).await;
    let me = service.login("me").await;
    let db = Database::connect(&world.database).await.expect("connect");
    let mut answers = Vec::new();
    for slow in [true, false, true, false] {
        answers.push(fails(&db, &service, &me, slow).await);
    }
    db.close().await.expect("closed");
    each_has_one_line(service, &answers, &[("INTERNAL_SERVER_ERROR", 4)]).await;
}
