//! Linli in the test's process: the real router on a port of its own, the platform's stand-in, a clock to move.

use std::any::Any;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use api::http::app::App;
use api::http::gate::Gate;
use api::http::listen::{PATIENCE, listen};
use api::http::push::envelope::Envelope;
use api::http::router::router;
use api::tokens::Tokens;
use chrono::{DateTime, Duration, Utc};
use domain::Ports;
use domain::live::change::Live;
use domain::media::address::Addresses;
use domain::members::totp::Secret;
use domain::ports::{Clock, RateLimiter, Sessions};
use infra::db;
use infra::files::FileStore;
use infra::memory::{MemoryLive, MemorySessions};
use infra::redis::{RedisLive, RedisSessions};
use infra::seal::Seal;
use infra::system::SystemChance;
use infra::wechat::{StandIn, WeChatClient};
use infra::workbook::XlsxWorkbooks;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::certificates::font;
use super::servers::{Folder, migrated_sqlite, postgres_database, shared_redis};

/// The key of everything in tests: random enough for `linli serve` to take it.
pub(crate) const KEY: [u8; 32] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
    31,
];

/// Token and key of the message push.
pub(crate) const PUSH: (&str, &str) = ("pamtest", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG");

/// A clock that tests move.
pub(crate) struct TestClock(Mutex<DateTime<Utc>>);

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().expect("the clock")
    }
}

fn test_clock() -> Arc<TestClock> {
    Arc::new(TestClock(Mutex::new(Utc::now())))
}

/// A running Linli and everything around it.
#[derive(Clone)]
pub(crate) struct World {
    /// `http://127.0.0.1:PORT`
    pub(crate) url: String,
    /// What the server uses.
    pub(crate) ports: Ports,
    /// WeChat.
    pub(crate) stand_in: Arc<StandIn>,
    /// The address of the database.
    pub(crate) database: String,
    /// The folder of its files.
    pub(crate) files: PathBuf,
    http: reqwest::Client,
    clock: Arc<TestClock>,
    codes: Arc<AtomicU64>,
    _database: Arc<dyn Any + Send + Sync>,
    _files: Arc<Folder>,
}

/// Somebody who is logged in.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// The id.
    pub(crate) id: String,
    /// The access token.
    pub(crate) access: String,
    /// The refresh token.
    pub(crate) refresh: String,
}

impl World {
    /// On PostgreSQL and Redis.
    pub(crate) async fn postgres() -> Self {
        Self::on_postgres(Self::gate()).await
    }

    /// On SQLite, with sessions in the process.
    pub(crate) async fn sqlite() -> Self {
        Self::on_sqlite(Self::gate()).await
    }

    /// Hundreds come from one address and tap as fast as a computer: limits of rates are for tests of limits.
    fn gate() -> Gate {
        Gate { explore: true, rate_factor: 1_000, certificate_font: font(), ..Gate::default() }
    }

    /// On PostgreSQL and Redis, behind this gate.
    pub(crate) async fn on_postgres(gate: Gate) -> Self {
        let database = postgres_database().await;
        Self::new(database.url.clone(), gate, true, Arc::new(database)).await
    }

    /// On SQLite, with sessions in the process, behind this gate.
    pub(crate) async fn on_sqlite(gate: Gate) -> Self {
        let database = migrated_sqlite().await;
        Self::new(database.url.clone(), gate, false, Arc::new(database)).await
    }

    async fn new(database: String, gate: Gate, redis: bool, kept: Arc<dyn Any + Send + Sync>) -> Self {
        let clock = test_clock();
        let stand_in = Arc::new(StandIn::start().await.expect("start the stand-in"));
        let (listener, url) = listener().await;
        let folder = Arc::new(Folder::new());
        let settings = db::Settings { url: database.clone(), connections: 4, patient: false };
        let store = Arc::new(db::connect(&settings, Seal::new(&[KEY], &KEY)).await.expect("connect"));
        let (sessions, rates, live): (Arc<dyn Sessions>, Arc<dyn RateLimiter>, Arc<dyn Live>) = if redis {
            let sessions = RedisSessions::connect(&shared_redis(), store.clone(), clock.clone()).await;
            let sessions = sessions.expect("connect to Redis");
            let rates = sessions.rates();
            let live = RedisLive::connect(&shared_redis()).await.expect("connect to Redis");
            (Arc::new(sessions), Arc::new(rates), Arc::new(live))
        } else {
            let sessions = MemorySessions::new(clock.clone());
            let rates = sessions.rates();
            (Arc::new(sessions), rates, Arc::new(MemoryLive::default()))
        };
        let ports = Ports {
            store,
            sessions,
            rates,
            live,
            wechat: Arc::new(WeChatClient::new(stand_in.settings(), None).expect("a client")),
            files: Some(Arc::new(FileStore::folder(&folder.path).expect("a place for files"))),
            workbooks: Arc::new(XlsxWorkbooks),
            addresses: Arc::new(Addresses::new(&KEY, &url)),
            clock: clock.clone(),
            chance: Arc::new(SystemChance::default()),
            // Tests of it see the same world through another server: `with_second_factor`.
            trace: || None,
            second_factor: false,
        };
        serve(listener, ports.clone(), gate);
        let (http, codes, files) = (client(), Arc::default(), folder.path.clone());
        Self { url, ports, stand_in, database, files, http, clock, codes, _database: kept, _files: folder }
    }

