//! A stand-in for the platform on this machine, for the demo and for tests. It speaks the same calls.
//!
//! - A login code is `<person>` or `<person>.<anything>`: the openid is `openid-<person>`, so that one person can log
//!   in again and again. A phone code is `phone-<11 digits>` or `phone-<11 digits>.<anything>`.
//! - A text is judged by its words: 赌博 makes it risky, 待审 is for people to look at, all else passes.
//! - Every code is taken once. What cannot be a code, or is longer than 128 letters, is errcode 40029.
//! - Like the platform it answers 200 to everything, sends logins as `text/plain`, and is of two minds about whether
//!   a country code is a string or a number.

mod services;

use std::collections::{HashMap, HashSet, VecDeque};
use std::io;
use std::net::Ipv4Addr;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::ports::Clock;
use ring::digest;
use serde_json::{Value, json};
use services::fields_of;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::Instant;

pub use services::Picture;

use super::message::MessageTemplate;
use super::name::Name;
use super::{Secret, Settings};
use crate::system::SystemClock;

/// The only mini-program that the stand-in knows.
const APPID: &str = "wx00000000000d3a00";
const SECRET: &str = "5d1f20ab64c8e97351d02b46af8c7e93";

/// How long an access token lives.
const TOKEN_LIFE: Duration = Duration::from_secs(7200);

/// A running stand-in, on a port of 127.0.0.1 that was free. Stops when dropped.
pub struct StandIn {
    /// Its base address.
    pub base: String,
    desk: Arc<Desk>,
    /// Dropping it ends the server.
    _running: watch::Sender<()>,
}

/// How the stand-in can misbehave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// So many calls are answered with *busy* (-1).
    Busy(u32),
    /// The next login is that of a high-risk user (40226).
    HighRisk,
    /// The next login or phone code comes too often (45011).
    TooOften,
    /// The next such call is answered with this errcode.
    Errcode(Name, i64),
    /// The access tokens given so far end now (42001).
    TokenExpired,
    /// The next call is never answered.
    Hang,
    /// The next call is answered with something else than was promised.
    Garbage,
    /// The next call's connection is closed instead of an answer.
    CloseConnection,
}

/// How the stand-in checks texts, until it is told otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Checks {
    /// By their words.
    #[default]
    ByWords,
    /// Each is answered with this errcode: 61010, 45009 …
    Errcode(i64),
    /// None is ever answered.
    Hang,
}

/// How often each of these calls was made, with or without success.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Calls {
    /// `/sns/jscode2session`
    pub login: u32,
    /// `/cgi-bin/stable_token`
    pub token: u32,
    /// `/wxa/business/getuserphonenumber`
    pub phone: u32,
    /// `/wxa/msg_sec_check`
    pub text_check: u32,
}

/// A message that the stand-in took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentMessage {
    /// The user's openid.
    pub to: String,
    /// The template.
    pub template: String,
    /// What stands in its first field.
    pub text: String,
    /// The page that it opens.
    pub page: String,
}

/// What the stand-in knows.
#[derive(Default)]
struct Desk {
    calls: Mutex<HashMap<Name, u32>>,
    troubles: Mutex<VecDeque<Trouble>>,
    spent: Mutex<HashSet<String>>,
    /// How many accepted prompts a user has left of a template.
    agreed: Mutex<HashMap<(String, String), u32>>,
    /// Everybody agrees to everything.
    obliging: AtomicBool,
    sent: Mutex<Vec<SentMessage>>,
    tokens: Mutex<Tokens>,
    pictures: Mutex<Vec<Picture>>,
    checks: Mutex<Checks>,
}

#[derive(Default)]
struct Tokens {
    /// How many were given.
    given: u32,
    current: Option<(String, Instant)>,
    ended: HashSet<String>,
}

/// An answer of the platform's: JSON, or an errcode.
type Answer = Result<Value, i64>;

/// The desk, and the word that it closes.
#[derive(Clone)]
struct Office {
    desk: Arc<Desk>,
    stopped: watch::Receiver<()>,
}

impl StandIn {
    /// The mini-program that it knows.
    pub const APPID: &str = APPID;
    /// Its secret, which guards nothing.
    pub const SECRET: &str = SECRET;

