//! What Linli asks the platform, and how its answers become outcomes.

use std::time::Duration;

use async_trait::async_trait;
use domain::failure::{Failure, Invalid, Outcome, Reason};
use domain::moderation::check::{Scene, Verdict};
use domain::ports::{OpenId, WeChat};
use domain::text::Phone;
use reqwest::redirect::Policy;
use rustls::crypto::{CryptoProvider, ring};
use serde::Deserialize;
use serde_json::Value;

use super::call::{Call, Kind, Name, Platform, Problem, Text};
use super::token::AccessToken;
use super::{Settings, Unusable};

/// Nobody waits longer for the platform, all tries together: a hung platform must not hold up the rest.
const PATIENCE: Duration = Duration::from_secs(3);

/// The platform's limits for one user (errcode 45011) are per minute.
const LIMIT_WINDOW: Duration = Duration::from_secs(60);

/// The platform drops idle connections without a word; a request on one would be lost, and with it a code.
const IDLE_CONNECTION: Duration = Duration::from_secs(15);

/// A client of the platform. Share one in a process: it keeps connections and the access token.
pub struct WeChatClient {
    pub(super) platform: Platform,
    token: AccessToken,
    /// [`PATIENCE`], but in tests.
    pub(super) patience: Duration,
}

impl WeChatClient {
    /// Makes a client; asks nothing yet. Fails when the settings cannot be right.
    pub fn new(mut settings: Settings) -> Result<Self, Unusable> {
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
        Ok(Self { platform: Platform { http, settings }, token: AccessToken::default(), patience: PATIENCE })
    }

    async fn in_time<T>(&self, name: Name, asked: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
        tokio::time::timeout(self.patience, asked).await.unwrap_or_else(|_| Err(name.problem(Kind::TooLate)))
    }

    /// With one renewal of the access token, and one try with the new one, if the platform no longer takes it.
    async fn ask_phone(&self, code: &str) -> Result<PhoneAnswer, Problem> {
        let token = self.token.get(&self.platform).await?;
        match self.platform.ask(Call::Phone { code, token: token.reveal() }).await {
            Err(Problem { kind: Kind::Errcode(40001 | 40014 | 42001), .. }) => {
                self.token.forget(&token).await;
                let token = self.token.get(&self.platform).await?;
                self.platform.ask(Call::Phone { code, token: token.reveal() }).await
            }
            done => done,
        }
    }

    /// Likewise.
    async fn ask_check(&self, text: &Text<'_>) -> Result<CheckAnswer, Problem> {
        let token = self.token.get(&self.platform).await?;
        match self.platform.ask(Call::TextCheck { text, token: token.reveal() }).await {
            Err(Problem { kind: Kind::Errcode(40001 | 40014 | 42001), .. }) => {
                self.token.forget(&token).await;
                let token = self.token.get(&self.platform).await?;
                self.platform.ask(Call::TextCheck { text, token: token.reveal() }).await
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
            .in_time(Name::Login, self.platform.ask(Call::Login { code: login_code }))
            .await
            .map_err(|problem| failure(problem, Reason::LoginCodeSpent))?;
        if answer.openid.is_empty() {
            return Err(failure(Name::Login.problem(Kind::Garbage), Reason::LoginCodeSpent));
        }
        Ok(OpenId(answer.openid))
    }

    async fn phone(&self, phone_code: &str) -> Outcome<Phone> {
        check_code(phone_code)?;
        let answer = self
            .in_time(Name::Phone, self.ask_phone(phone_code))
            .await
            .map_err(|problem| failure(problem, Reason::PhoneCodeSpent))?;
        answer.number()
    }

    async fn check_text(&self, author: &OpenId, scene: Scene, title: Option<&str>, content: &str) -> Verdict {
        let scene = match scene {
            Scene::Profile => 1,
            Scene::Comment => 2,
            Scene::Forum => 3,
        };
        let text = Text { version: 2, openid: &author.0, scene, title, content };
        let checked = self.in_time(Name::TextCheck, self.ask_check(&text)).await.and_then(|answer| answer.verdict());
        checked.unwrap_or_else(|problem| {
            tracing::warn!(%problem, "a text waits for staff, because it could not be checked");
            Verdict::Unchecked
        })
    }
}

/// The answer to a text.
#[derive(Deserialize)]
pub(super) struct CheckAnswer {
    result: CheckResult,
    #[serde(default)]
    detail: Vec<CheckDetail>,
}

#[derive(Deserialize)]
struct CheckResult {
    suggest: String,
}

/// What one of the platform's ways of looking found.
#[derive(Deserialize)]
struct CheckDetail {
    #[serde(default)]
    keyword: Option<String>,
}

impl CheckAnswer {
    pub(super) fn verdict(self) -> Result<Verdict, Problem> {
        match self.result.suggest.as_str() {
            "pass" => Ok(Verdict::Pass),
            "review" => Ok(Verdict::Review),
            "risky" => {
                let words = self.detail.into_iter().filter_map(|detail| detail.keyword);
                Ok(Verdict::Risky(words.into_iter().find(|word| !word.is_empty())))
            }
            _ => Err(Name::TextCheck.problem(Kind::Garbage)),
        }
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

/// What a problem is to the person who gave the code. A token that cannot be had is nobody's fault but ours or the
/// platform's, whatever its errcode.
fn failure(problem: Problem, spent: Reason) -> Failure {
    match (problem.call, &problem.kind) {
        (Name::Login | Name::Phone, Kind::Errcode(40029 | 40163)) => spent.at("code").into(),
        (Name::Login | Name::Phone, Kind::Errcode(40226)) => Reason::LoginBlocked.into(),
        (Name::Login | Name::Phone, Kind::Errcode(45011)) => Failure::TooOften(LIMIT_WINDOW),
        _ => Failure::Unavailable(Box::new(problem)),
    }
}