    /// The same world, seen through another server, where street and city administrators need a second factor.
    pub(crate) async fn with_second_factor(&self) -> Self {
        self.through(Ports { second_factor: true, ..self.ports.clone() }).await
    }

    /// The same world, seen through another server, whose operator gave no place for files.
    pub(crate) async fn without_files(&self) -> Self {
        self.through(Ports { files: None, ..self.ports.clone() }).await
    }

    /// The same world, seen through a server at this address.
    pub(crate) fn at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }

    async fn through(&self, ports: Ports) -> Self {
        let (listener, url) = listener().await;
        serve(listener, ports.clone(), Self::gate());
        Self { url, ports, ..self.clone() }
    }

    /// The time of the server.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, time: Duration) {
        *self.clock.0.lock().expect("the clock") += time;
    }

    /// A login code of this person that was not used before.
    pub(crate) fn code(&self, person: &str) -> String {
        format!("{person}.{}", self.codes.fetch_add(1, Ordering::Relaxed))
    }

    /// Logs somebody in.
    pub(crate) async fn login(&self, person: &str) -> Person {
        let answer = self.try_login(&self.code(person)).await;
        person_of(&answer["data"]["login"])
    }

    /// Agrees to the privacy text in force, as one must before one says anything of oneself.
    pub(crate) async fn consent(&self, who: &Person) {
        let policy = self.get(who, "{ privacyPolicy { version } }", json!({})).await;
        let input = json!({ "version": policy["privacyPolicy"]["version"] });
        let given = self.act(who, "giveConsent", input, "... on Viewer { consent { current } }").await;
        assert_eq!(given["consent"]["current"], true, "{given}");
    }

    /// The whole answer to a login.
    pub(crate) async fn try_login(&self, code: &str) -> Value {
        let text = "mutation Login($code: String!) { login(input: { code: $code }) { __typename \
            ... on Login { accessToken refreshToken viewer { id } } ... on Refusal { code field } } }";
        self.ask(None, text, json!({ "code": code })).await
    }

    /// The whole answer to a refresh.
    pub(crate) async fn try_refresh(&self, token: &str) -> Value {
        let text = "mutation Refresh($token: String!) { refreshSession(input: { refreshToken: $token }) { __typename \
            ... on Login { accessToken refreshToken viewer { id } } ... on Refusal { code field } } }";
        self.ask(None, text, json!({ "token": token })).await
    }

    /// The whole answer to a document.
    pub(crate) async fn ask(&self, who: Option<&Person>, text: &str, variables: Value) -> Value {
        let mut request =
            self.http.post(format!("{}/graphql", self.url)).json(&json!({ "query": text, "variables": variables }));
        if let Some(person) = who {
            request = request.bearer_auth(&person.access);
        }
        request.send().await.expect("an answer").json().await.expect("JSON")
    }

    /// The data of a document that must work.
    pub(crate) async fn get(&self, who: &Person, text: &str, variables: Value) -> Value {
        let mut answer = self.ask_again(who, text, &variables).await;
        assert!(answer.get("errors").is_none(), "{text}\n{answer:#}");
        answer["data"].take()
    }

    /// The one answer of a mutation of this name and input, with these fields of what it makes. An input without a
    /// request id is given one.
    pub(crate) async fn act(&self, who: &Person, mutation: &str, input: Value, made: &str) -> Value {
        let variables = json!({ "input": with_request_id(mutation, input) });
        let mut answer = self.ask_again(who, &act(mutation, made), &variables).await;
        assert!(answer.get("errors").is_none(), "{mutation}\n{answer:#}");
        answer["data"][mutation].take()
    }

    /// As a client does: what could not be answered now, before anything of it ran, is asked again. On a machine that
    /// does much else, Redis can be late for the half second that it is given.
    async fn ask_again(&self, who: &Person, text: &str, variables: &Value) -> Value {
        for _ in 0..3 {
            let answer = self.ask(Some(who), text, variables.clone()).await;
            let error = &answer["errors"][0];
            if error["extensions"]["code"] != "UNAVAILABLE" || !error["path"].is_null() {
                return answer;
            }
        }
        self.ask(Some(who), text, variables.clone()).await
    }

    /// The whole answer of a mutation of this name and input, with these fields of what it makes. An input without a
    /// request id is given one.
    pub(crate) async fn try_act(&self, who: &Person, mutation: &str, input: Value, made: &str) -> Value {
        self.ask(Some(who), &act(mutation, made), json!({ "input": with_request_id(mutation, input) })).await
    }

    /// A plain HTTP client, for what is not GraphQL.
    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }
}

