//! The client: its time limit and its access token; logins and phone numbers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use domain::failure::{Failure, Invalid, Outcome, Reason};
use domain::inbox::news::Topic;
use domain::members::open_id::OpenId;
use domain::messages::message::{Delivery, Message};
use domain::moderation::verdict::{Scene, Verdict};
use domain::ports::WeChat;
use domain::text::Phone;
use futures_util::{StreamExt, stream};
use reqwest::redirect::Policy;
use rustls::crypto::{CryptoProvider, ring};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::call::{Call, Platform};
use super::name::Name;
use super::problem::{Kind, Problem, Remedy, remedy};
use super::token::AccessToken;
use super::{Settings, Unusable, media_check, text_check};
use crate::redis::SharedToken;
use crate::traces::ended;

/// Nobody waits longer for the platform, all tries together: a hung platform must not hold up the rest.
const PATIENCE: Duration = Duration::from_secs(3);

/// The platform drops idle connections without a word; a request on one would be lost, and with it a code.
const IDLE_CONNECTION: Duration = Duration::from_secs(15);

/// So many messages are on their way at the same time.
const AT_ONCE: usize = 16;

/// A client of the platform. Share one in a process: it keeps connections and the access token.
pub struct WeChatClient {
    pub(super) platform: Platform,
    token: AccessToken,
    /// [`PATIENCE`], but in tests.
    pub(super) patience: Duration,
}

impl WeChatClient {
    /// Makes a client; asks nothing yet. Fails when the settings cannot be right. With `shared`, its access token is
    /// that of all processes.
    pub fn new(mut settings: Settings, shared: Option<Arc<SharedToken>>) -> Result<Self, Unusable> {
        let local = settings.check()?;
        settings.base.truncate(settings.base.trim_end_matches('/').len());
        // reqwest is built without a crypto provider of its own and panics if there is none.
        if CryptoProvider::get_default().is_none() {
            // Fails only when another thread was faster, which is as good.
            let _ = ring::default_provider().install_default();
        }
        // A redirect would carry the secret elsewhere, in the URL or as the referer.
        let mut http =
            reqwest::Client::builder().redirect(Policy::none()).referer(false).pool_idle_timeout(IDLE_CONNECTION);
        if local {
            // The demo must start behind any proxy settings, and without certificates of the system.
            http = http.no_proxy().tls_certs_only([]);
        }
        let http = http.build().map_err(|error| Unusable {
            setting: "base",
            fault: format!("cannot be reached: no HTTP client ({})", error.without_url()),
        })?;
        Ok(Self { platform: Platform { http, settings }, token: AccessToken::new(shared), patience: PATIENCE })
    }

    /// Asks, within the time limit.
    pub(super) async fn ask<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T, Problem> {
        let asked = async {
            match call {
                Call::Login { .. } | Call::Token => self.platform.ask(&call, "").await,
                Call::Get { .. } | Call::Post { .. } => self.ask_with_token(&call).await,
            }
        };
        let began = Instant::now();
        let done = tokio::time::timeout(self.patience, asked).await;
        let done = done.unwrap_or_else(|_| Err(call.name().problem(Kind::TooLate)));
        let outcome = done.as_ref().map_or_else(Problem::outcome, |_| "ok".into());
        let took = began.elapsed();
        metrics::histogram!("linli_wechat_call_seconds", "call" => call.name().path(), "outcome" => outcome)
            .record(took.as_secs_f64());
        ended("WeChat", call.name().path(), took, done.is_err());
        done
    }

    /// Whether an access token can be had: then appid, secret and the allow-list are right.
    pub async fn check_token(&self) -> Result<(), Problem> {
        let got = tokio::time::timeout(self.patience, self.token.get(&self.platform)).await;
        got.unwrap_or_else(|_| Err(Name::Token.problem(Kind::TooLate))).map(|_| ())
    }

    /// With one renewal of the access token, and one try with the new one, if the platform no longer takes it.
    async fn ask_with_token<T: DeserializeOwned>(&self, call: &Call<'_>) -> Result<T, Problem> {
        let token = self.token.get(&self.platform).await?;
        match self.platform.ask(call, token.reveal()).await {
            Err(problem) if problem.errcode().map(remedy) == Some(Remedy::NewToken) => {
                self.token.forget(&token, &self.platform).await;
                let token = self.token.get(&self.platform).await?;
                self.platform.ask(call, token.reveal()).await
            }
            done => done,
        }
    }
}

