//! Links that open the mini-program from outside WeChat: an `https` address, or a `weixin://` one.

use domain::failure::{Invalid, Outcome};
use serde::Deserialize;
use serde_json::{Value, json};

use super::WeChatClient;
use super::call::Call;
use super::name::Name;

/// Which of its versions opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// The published one.
    Release,
    /// The one for trial.
    Trial,
    /// The one in development.
    Develop,
}

impl Version {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Trial => "trial",
            Self::Develop => "develop",
        }
    }
}

/// Where a link leads.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The page, without a query.
    pub page: &'a str,
    /// The query, without a question mark: at most 1,024 letters, digits and signs.
    pub query: &'a str,
    /// The version.
    pub version: Version,
    /// For how many days the link is good: 1 to 30.
    pub days: u8,
}

impl Target<'_> {
    fn check(&self) -> Outcome<()> {
        let fits = |c: char| c.is_ascii_alphanumeric() || "!#$&'()*+,/:;=?@-._~%".contains(c);
        if self.query.len() > 1024 || !self.query.chars().all(fits) {
            return Err(Invalid::new("query", ("参数过长或含有不允许的字符", "is too long or has odd signs")).into());
        }
        if self.page.contains('?') {
            return Err(Invalid::new("page", ("不能带参数", "must not have a query")).into());
        }
        if !(1..=30).contains(&self.days) {
            return Err(Invalid::new("days", ("须在1到30之间", "must be between 1 and 30")).into());
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct UrlLink {
    url_link: String,
}

#[derive(Deserialize)]
struct Scheme {
    openlink: String,
}

impl WeChatClient {
    /// An `https` address. Not for mini-programs of single persons.
    pub async fn url_link(&self, to: &Target<'_>) -> Outcome<String> {
        to.check()?;
        let body = json!({ "path": to.page, "query": to.query, "env_version": to.version.word(),
            "expire_type": 1, "expire_interval": to.days });
        let made = self.ask::<UrlLink>(Call::Post { name: Name::UrlLink, body: &body }).await;
        made.map(|answer| answer.url_link).map_err(|problem| problem.failure())
    }

    /// A `weixin://` address. Not for mini-programs of single persons.
    pub async fn scheme(&self, to: &Target<'_>) -> Outcome<String> {
        to.check()?;
        let page: Value = json!({ "path": to.page, "query": to.query, "env_version": to.version.word() });
        let body = json!({ "jump_wxa": page, "expire_type": 1, "expire_interval": to.days });
        let made = self.ask::<Scheme>(Call::Post { name: Name::Scheme, body: &body }).await;
        made.map(|answer| answer.openlink).map_err(|problem| problem.failure())
    }
}