    /// Starts one. Needs a tokio runtime.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let base = format!("http://{}", listener.local_addr()?);
        let desk = Arc::new(Desk::default());
        let (running, stopped) = watch::channel(());
        let office = Office { desk: desk.clone(), stopped: stopped.clone() };
        let router = Router::new()
            .route(Name::Login.path(), get(login))
            .route(Name::Token.path(), post(token))
            .route(Name::Phone.path(), post(phone))
            .route(Name::TextCheck.path(), post(text_check))
            .merge(services::routes())
            .with_state(office);
        tokio::spawn(async move {
            // It runs until it is stopped; a fault shows as calls that fail.
            let _ = axum::serve(listener, router).with_graceful_shutdown(end(stopped)).await;
        });
        Ok(Self { base, desk, _running: running })
    }

    /// The settings of a client that the stand-in takes.
    pub fn settings(&self) -> Settings {
        let template =
            |(topic, id, fields): (_, &str, _)| MessageTemplate { topic, id: id.into(), fields: fields_of(fields) };
        let settings = Settings::new(self.base.clone(), APPID.into(), Secret::new(SECRET));
        Settings { templates: Self::TEMPLATES.map(template).into(), ..settings }
    }

    /// Makes it misbehave, once it has misbehaved as told before.
    pub fn next(&self, trouble: Trouble) {
        match trouble {
            Trouble::TokenExpired => lock(&self.desk.tokens).end(),
            _ => lock(&self.desk.troubles).push_back(trouble),
        }
    }

    /// The messages that it took so far, in their order.
    pub fn sent(&self) -> Vec<SentMessage> {
        lock(&self.desk.sent).clone()
    }

    /// From now on texts are checked so.
    pub fn check_texts(&self, checks: Checks) {
        *lock(&self.desk.checks) = checks;
    }

    /// How often the usual calls were made so far.
    pub fn calls(&self) -> Calls {
        let [login, token, phone, text_check] =
            [Name::Login, Name::Token, Name::Phone, Name::TextCheck].map(|name| self.calls_of(name));
        Calls { login, token, phone, text_check }
    }

    /// How often this call was made so far, with or without success.
    pub fn calls_of(&self, name: Name) -> u32 {
        lock(&self.desk.calls).get(&name).copied().unwrap_or_default()
    }
}

impl std::fmt::Debug for StandIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StandIn").field("base", &self.base).finish_non_exhaustive()
    }
}

async fn login(State(office): State<Office>, Query(asked): Query<HashMap<String, String>>) -> Response {
    let answer = office.answer(Name::Login, || office.desk.login(&asked)).await;
    ([("content-type", "text/plain")], answer).into_response()
}

async fn token(State(office): State<Office>, body: Bytes) -> Response {
    let answer = office.answer(Name::Token, || office.desk.token(&body)).await;
    ([("content-type", "application/json")], answer).into_response()
}

async fn phone(State(office): State<Office>, Query(asked): Query<HashMap<String, String>>, body: Bytes) -> Response {
    let answer = office.answer(Name::Phone, || office.desk.phone(asked.get("access_token"), &body)).await;
    ([("content-type", "application/json; encoding=utf-8")], answer).into_response()
}

async fn text_check(
    State(office): State<Office>,
    Query(asked): Query<HashMap<String, String>>,
    body: Bytes,
) -> Response {
    let checks = *lock(&office.desk.checks);
    if checks == Checks::Hang {
        end(office.stopped.clone()).await;
    }
    let check = || office.desk.text_check(checks, asked.get("access_token"), &body);
    let answer = office.answer(Name::TextCheck, check).await;
    ([("content-type", "application/json; encoding=utf-8")], answer).into_response()
}

