//! Subscribe messages: one accepted prompt is one message of one template.

use domain::failure::{Failure, Outcome};
use domain::members::open_id::OpenId;
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};

use super::WeChatClient;
use super::call::Call;
use super::field::{FieldKind, fit};
use super::name::Name;

/// A message to a user.
#[derive(Clone)]
pub struct Message<'a> {
    /// Whom it is for.
    pub to: &'a OpenId,
    /// Its template.
    pub template: &'a str,
    /// The page that it opens, with its query.
    pub page: Option<&'a str>,
    /// Field → value; each is made to fit.
    pub fields: &'a [(&'a str, &'a str)],
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// The platform took it.
    Sent,
    /// The user has no accepted prompt of this template left, or turned it off. Final, and nobody's fault.
    NotSubscribed,
    /// It has words that the platform does not pass on. Final.
    WordsRefused,
}

impl WeChatClient {
    /// Sends a message. A field that nothing of its value fits, or of a kind that is not known, is a fault of ours:
    /// nothing is sent then.
    pub async fn send(&self, message: &Message<'_>) -> Outcome<Delivery> {
        let mut data = Map::new();
        for (field, value) in message.fields {
            let fitted = FieldKind::of(field).and_then(|kind| fit(kind, value));
            let fitted = fitted.ok_or_else(|| Failure::Broken(format!("the field {field} cannot be filled").into()))?;
            data.insert((*field).into(), json!({ "value": fitted }));
        }
        let mut body = json!({ "touser": message.to.0, "template_id": message.template, "data": data,
            "miniprogram_state": "formal", "lang": "zh_CN" });
        if let Some(page) = message.page {
            body["page"] = Value::from(page);
        }
        // Nobody waits longer than a call may take: the call before this one takes no longer either.
        let turn = tokio::time::timeout(self.patience, self.queues.of(message.to).lock());
        let _turn = turn.await.map_err(|_| Failure::Unavailable("messages to this user wait for each other".into()))?;
        match self.ask::<IgnoredAny>(Call::Post { name: Name::Message, body: &body }).await {
            Ok(_) => Ok(Delivery::Sent),
            Err(problem) => match problem.errcode() {
                Some(43101) => Ok(Delivery::NotSubscribed),
                Some(45168) => Ok(Delivery::WordsRefused),
                _ => Err(problem.failure()),
            },
        }
    }
}
