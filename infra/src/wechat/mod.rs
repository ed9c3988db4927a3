//! The WeChat platform, as far as Linli needs it.
//!
//! - `client`: the client, its time limit; logins and phone numbers. A file for each other topic beside it;
//! - `call`: one exchange over HTTP, with its tries;
//! - `name`: the calls, and where each is asked for;
//! - `problem`: the errcodes, and who can do something about each;
//! - `token`: the access token that most calls need, one for all processes;
//! - `stand_in`: a platform of our own on this machine, for the demo and for tests.
//!
//! Never printed, in no log and no error: the app secret and the codes (both travel in URLs), access tokens, session
//! keys, openids. Errors therefore carry numbers and kinds, and no text of the platform's.

mod call;
mod client;
pub mod field;
mod media_check;
pub mod message;
mod name;
mod problem;
mod stand_in;
pub mod templates;
mod text_check;
mod token;

#[cfg(test)]
mod tests;

pub use client::WeChatClient;
pub use name::Name;
pub use problem::Problem;
pub use stand_in::{Calls, Checks, Picture, SentMessage, StandIn, Trouble};

use std::fmt;

use message::MessageTemplate;
use reqwest::Url;

/// Where the platform is. It answers only to servers on the mini-program's allow-list.
pub const BASE: &str = "https://api.weixin.qq.com";

/// Text that never prints.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Which mini-program this is, and where its platform is.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Scheme, host and port, usually [`BASE`]. Plain `http` only to this machine: the secret travels in the URL.
    pub base: String,
    /// The mini-program's id, `wx` and sixteen hexadecimal digits.
    pub appid: String,
    /// The mini-program's secret.
    pub secret: Secret,
    /// Its message templates, one a topic.
    pub templates: Vec<MessageTemplate>,
    /// How many messages are sent in a second.
    pub messages_a_second: u32,
}

/// How many messages are sent in a second, unless a setting says otherwise.
pub const MESSAGES_A_SECOND: u32 = 100;

/// Settings with which no client can be made: which one, and what is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unusable {
    /// The field of [`Settings`].
    pub setting: &'static str,
    /// What is wrong with it, without its value.
    pub fault: String,
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.setting, self.fault)
    }
}

impl std::error::Error for Unusable {}

impl Settings {
    /// Without message templates.
    pub fn new(base: String, appid: String, secret: Secret) -> Self {
        Self { base, appid, secret, templates: Vec::new(), messages_a_second: MESSAGES_A_SECOND }
    }

    /// Whether the platform is this machine: then there is no TLS and no proxy on the way.
    fn check(&self) -> Result<bool, Unusable> {
        let wrong = |setting, fault: &str| Unusable { setting, fault: fault.into() };
        let url = Url::parse(&self.base).map_err(|_| wrong("base", "is not a URL"))?;
        let local = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        if url.scheme() != "https" && !(local && url.scheme() == "http") {
            return Err(wrong("base", "must begin with https://, or with http:// and be this machine"));
        }
        if !matches!(url.path(), "/" | "") || url.query().is_some() || !url.username().is_empty() {
            return Err(wrong("base", "must be scheme, host and port alone"));
        }
        if self.appid.is_empty() {
            return Err(wrong("appid", "must not be empty"));
        }
        if self.secret.reveal().is_empty() {
            return Err(wrong("secret", "must not be empty"));
        }
        Ok(local)
    }
}
