//! One exchange with the platform, with its tries.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Settings;
use super::name::Name;
use super::problem::{Kind, Problem, Remedy, broken, remedy};

/// How long to wait before the second and the third try of a call that the platform was too busy for.
const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_millis(400)];

/// No answer that we ask for comes near this many bytes.
const LONGEST_ANSWER: usize = 64 * 1024;

/// The platform, and who we are to it.
pub(super) struct Platform {
    pub(super) http: Client,
    pub(super) settings: Settings,
}

/// What is asked. The last two go with an access token.
pub(super) enum Call<'a> {
    /// Who gave this login code.
    Login { code: &'a str },
    /// An access token.
    Token,
    /// By `GET`, all in the URL.
    Get { name: Name, query: &'a [(&'static str, &'a str)] },
    /// By `POST`, in JSON.
    Post { name: Name, body: &'a Value },
}

impl Call<'_> {
    pub(super) fn name(&self) -> Name {
        match self {
            Self::Login { .. } => Name::Login,
            Self::Token => Name::Token,
            Self::Get { name, .. } | Self::Post { name, .. } => *name,
        }
    }

    fn request(&self, platform: &Platform, token: &str) -> RequestBuilder {
        let Settings { base, appid, secret, .. } = &platform.settings;
        let url = format!("{base}{}", self.name().path());
        match self {
            Self::Login { code } => platform.http.get(url).query(&[
                ("appid", appid.as_str()),
                ("secret", secret.reveal()),
                ("js_code", code),
                ("grant_type", "authorization_code"),
            ]),
            // Never `force_refresh`: unforced, the platform gives every process of this mini-program the same token;
            // forced, it would end the copies of the others (and only 20 times a day).
            Self::Token => platform
                .http
                .post(url)
                .json(&json!({ "grant_type": "client_credential", "appid": appid, "secret": secret.reveal() })),
            Self::Get { query, .. } => platform.http.get(url).query(&[("access_token", token)]).query(query),
            Self::Post { body, .. } => platform.http.post(url).query(&[("access_token", token)]).json(body),
        }
    }
}

impl Platform {
    /// Asks, up to three times while the platform says that it is busy. Nothing else is tried again here: a code that
    /// was sent may be spent, whatever came back. `token` goes with the calls that take one.
    pub(super) async fn ask<T: DeserializeOwned>(&self, call: &Call<'_>, token: &str) -> Result<T, Problem> {
        let mut pauses = PAUSES.iter();
        loop {
            let kind = match self.once(call, token).await.and_then(|answer| read(&answer)) {
                Ok(answer) => return Ok(answer),
                Err(kind) => kind,
            };
            match (&kind, pauses.next()) {
                (Kind::Errcode(errcode), Some(pause)) if remedy(*errcode) == Remedy::Again => {
                    tokio::time::sleep(*pause).await;
                }
                _ => return Err(call.name().problem(kind)),
            }
        }
    }

    async fn once(&self, call: &Call<'_>, token: &str) -> Result<Vec<u8>, Kind> {
        let response = call.request(self, token).send().await.map_err(broken)?;
        if !response.status().is_success() {
            return Err(Kind::Status(response.status().as_u16()));
        }
        body(response).await
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

/// Reads JSON with its verdict, whatever its content type says: the platform sends JSON as `text/plain` too.
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
