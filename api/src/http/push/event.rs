//! The platform's events in JSON, and what we need of them. Events of other kinds than these four do not concern us.

use chrono::{DateTime, Utc};
use domain::members::open_id::OpenId;
use domain::pushes::event::{Advice, Event, Found, MediaCheck, MessageNews, News, What};
use serde_json::Value;

/// No event has news of more templates: a prompt asks for five at most.
const MOST: usize = 20;

/// An event that is not in the documented form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

/// Reads a message; `None` for events (and words of people) that are of no use here.
pub fn read(message: &str) -> Result<Option<Event>, Unreadable> {
    let told: Value = serde_json::from_str(message).map_err(|_| Unreadable)?;
    if !told.is_object() {
        return Err(Unreadable);
    }
    let what = match told["Event"].as_str() {
        Some("wxa_media_check") => What::MediaChecked(media_check(&told)?),
        Some("subscribe_msg_popup_event") => {
            What::Messages(news(&told, "SubscribeMsgPopupEvent", |one| answer(one, News::Accepted, News::Declined))?)
        }
        Some("subscribe_msg_change_event") => {
            What::Messages(news(&told, "SubscribeMsgChangeEvent", |one| answer(one, News::TurnedOn, News::TurnedOff))?)
        }
        Some("subscribe_msg_sent_event") => What::Messages(news(&told, "SubscribeMsgSentEvent", |one| {
            Some(match number(&one["ErrorCode"])? {
                0 => News::Sent,
                errcode => News::NotSent(errcode),
            })
        })?),
        _ => return Ok(None),
    };
    let user = word(&told["FromUserName"], 128).ok_or(Unreadable)?;
    let happened: DateTime<Utc> =
        number(&told["CreateTime"]).and_then(|seconds| DateTime::from_timestamp(seconds, 0)).ok_or(Unreadable)?;
    Ok(Some(Event { user: OpenId(user), happened, what }))
}

fn media_check(told: &Value) -> Result<MediaCheck, Unreadable> {
    let trace = word(&told["trace_id"], 128).ok_or(Unreadable)?;
    let errcode = if told["errcode"].is_null() { 0 } else { number(&told["errcode"]).ok_or(Unreadable)? };
    if errcode != 0 {
        return Ok(MediaCheck { trace, found: Err(errcode) });
    }
    let advice = match told["result"]["suggest"].as_str() {
        Some("pass") => Advice::Pass,
        Some("review") => Advice::Review,
        Some("risky") => Advice::Risky,
        _ => return Err(Unreadable),
    };
    let label = number(&told["result"]["label"]).and_then(|label| label.try_into().ok()).ok_or(Unreadable)?;
    Ok(MediaCheck { trace, found: Ok(Found { advice, label }) })
}

/// The platform's list: an object where there is one item, and in `List` or, as its documents say, in a field that is
/// named after the event.
fn news(told: &Value, name: &str, read: impl Fn(&Value) -> Option<News>) -> Result<Vec<MessageNews>, Unreadable> {
    let list = [&told["List"], &told[name]["List"], &told[name]].into_iter().find(|list| !list.is_null());
    let list = match list.ok_or(Unreadable)? {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    if list.is_empty() || list.len() > MOST {
        return Err(Unreadable);
    }
    list.iter()
        .map(|one| {
            let template = word(&one["TemplateId"], 128).ok_or(Unreadable)?;
            let message = number(&one["MsgID"]).map(|id| id.to_string()).or_else(|| word(&one["MsgID"], 64));
            Ok(MessageNews { template, news: read(one).ok_or(Unreadable)?, message })
        })
        .collect()
}

fn answer(one: &Value, yes: News, no: News) -> Option<News> {
    match one["SubscribeStatusString"].as_str() {
        Some("accept") => Some(yes),
        Some("reject") => Some(no),
        _ => None,
    }
}

/// A number, which the platform writes as a number or as a text.
fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

fn word(value: &Value, most: usize) -> Option<String> {
    let text = value.as_str()?;
    ((1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As it was seen in the field: numbers as texts, and the list an object where there is one item.
    #[test]
    fn events_are_read_as_they_come() {
        let checked = r#"{"ToUserName":"gh_1","FromUserName":"o1","CreateTime":1762329554,"MsgType":"event",
            "Event":"wxa_media_check","appid":"wx1","trace_id":"690b03d2-301f6111-35ffbd44","version":2,
            "result":{"suggest":"risky","label":"20002"},"detail":[]}"#;
        let event = read(checked).expect("readable").expect("of use");
        let found = Ok(Found { advice: Advice::Risky, label: 20002 });
        let trace = "690b03d2-301f6111-35ffbd44".to_owned();
        assert_eq!(event.what, What::MediaChecked(MediaCheck { trace, found }));
        let failed = checked.replace("\"version\"", "\"errcode\":-1008,\"version\"");
        let event = read(&failed).expect("readable").expect("of use");
        assert!(matches!(event.what, What::MediaChecked(MediaCheck { found: Err(-1008), .. })));

        let popup = r#"{"FromUserName":"o1","CreateTime":"1620973045","MsgType":"event",
            "Event":"subscribe_msg_popup_event","List":LIST}"#;
        let one = r#"{"TemplateId":"t1","SubscribeStatusString":"accept","PopupScene":"0"}"#;
        let two = format!("[{one},{}]", one.replace("t1", "t2").replace("accept", "reject"));
        for (list, expected) in [(one, vec![News::Accepted]), (&two, vec![News::Accepted, News::Declined])] {
            let event = read(&popup.replace("LIST", list)).expect("readable").expect("of use");
            let What::Messages(news) = event.what else { panic!("no news") };
            assert_eq!(news.iter().map(|one| one.news).collect::<Vec<_>>(), expected);
        }
        let change = popup.replace("popup", "change").replace("List", "SubscribeMsgChangeEvent");
        let event = read(&change.replace("LIST", &two)).expect("readable").expect("of use");
        assert!(matches!(&event.what, What::Messages(news) if news[1].news == News::TurnedOff));
    }

    #[test]
    fn what_is_of_no_use_or_of_no_form_is_nothing() {
        for other in [r#"{"MsgType":"text","Content":"hello"}"#, r#"{"Event":"user_enter_tempsession"}"#] {
            assert_eq!(read(other), Ok(None));
        }
        for broken in
            ["", "[]", "{", r#"{"Event":"wxa_media_check"}"#, r#"{"Event":"subscribe_msg_popup_event","List":[]}"#]
        {
            assert_eq!(read(broken), Err(Unreadable), "{broken}");
        }
    }
}
