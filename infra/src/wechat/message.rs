//! Subscribe messages: one accepted prompt is one message of one template.

use chrono::{DateTime, Duration, Utc};
use domain::failure::{Failure, Outcome};
use domain::inbox::news::Topic;
use domain::messages::message::{Delivery, Message};
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};

use super::WeChatClient;
use super::call::Call;
use super::field::{FieldKind, fit};
use super::name::Name;

/// Where messages lead: the mini-program shows the entry and what it is about.
const PAGE: &str = "pages/inbox/entry";

/// What stands in a second field that takes any text.
const REMARK: &str = "请打开小程序查看";

/// The topics by the words of the setting, and as a message names them: five characters at most.
const TOPICS: [(&str, Topic, &str); 7] = [
    ("wishes", Topic::Wishes, "微心愿"),
    ("volunteering", Topic::Volunteering, "志愿服务"),
    ("points", Topic::Points, "道德银行"),
    ("party", Topic::Party, "党员报到"),
    ("notices", Topic::Notices, "公示"),
    ("office", Topic::Office, "工作"),
    ("account", Topic::Account, "账号"),
];

/// Which template the messages about a topic have, and its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageTemplate {
    /// The topic.
    pub topic: Topic,
    /// Its id at the platform.
    pub id: String,
    /// Its fields: `thing1`, `time2` …
    pub fields: Vec<String>,
}

impl MessageTemplate {
    /// From `wishes=ID:thing1+time2`. Fields can be of the kinds *thing* (what happened), *phrase* (the topic), *time*
    /// and *date*. Says what is wrong otherwise.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (topic, rest) = text.trim().split_once('=').ok_or("give TOPIC=ID:field+field")?;
        let words = || TOPICS.map(|(word, ..)| word).join(", ");
        let topic = TOPICS.iter().find(|(word, ..)| *word == topic.trim());
        let (_, topic, _) = topic.ok_or_else(|| format!("the topic must be one of {}", words()))?;
        let (id, fields) = rest.split_once(':').ok_or("give TOPIC=ID:field+field")?;
        let fields: Vec<_> = fields.split('+').map(str::trim).map(str::to_owned).collect();
        if id.trim().is_empty() {
            return Err("names no template: give TOPIC=ID:field+field".into());
        }
        let template = Self { topic: *topic, id: id.trim().to_owned(), fields };
        match template.fields.iter().find(|field| template.value(field, "", DateTime::UNIX_EPOCH).is_none()) {
            Some(field) => Err(format!("{field:?} is no field that can be filled: thing, phrase, time and date can")),
            None => Ok(template),
        }
    }

    /// What a field says of something that happened.
    fn value(&self, field: &str, text: &str, at: DateTime<Utc>) -> Option<String> {
        let first = || self.fields.iter().find(|field| FieldKind::of(field) == Some(FieldKind::Thing));
        Some(match FieldKind::of(field)? {
            FieldKind::Thing if first().is_some_and(|first| first == field) => text.to_owned(),
            FieldKind::Thing => REMARK.to_owned(),
            FieldKind::Phrase => TOPICS.iter().find(|(_, topic, _)| *topic == self.topic)?.2.to_owned(),
            FieldKind::Time | FieldKind::Date => (at + CHINA).format("%Y年%-m月%-d日 %H:%M").to_string(),
            FieldKind::Name | FieldKind::Number | FieldKind::CharacterString | FieldKind::Amount => return None,
        })
    }

    fn filled(&self, text: &str, at: DateTime<Utc>) -> Option<Map<String, Value>> {
        let filled = |field: &String| {
            let value = fit(FieldKind::of(field)?, &self.value(field, text, at)?)?;
            Some((field.clone(), json!({ "value": value })))
        };
        self.fields.iter().map(filled).collect()
    }
}

/// China Standard Time, all year, everywhere.
const CHINA: Duration = Duration::hours(8);

impl WeChatClient {
    /// Sends a message. One that the platform never passes on is refused, and the log says why.
    pub(super) async fn send_one(&self, message: &Message) -> Outcome<Delivery> {
        let template = self.platform.settings.templates.iter().find(|template| template.topic == message.topic);
        let filled = template.and_then(|template| Some((template, template.filled(&message.text, message.at)?)));
        let Some((template, data)) = filled else {
            return Err(Failure::Broken("a message cannot be filled in".into()));
        };
        let body = json!({ "touser": message.to.0, "template_id": template.id, "data": data,
            "page": format!("{PAGE}?id={}", message.entry), "miniprogram_state": "formal", "lang": "zh_CN" });
        let problem = match self.ask::<IgnoredAny>(Call::Post { name: Name::Message, body: &body }).await {
            Ok(_) => return Ok(Delivery::Sent),
            Err(problem) => problem,
        };
        match problem.errcode() {
            Some(43101) => Ok(Delivery::NotSubscribed),
            // The user is none any more, the template, its fields, its words, or its page.
            Some(40003 | 40037 | 41030 | 45168 | 47003) => {
                tracing::error!(%problem, template = template.id, "a message was refused for good");
                Ok(Delivery::Refused)
            }
            _ => Err(problem.failure()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_read_from_its_setting() {
        let parse = |text: &str| MessageTemplate::parse(text);
        let template = parse(" wishes=abc_-1:thing1+phrase2+time3+thing4 ").expect("right");
        assert_eq!((template.topic, template.id.as_str()), (Topic::Wishes, "abc_-1"));
        let at = "2026-11-29T23:05:09+08:00".parse::<DateTime<Utc>>().expect("a time");
        let filled = template.filled("您的微心愿已完成，请确认", at).expect("filled");
        let expected = json!({ "thing1": { "value": "您的微心愿已完成，请确认" }, "phrase2": { "value": "微心愿" },
            "time3": { "value": "2026年11月29日 23:05" }, "thing4": { "value": REMARK } });
        assert_eq!(Value::from(filled), expected);
        for (text, why) in [
            ("wishes", "give TOPIC=ID"),
            ("wishes=abc", "give TOPIC=ID"),
            ("wish=abc:thing1", "must be one of wishes, volunteering"),
            ("wishes=:thing1", "names no template"),
            ("wishes=abc:thing1+amount2", "\"amount2\" is no field that can be filled"),
            ("wishes=abc:", "\"\" is no field"),
        ] {
            let fault = parse(text).expect_err(text);
            assert!(fault.contains(why), "{text}: {fault}");
        }
    }
}
