//! Whether a text may be seen by others.

use domain::members::open_id::OpenId;
use domain::moderation::verdict::{Scene, Verdict};
use serde::Deserialize;
use serde_json::{Value, json};

use super::name::Name;
use super::problem::{Kind, Problem};

/// What the platform is told of a text.
pub(super) fn body(author: &OpenId, scene: Scene, title: Option<&str>, content: &str) -> Value {
    // Version 2 is the one that knows the user: they must have been in the mini-program within two hours.
    let mut body = json!({ "version": 2, "openid": author.0, "scene": scene_number(scene), "content": content });
    if let Some(title) = title {
        body["title"] = title.into();
    }
    body
}

/// What the platform makes of a text; one that it does not judge is unchecked.
pub(super) fn verdict(answer: Result<CheckAnswer, Problem>) -> Verdict {
    answer.and_then(CheckAnswer::verdict).unwrap_or_else(|problem| {
        tracing::warn!(%problem, "a text waits for staff, because it could not be checked");
        Verdict::Unchecked
    })
}

/// Where a text or picture will be seen, in the platform's numbers.
pub(super) fn scene_number(scene: Scene) -> u8 {
    match scene {
        Scene::Profile => 1,
        Scene::Comment => 2,
        Scene::Forum => 3,
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
