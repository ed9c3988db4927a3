//! The calls of the stand-in beside logins, tokens, phone numbers and texts.
//!
//! - Messages are taken for a user once for each time that they agreed
//!   (`StandIn::agree`); the templates are those that `StandIn::TEMPLATES` lists.
//! - Pictures are asked about and never fetched; `StandIn::pictures` tells which, by their traces.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::inbox::news::Topic;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{Answer, Desk, Office, SentMessage, StandIn, lock};
use crate::wechat::name::Name;

type Asked = HashMap<String, String>;

/// The fields that a template's text has.
pub(super) fn fields_of(content: &str) -> Vec<String> {
    let fields = content.split("{{").filter_map(|part| part.split_once(".DATA}}"));
    fields.map(|(field, _)| field.to_owned()).collect()
}

/// A picture that the stand-in was asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The id that it gave.
    pub trace: String,
    /// Where the picture can be fetched.
    pub address: String,
    /// Whose it is.
    pub openid: String,
}

impl StandIn {
    /// Its message templates: the topic of each, its id, and its text.
    pub const TEMPLATES: [(Topic, &str, &str); 4] = [
        (Topic::Wishes, "stand-in-wishes", "事项:{{thing1.DATA}}\n时间:{{time2.DATA}}"),
        (Topic::Volunteering, "stand-in-volunteering", "活动:{{thing1.DATA}}"),
        (Topic::Notices, "stand-in-notices", "公示:{{thing1.DATA}}\n类型:{{phrase2.DATA}}"),
        (Topic::Office, "stand-in-office", "事项:{{thing1.DATA}}"),
    ];

    /// A user accepts a prompt for messages of a template.
    pub fn agree(&self, openid: &str, template: &str) {
        *lock(&self.desk.agreed).entry((openid.to_owned(), template.to_owned())).or_default() += 1;
    }

    /// From now on all users accept every prompt for messages.
    pub fn oblige(&self) {
        self.desk.obliging.store(true, Ordering::Relaxed);
    }

    /// The pictures that it was asked about so far.
    pub fn pictures(&self) -> Vec<Picture> {
        lock(&self.desk.pictures).clone()
    }
}

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route(Name::Templates.path(), get(|office, asked| by_get(office, asked, Name::Templates, templates)))
        .route(Name::Message.path(), post(|office, asked, body| by_post(office, asked, body, Name::Message, message)))
        .route(
            Name::MediaCheck.path(),
            post(|office, asked, body| by_post(office, asked, body, Name::MediaCheck, media)),
        )
}

async fn by_get(
    State(office): State<Office>,
    Query(asked): Query<Asked>,
    name: Name,
    service: fn(&Desk, &Asked) -> Answer,
) -> Response {
    let usual = || token(&office.desk, &asked).and_then(|()| service(&office.desk, &asked));
    ([("content-type", "application/json")], office.answer(name, usual).await).into_response()
}

async fn by_post(
    State(office): State<Office>,
    Query(asked): Query<Asked>,
    body: Bytes,
    name: Name,
    service: fn(&Desk, &Value) -> Answer,
) -> Response {
    let usual = || token(&office.desk, &asked).and_then(|()| service(&office.desk, &parse(&body)?));
    ([("content-type", "application/json; encoding=utf-8")], office.answer(name, usual).await).into_response()
}

fn token(desk: &Desk, asked: &Asked) -> Result<(), i64> {
    lock(&desk.tokens).check(asked.get("access_token").ok_or(41001)?, Instant::now())
}

fn parse(body: &[u8]) -> Result<Value, i64> {
    serde_json::from_slice(body).map_err(|_| 47001)
}

fn templates(_: &Desk, _: &Asked) -> Answer {
    let listed = StandIn::TEMPLATES.map(
        |(_, id, content)| json!({ "priTmplId": id, "title": "通知", "content": content, "example": "", "type": 2 }),
    );
    Ok(json!({ "errcode": 0, "errmsg": "ok", "data": listed }))
}

fn message(desk: &Desk, asked: &Value) -> Answer {
    let user = asked["touser"].as_str().filter(|user| user.starts_with("openid-")).ok_or(40003)?;
    let template = asked["template_id"].as_str().unwrap_or_default();
    let (.., content) = StandIn::TEMPLATES.iter().find(|(_, id, _)| *id == template).ok_or(40037)?;
    let data = asked["data"].as_object().ok_or(47003)?;
    let fields = content.matches(".DATA}}").count();
    let known = |field: &str| content.contains(&format!("{{{{{field}.DATA}}}}"));
    if data.len() != fields || !data.iter().all(|(field, value)| known(field) && value["value"].is_string()) {
        return Err(47003);
    }
    if asked["page"] == "pages/none" {
        return Err(41030);
    }
    if !desk.obliging.load(Ordering::Relaxed) {
        let mut agreed = lock(&desk.agreed);
        let left = agreed.get_mut(&(user.to_owned(), template.to_owned())).filter(|left| **left > 0).ok_or(43101)?;
        *left -= 1;
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (to, template, page) = (user.to_owned(), template.to_owned(), text(&asked["page"]));
    lock(&desk.sent).push(SentMessage { to, template, text: text(&data["thing1"]["value"]), page });
    Ok(json!({ "errcode": 0, "errmsg": "ok", "msgid": 1 }))
}

fn media(desk: &Desk, asked: &Value) -> Answer {
    let address = asked["media_url"].as_str().filter(|url| url.starts_with("http") && asked["media_type"] == 2);
    let address = address.ok_or(40004)?;
    let mut pictures = lock(&desk.pictures);
    let picture = Picture {
        trace: uuid::Uuid::now_v7().to_string(),
        address: address.to_owned(),
        openid: asked["openid"].as_str().unwrap_or_default().to_owned(),
    };
    let answer = json!({ "errcode": 0, "errmsg": "ok", "trace_id": picture.trace });
    pictures.push(picture);
    Ok(answer)
}