#[async_trait]
impl WeChat for WeChatClient {
    async fn open_id(&self, login_code: &str) -> Outcome<OpenId> {
        check_code(login_code)?;
        let answer: LoginAnswer = self
            .ask(Call::Login { code: login_code })
            .await
            .map_err(|problem| code_failure(problem, Reason::LoginCodeSpent))?;
        if answer.openid.is_empty() {
            return Err(Name::Login.problem(Kind::Garbage).failure());
        }
        Ok(OpenId(answer.openid))
    }

    async fn phone(&self, phone_code: &str) -> Outcome<Phone> {
        check_code(phone_code)?;
        let answer: PhoneAnswer = self
            .ask(Call::Post { name: Name::Phone, body: &json!({ "code": phone_code }) })
            .await
            .map_err(|problem| code_failure(problem, Reason::PhoneCodeSpent))?;
        answer.number()
    }

    async fn check_text(&self, author: &OpenId, scene: Scene, title: Option<&str>, content: &str) -> Verdict {
        let body = text_check::body(author, scene, title, content);
        text_check::verdict(self.ask(Call::Post { name: Name::TextCheck, body: &body }).await)
    }

    fn template(&self, topic: Topic) -> Option<String> {
        let templates = &self.platform.settings.templates;
        templates.iter().find(|template| template.topic == topic).map(|template| template.id.clone())
    }

    fn messages_a_second(&self) -> u32 {
        self.platform.settings.messages_a_second
    }

    async fn send(&self, messages: &[Message]) -> Vec<Outcome<Delivery>> {
        let sends: Vec<_> = messages.iter().map(|message| self.send_one(message)).collect();
        let sent: Vec<_> = stream::iter(sends).buffered(AT_ONCE).collect().await;
        for outcome in &sent {
            let outcome = match outcome {
                Ok(Delivery::Sent) => "sent",
                Ok(Delivery::NotSubscribed) => "not_subscribed",
                Ok(Delivery::Refused) => "refused",
                Err(_) => "failed",
            };
            metrics::counter!("linli_messages_total", "outcome" => outcome).increment(1);
        }
        sent
    }

    async fn check_picture(&self, author: &OpenId, scene: Scene, address: &str) -> Outcome<String> {
        let body = media_check::body(author, scene, address);
        let asked = self.ask::<media_check::Asked>(Call::Post { name: Name::MediaCheck, body: &body }).await;
        asked.map(|answer| answer.trace_id).map_err(Problem::failure)
    }
}

/// The answer to a login. Its `session_key` is not even read: nothing here uses it, and it must not leave the server.
#[derive(Deserialize)]
struct LoginAnswer {
    openid: String,
}

/// The answer to a phone code.
#[derive(Deserialize)]
pub(super) struct PhoneAnswer {
    phone_info: PhoneInfo,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PhoneInfo {
    pure_phone_number: String,
    /// `"86"` or `86`: both were seen.
    country_code: Value,
}

impl PhoneAnswer {
    /// The number, if it is one of mainland China.
    pub(super) fn number(&self) -> Outcome<Phone> {
        let PhoneInfo { pure_phone_number, country_code } = &self.phone_info;
        if country_code.as_str() != Some("86") && country_code.as_u64() != Some(86) {
            return Err(Invalid::new(
                "code",
                ("不是中国大陆手机号", "stands for a number that is not of mainland China"),
            )
            .into());
        }
        Phone::parse("code", pure_phone_number)
    }
}

/// Whether a code can be one at all. What cannot be one is not worth a call.
fn check_code(code: &str) -> Outcome<()> {
    if (1..=512).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_graphic()) {
        return Ok(());
    }
    Err(Invalid::new("code", ("不是有效的微信凭证", "is not a code of WeChat's")).into())
}

/// What a problem is to the person who gave the code.
fn code_failure(problem: Problem, spent: Reason) -> Failure {
    match (problem.call, problem.errcode()) {
        (Name::Token, _) => problem.failure(),
        (_, Some(40029 | 40163)) => spent.at("code").into(),
        (_, Some(40226)) => Reason::LoginBlocked.into(),
        // Whatever else it says of a code: the person can try again.
        (_, Some(errcode)) if remedy(errcode) == Remedy::Final => Failure::Unavailable(Box::new(problem)),
        _ => problem.failure(),
    }
}
