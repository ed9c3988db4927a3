//! One exchange with the platform, with its tries.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Settings;

/// How long to wait before the second and the third try of a call that the platform was too busy for (errcode -1).
const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_millis(400)];

/// No answer that we ask for comes near this many bytes.
const LONGEST_ANSWER: usize = 64 * 1024;

/// The platform, and who we are to it.
pub(super) struct Platform {
    pub(super) http: Client,
    pub(super) settings: Settings,
}

/// What can be asked.
pub(super) enum Call<'a> {
    /// Who gave this login code.
    Login { code: &'a str },
    /// An access token.
    Token,
    /// The phone number behind a code.
    Phone { code: &'a str, token: &'a str },
    /// Whether a text may be seen.
    TextCheck { text: &'a Text<'a>, token: &'a str },
}

/// A text to be checked, as the platform takes it.
#[derive(Serialize)]
pub(super) struct Text<'a> {
    /// Of the call: 2 is the one that knows the user.
    pub(super) version: u8,
    /// Who wrote it. He must have been in the mini-program within two hours.
    pub(super) openid: &'a str,
    /// 1 profile, 2 comment, 3 forum.
    pub(super) scene: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<&'a str>,
    /// Up to 2,500 characters.
    pub(super) content: &'a str,
}

/// A call without what it carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Login,
    Token,
    Phone,
    TextCheck,
}

/// A call that gave nothing. Safe to print: it holds nothing that was sent or received but numbers.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    pub(super) call: Name,
    pub(super) kind: Kind,
}

/// What went wrong.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// The platform says no, with its own number.
    Errcode(i64),
    /// Something on the way says no: the platform itself answers 200 even to faults.
    Status(u16),
    /// No answer came: the chain of causes, without the URL.
    Broken(String),
    /// An answer came that is not of the promised form.
    Garbage,
    /// No answer in time.
    TooLate,
}

impl Call<'_> {
    fn name(&self) -> Name {
        match self {
            Self::Login { .. } => Name::Login,
            Self::Token => Name::Token,
            Self::Phone { .. } => Name::Phone,
            Self::TextCheck { .. } => Name::TextCheck,
        }
    }

    fn request(&self, platform: &Platform) -> RequestBuilder {
        let Settings { base, appid, secret } = &platform.settings;
        let url = format!("{base}{}", self.name().path());
        match self {
            Self::Login { code } => platform.http.get(url).query(&[
                ("appid", appid.as_str()),
                ("secret", secret.reveal()),
                ("js_code", code),
                ("grant_type", "authorization_code"),
            ]),
            // Never `force_refresh`: unforced, the platform gives every process of this mini-program the same token,
            // so each may keep its own copy; forced, it would end the copies of the others (and only 20 times a day).
            Self::Token => platform
                .http
                .post(url)
                .json(&json!({ "grant_type": "client_credential", "appid": appid, "secret": secret.reveal() })),
            Self::Phone { code, token } => {
                platform.http.post(url).query(&[("access_token", token)]).json(&json!({ "code": code }))
            }
            Self::TextCheck { text, token } => platform.http.post(url).query(&[("access_token", token)]).json(text),
        }
    }
}

impl Name {
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Login => "/sns/jscode2session",
            Self::Token => "/cgi-bin/stable_token",
            Self::Phone => "/wxa/business/getuserphonenumber",
            Self::TextCheck => "/wxa/msg_sec_check",
        }
    }

    pub(super) fn problem(self, kind: Kind) -> Problem {
        Problem { call: self, kind }
    }
}

impl Platform {
    /// Asks, up to three times while the platform says that it is busy. Nothing else is tried again here: a code that
    /// was sent may be spent, whatever came back.
    pub(super) async fn ask<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T, Problem> {
        let mut pauses = PAUSES.iter();
        loop {
            let kind = match self.once(&call).await {
                Ok(answer) => return Ok(answer),
                Err(kind) => kind,
            };
            match (&kind, pauses.next()) {
                (Kind::Errcode(-1), Some(pause)) => tokio::time::sleep(*pause).await,
                _ => return Err(call.name().problem(kind)),
            }
        }
    }

    async fn once<T: DeserializeOwned>(&self, call: &Call<'_>) -> Result<T, Kind> {
        let response = call.request(self).send().await.map_err(broken)?;
        if !response.status().is_success() {
            return Err(Kind::Status(response.status().as_u16()));
        }
        read(&body(response).await?)
    }
}

async fn body(mut response: Response) -> Result<Vec<u8>, Kind> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST_ANSWER {
            return Err(Kind::Garbage);
        }
    }
    Ok(body)
}

/// Reads an answer whatever its content type says: the platform sends JSON as `text/plain` too.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Kind> {
    #[derive(Deserialize)]
    struct Verdict {
        #[serde(default)]
        errcode: i64,
    }
    // The parser would take `["…"]` for an object of one field.
    if !body.trim_ascii_start().starts_with(b"{") {
        return Err(Kind::Garbage);
    }
    // The parser's own errors quote what they could not read, so they go no further.
    let verdict: Verdict = serde_json::from_slice(body).map_err(|_| Kind::Garbage)?;
    match verdict.errcode {
        0 => serde_json::from_slice(body).map_err(|_| Kind::Garbage),
        errcode => Err(Kind::Errcode(errcode)),
    }
}

/// What a person at the log needs of a failed exchange. The URL is taken off: it holds the secret, or a token.
fn broken(error: reqwest::Error) -> Kind {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    Kind::Broken(text)
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WeChat {}: ", self.call.path())?;
        match &self.kind {
            Kind::Errcode(errcode) => write!(f, "errcode {errcode}{}", hint(*errcode)),
            Kind::Status(status) => write!(f, "HTTP status {status}"),
            Kind::Broken(text) => f.write_str(text),
            Kind::Garbage => f.write_str("an answer of another form"),
            Kind::TooLate => f.write_str("no answer in time"),
        }
    }
}

impl Error for Problem {}

/// What the operator can do about it, for the errcodes that he can do something about.
fn hint(errcode: i64) -> &'static str {
    match errcode {
        -1 => " (the platform is busy)",
        40013 => " (wrong appid)",
        40125 => " (wrong secret)",
        40164 | 89503 | 89506 | 89507 => " (this server's address is not on the mini-program's allow-list)",
        45009 => " (the day's quota is used up)",
        44991 => " (the minute's quota is used up)",
        61010 => " (the user was not in the mini-program within two hours)",
        _ => "",
    }
}
