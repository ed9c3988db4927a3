//! Photos, as the mini-program uploads them, and what the platform makes of them.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use infra::wechat::{Picture, StandIn};
use serde_json::{Value, json};

use super::jobs::do_jobs;
use super::pushes::push;
use super::town::text;
use super::world::{Person, World, request_id};

/// Where one thing ends and the next begins, in a body.
const BOUNDARY: &str = "wx--1700000000000";

/// A picture in one of the forms.
pub(crate) fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let drawn = RgbImage::from_fn(width, height, |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, 90]));
    let mut file = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(drawn).write_to(&mut file, format).expect("drawn");
    file.into_inner()
}

/// A form as `wx.uploadFile` sends it: the fields of `formData`, then the file, whose name says nothing.
pub(crate) fn form(fields: &[(&str, &str)], name: &str, file: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.as_bytes());
    }
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"tmp.jpg\"\r\n\
         Content-Type: image/jpeg\r\n\r\n"
    );
    body.extend(head.as_bytes());
    body.extend(file);
    body.extend(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// Sends a form with a photo.
pub(crate) async fn send(world: &World, who: Option<&Person>, body: Vec<u8>) -> reqwest::Response {
    send_to(world, who, "/media", body).await
}

/// Uploads an attachment of this name under a request id; answers with status and body.
pub(crate) async fn try_attach(world: &World, who: Option<&Person>, id: &str, name: &str, file: &[u8]) -> (u16, Value) {
    let body = form(&[("requestId", id), ("name", name)], "file", file);
    let answer = send_to(world, who, "/media/attachments", body).await;
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

/// Uploads a small PDF of this name, and gives its id.
pub(crate) async fn attach(world: &World, who: &Person, name: &str) -> String {
    let (status, made) = try_attach(world, Some(who), &request_id(), name, b"%PDF-1.7\n%%EOF\n").await;
    assert_eq!(status, 200, "{made}");
    text(&made["id"])
}

/// Sends a form to a path.
pub(crate) async fn send_to(world: &World, who: Option<&Person>, path: &str, body: Vec<u8>) -> reqwest::Response {
    let mut request = world
        .http()
        .post(format!("{}{path}", world.url))
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
        .header("accept-language", "en")
        .body(body);
    if let Some(person) = who {
        request = request.bearer_auth(&person.access);
    }
    request.send().await.expect("an answer")
}

/// Uploads a file under a request id; answers with status and body.
pub(crate) async fn try_upload(world: &World, who: Option<&Person>, id: &str, file: &[u8]) -> (u16, Value) {
    let answer = send(world, who, form(&[("requestId", id)], "file", file)).await;
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

/// Uploads a small photo, and gives its id.
pub(crate) async fn upload(world: &World, who: &Person) -> String {
    let (status, photo) = try_upload(world, Some(who), &request_id(), &picture(60, 40, ImageFormat::Jpeg)).await;
    assert_eq!(status, 200, "{photo}");
    text(&photo["id"])
}

/// Fetches an address.
pub(crate) async fn fetch(world: &World, address: &str) -> reqwest::Response {
    world.http().get(address).send().await.expect("an answer")
}

/// Has the platform asked about all photos that wait for it, and gives those that it was asked about since.
pub(crate) async fn asked_about(world: &World) -> Vec<Picture> {
    let before = world.stand_in.pictures().len();
    let failed = do_jobs(&world.ports).await;
    assert!(failed.is_empty(), "{failed:?}");
    world.stand_in.pictures().split_off(before)
}

/// The platform tells what it made of a picture: `pass`, `review` or `risky`.
pub(crate) async fn found(world: &World, picture: &Picture, advice: &str) {
    let event = json!({ "ToUserName": "gh_1", "FromUserName": picture.openid, "CreateTime": world.now().timestamp(),
        "MsgType": "event", "Event": "wxa_media_check", "appid": StandIn::APPID, "trace_id": picture.trace, "version": 2,
        "result": { "suggest": advice, "label": "100" }, "detail": [] });
    assert_eq!(push(world, &event).await, (200, "success".into()));
}