/// An address of its own.
async fn listener() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    (listener, url)
}

/// Serves at this address.
fn serve(listener: TcpListener, ports: Ports, gate: Gate) {
    let push = Envelope::new(PUSH.0, PUSH.1, StandIn::APPID).expect("right");
    let tokens = Tokens::new(&[KEY], "https://linli.example".into()).expect("a key");
    let router = router(App::new(ports, tokens, gate, Some(push)));
    tokio::spawn(listen(listener, router, PATIENCE, Box::pin(std::future::pending())));
}

/// Asks for the secret of a second factor.
pub(crate) const ENROL: &str =
    "mutation { enrolSecondFactor { __typename ... on SecondFactorSecret { uri } ... on Refusal { code } } }";
/// Gives a code of it.
pub(crate) const GIVE: &str = "mutation($code: String!) { giveSecondFactorCode(input: { code: $code }) { __typename \
    ... on Viewer { secondFactor } ... on Refusal { code field } } }";

/// What an authenticator app takes over from the answer of [`ENROL`].
pub(crate) fn secret_of(answer: &Value) -> Secret {
    let uri = answer["data"]["enrolSecondFactor"]["uri"].as_str().unwrap_or_else(|| panic!("no secret: {answer}"));
    let secret = uri.split(['?', '&']).find_map(|part| part.strip_prefix("secret=")).expect("a secret");
    Secret::from_text(secret).expect("base 32")
}

/// The inputs that have a request id, as the published schema tells.
static NAMING_A_REQUEST: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let inputs = include_str!("../../schema.graphql").split("\ninput ").skip(1);
    let inputs = inputs.filter_map(|input| input.split_once("\n}")?.0.split_once(" {\n"));
    inputs.filter(|(_, fields)| fields.contains("\trequestId: ")).map(|(name, _)| name).collect()
});

/// The name of the input of a mutation.
fn input_of(mutation: &str) -> String {
    format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..])
}

/// The input under a request id of its own, where there is to be one. A test about requests that are sent again gives
/// its own.
fn with_request_id(mutation: &str, mut input: Value) -> Value {
    if input["requestId"].is_null() && NAMING_A_REQUEST.contains(input_of(mutation).as_str()) {
        input["requestId"] = json!(request_id());
    }
    input
}

/// The document of a mutation with one input.
fn act(mutation: &str, made: &str) -> String {
    let kind = input_of(mutation);
    format!(
        "mutation($input: {kind}!) {{ {mutation}(input: $input) {{ __typename {made} ... on Refusal {{ code field message }} }} }}"
    )
}

/// Reads a login.
pub(crate) fn person_of(login: &Value) -> Person {
    assert_eq!(login["__typename"], "Login", "{login}");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    Person {
        id: text(&login["viewer"]["id"]),
        access: text(&login["accessToken"]),
        refresh: text(&login["refreshToken"]),
    }
}

/// The code of the first error, and the field that it names.
pub(crate) fn error_of(answer: &Value) -> (&str, &str) {
    let extensions = &answer["errors"][0]["extensions"];
    (extensions["code"].as_str().unwrap_or("none"), extensions["field"].as_str().unwrap_or(""))
}

/// A request id.
pub(crate) fn request_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// An HTTP client. It speaks no TLS here, and still wants to know whose it would be.
pub(crate) fn client() -> reqwest::Client {
    // Fails if it is installed already: then all is well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // Without certificates, because it speaks to this machine only and reading all of the system's takes its time.
    reqwest::Client::builder().tls_certs_only([]).build().expect("a client")
}

/// The whole answer of `GET /export` to this person, or to nobody.
pub(crate) async fn export(world: &World, who: Option<&Person>) -> reqwest::Response {
    let mut request = world.http().get(format!("{}/export", world.url));
    if let Some(who) = who {
        request = request.bearer_auth(&who.access);
    }
    request.send().await.expect("an answer")
}