impl Office {
    /// The body of the answer, in good days and bad.
    async fn answer(&self, call: Name, usual: impl FnOnce() -> Answer) -> String {
        self.desk.count(call);
        let answer = match self.desk.trouble(call) {
            None | Some(Trouble::TokenExpired) => usual(),
            Some(Trouble::Busy(_)) => Err(-1),
            Some(Trouble::HighRisk) => Err(40226),
            Some(Trouble::TooOften) => Err(45011),
            Some(Trouble::Errcode(_, errcode)) => Err(errcode),
            Some(Trouble::Hang) => {
                end(self.stopped.clone()).await;
                Err(-1)
            }
            Some(Trouble::Garbage) => return garbage(),
            // Unwinds through the server's task of this connection and so closes it; unlike a panic it prints nothing.
            Some(Trouble::CloseConnection) => std::panic::resume_unwind(Box::new("connection closed")),
        };
        match answer {
            Ok(answer) => answer,
            Err(errcode) => json!({ "errcode": errcode, "errmsg": errmsg(errcode) }),
        }
        .to_string()
    }
}

/// Returns when the stand-in was dropped.
async fn end(mut stopped: watch::Receiver<()>) {
    while stopped.changed().await.is_ok() {}
}

impl Desk {
    fn count(&self, call: Name) {
        *lock(&self.calls).entry(call).or_default() += 1;
    }

    /// The first trouble that concerns this call.
    fn trouble(&self, call: Name) -> Option<Trouble> {
        let mut troubles = lock(&self.troubles);
        let place = troubles.iter().position(|trouble| match trouble {
            Trouble::HighRisk => call == Name::Login,
            Trouble::TooOften => matches!(call, Name::Login | Name::Phone),
            Trouble::Errcode(name, _) => call == *name,
            _ => true,
        })?;
        match &mut troubles[place] {
            Trouble::Busy(times) if *times > 1 => {
                *times -= 1;
                Some(Trouble::Busy(*times))
            }
            _ => troubles.remove(place),
        }
    }

    fn login(&self, asked: &HashMap<String, String>) -> Answer {
        let field = |name: &str| asked.get(name).map(String::as_str);
        check_app(field("appid"), field("secret"))?;
        if field("grant_type") != Some("authorization_code") {
            return Err(40002);
        }
        let code = field("js_code").ok_or(41008)?;
        let person = code.split('.').next().unwrap_or_default();
        if person.is_empty() || code.len() > 128 {
            return Err(40029);
        }
        if !lock(&self.spent).insert(format!("login {code}")) {
            return Err(40163);
        }
        Ok(json!({
            "session_key": session_key(person),
            "openid": format!("openid-{person}"),
        }))
    }

    fn token(&self, body: &[u8]) -> Answer {
        let asked: Value = serde_json::from_slice(body).map_err(|_| 47001)?;
        check_app(asked["appid"].as_str(), asked["secret"].as_str())?;
        if asked["grant_type"] != "client_credential" {
            return Err(40002);
        }
        let mut tokens = lock(&self.tokens);
        let now = Instant::now();
        if asked["force_refresh"] == true {
            tokens.end();
        }
        let (token, ends) = tokens.current(now);
        Ok(json!({ "access_token": token, "expires_in": (ends - now).as_secs() }))
    }

    fn phone(&self, token: Option<&String>, body: &[u8]) -> Answer {
        lock(&self.tokens).check(token.ok_or(41001)?, Instant::now())?;
        let asked: Value = serde_json::from_slice(body).map_err(|_| 47001)?;
        let code = asked["code"].as_str().ok_or(41008)?;
        let number = code.split('.').next().and_then(|code| code.strip_prefix("phone-")).unwrap_or_default();
        let number_fits = number.len() == 11 && number.bytes().all(|b| b.is_ascii_digit());
        if !number_fits || code.len() > 128 {
            return Err(40029);
        }
        if !lock(&self.spent).insert(format!("phone {code}")) {
            return Err(40163);
        }
        let country = if number.ends_with(['1', '3', '5', '7', '9']) { json!(86) } else { json!("86") };
        Ok(json!({
            "errcode": 0,
            "errmsg": "ok",
            "phone_info": {
                "phoneNumber": number,
                "purePhoneNumber": number,
                "countryCode": country,
                "watermark": { "timestamp": SystemClock.now().timestamp(), "appid": APPID },
            },
        }))
    }
}

