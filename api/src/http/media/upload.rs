//! `POST /media`: a photo.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use domain::Ports;
use domain::failure::{Failure, Reason};
use domain::media::UPLOAD;
use domain::media::address::Size;
use domain::media::photo::Photo;
use domain::media::upload::{made_before, may_upload, upload};
use serde::Serialize;
use tracing::Instrument;

use super::form::{Refused, read_alone, sent};
use super::picture::{look, picture};
use crate::http::app::App;
use crate::http::auth::authenticate_member;

/// No upload takes longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A photo that was uploaded.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    id: String,
    width: i32,
    height: i32,
    url: String,
    thumbnail_url: String,
}

/// `POST /media`.
pub async fn endpoint(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Response {
    let done = tokio::time::timeout(PATIENCE, take(&app, &headers, body)).await;
    match done.unwrap_or_else(|_| Err(Failure::Unavailable("an upload took too long".into()).into())) {
        Ok(photo) => Json(shown(&app.ports, &photo)).into_response(),
        Err(refused) => refused.answer(&headers),
    }
}

fn shown(ports: &Ports, photo: &Photo) -> Shown {
    let address = |size| ports.addresses.of(photo.id, size, ports.now());
    Shown {
        id: photo.id.to_string(),
        width: photo.width,
        height: photo.height,
        url: address(Size::Full),
        thumbnail_url: address(Size::Thumbnail),
    }
}

async fn take(app: &Arc<App>, headers: &HeaderMap, body: Body) -> Result<Photo, Refused> {
    let by = authenticate_member(app, headers, &[UPLOAD.name]).await?;
    may_upload(&app.ports, &by)?;
    let (sent, _under_way) = sent(headers, body).await?;
    let request = sent.once(by.member(), UPLOAD, "");
    if let Some(photo) = made_before(&app.ports, &request).await? {
        return Ok(photo);
    }
    // What its header tells is enough to refuse a file.
    let header = look(&sent.file).map_err(|reason| Failure::from(reason.at("file")))?;
    let picture = read_alone(Reason::PhotoBroken, move || picture(&sent.file, header)).await?;
    // As a mutation over GraphQL: it runs to its end whatever the client does.
    let ports = app.ports.clone();
    let task = async move { upload(&ports, &by, picture, &request).await }.in_current_span();
    Ok(app.tasks.spawn(task).await.map_err(|panic| Failure::Broken(panic.into()))??)
}