impl Desk {
    fn text_check(&self, checks: Checks, token: Option<&String>, body: &[u8]) -> Answer {
        lock(&self.tokens).check(token.ok_or(41001)?, Instant::now())?;
        let asked: Value = serde_json::from_slice(body).map_err(|_| 47001)?;
        if let Checks::Errcode(errcode) = checks {
            return Err(errcode);
        }
        if !asked["openid"].as_str().is_some_and(|openid| openid.starts_with("openid-")) {
            return Err(40003);
        }
        if asked["version"] != 2 || !asked["scene"].as_u64().is_some_and(|scene| (1..=4).contains(&scene)) {
            return Err(40129);
        }
        let content = asked["content"].as_str().filter(|content| !content.is_empty()).ok_or(44002)?;
        if content.chars().count() > 2500 {
            return Err(45002);
        }
        let text = format!("{}\n{content}", asked["title"].as_str().unwrap_or_default());
        let (suggest, label, keyword) = match () {
            () if text.contains("赌博") => ("risky", 20006, Some("赌博")),
            () if text.contains("待审") => ("review", 21000, None),
            () => ("pass", 100, None),
        };
        Ok(json!({
            "errcode": 0,
            "errmsg": "ok",
            "result": { "suggest": suggest, "label": label },
            "detail": [
                { "strategy": "content_model", "errcode": 0, "suggest": suggest, "label": label, "prob": 90 },
                { "strategy": "keyword", "errcode": 0, "suggest": suggest, "label": label, "keyword": keyword },
            ],
            "trace_id": "6921f3a5-0d3a00d3-0d3a00d3",
        }))
    }
}

impl Tokens {
    /// The token that everybody gets until it ends.
    fn current(&mut self, now: Instant) -> (String, Instant) {
        if self.current.as_ref().is_some_and(|(_, ends)| *ends <= now) {
            self.end();
        }
        let given = &mut self.given;
        self.current
            .get_or_insert_with(|| {
                *given += 1;
                // As long as the real ones are.
                (format!("{given}_{}", "stand-in-token".repeat(9)), now + TOKEN_LIFE)
            })
            .clone()
    }

    fn end(&mut self) {
        self.ended.extend(self.current.take().map(|(token, _)| token));
    }

    fn check(&self, token: &str, now: Instant) -> Result<(), i64> {
        match &self.current {
            Some((current, ends)) if current == token && now < *ends => Ok(()),
            Some((current, _)) if current == token => Err(42001),
            _ if self.ended.contains(token) => Err(42001),
            _ => Err(40001),
        }
    }
}

/// The session key of a person's logins.
fn session_key(person: &str) -> String {
    STANDARD.encode(&digest::digest(&digest::SHA256, person.as_bytes()).as_ref()[..16])
}

fn check_app(appid: Option<&str>, secret: Option<&str>) -> Result<(), i64> {
    match (appid, secret) {
        (None, _) => Err(41002),
        (_, None) => Err(41004),
        (Some(appid), _) if appid != APPID => Err(40013),
        (_, Some(secret)) if secret != SECRET => Err(40125),
        _ => Ok(()),
    }
}

/// JSON of the wrong kind, with what must not be quoted where a parser would quote it.
fn garbage() -> String {
    json!({ "errcode": "openid-garbage", "session_key": "openid-garbage", "access_token": 7 }).to_string()
}

fn errmsg(errcode: i64) -> String {
    let text = match errcode {
        -1 => "system error",
        40001 => "invalid credential, access_token is invalid or not latest",
        40002 => "invalid grant_type",
        40013 => "invalid appid",
        40029 => "invalid code",
        40125 => "invalid appsecret",
        40163 => "code been used",
        40226 => "code blocked",
        41001 => "access_token missing",
        41002 => "appid missing",
        41004 => "appsecret missing",
        41008 => "missing code",
        42001 => "access_token expired",
        44991 | 45009 => "reach max api quota limit",
        61010 => "code is expired",
        45011 => "api minute-quota reach limit, must slower retry next minute",
        _ => "data format error",
    };
    format!("{text}, rid: 6921f3a5-0d3a00d3-0d3a00d3")
}

/// What is behind the lock is whole at every moment, so a panic elsewhere does not spoil it.
fn lock<T>(locked: &Mutex<T>) -> MutexGuard<'_, T> {
    locked.lock().unwrap_or_else(PoisonError::into_inner)
}
