//! `POST /media/attachments`: a document that staff attach to a notice.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use domain::Ports;
use domain::failure::{Failure, Reason};
use domain::media::UPLOAD_ATTACHMENT;
use domain::media::address::Size;
use domain::media::attach_file::{attached_before, may_attach, upload_attachment};
use domain::media::attachment::{Attachment, FileName};
use serde::Serialize;
use tracing::Instrument;

use super::document::document;
use super::form::{Refused, read_alone, sent};
use crate::http::app::App;
use crate::http::auth::authenticate_member;

/// No upload takes longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// An attachment that was uploaded.
#[derive(Serialize)]
struct Shown {
    id: String,
    name: String,
    bytes: i64,
    url: String,
}

/// `POST /media/attachments`.
pub async fn endpoint(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Response {
    let done = tokio::time::timeout(PATIENCE, take(&app, &headers, body)).await;
    match done.unwrap_or_else(|_| Err(Failure::Unavailable("an upload took too long".into()).into())) {
        Ok(attachment) => Json(shown(&app.ports, &attachment)).into_response(),
        Err(refused) => refused.answer(&headers),
    }
}

fn shown(ports: &Ports, attachment: &Attachment) -> Shown {
    Shown {
        id: attachment.id.to_string(),
        name: attachment.name.as_str().to_owned(),
        bytes: attachment.bytes,
        url: ports.addresses.of(attachment.id, Size::Document, ports.now()),
    }
}

async fn take(app: &Arc<App>, headers: &HeaderMap, body: Body) -> Result<Attachment, Refused> {
    let by = authenticate_member(app, headers, &[UPLOAD_ATTACHMENT.name]).await?;
    if let Err(failure) = may_attach(&app.ports, &by) {
        if let Failure::Forbidden | Failure::SecondFactorNeeded = failure {
            app.ports.write_down_refusal(by.member(), by.asked_in, UPLOAD_ATTACHMENT.name).await?;
        }
        return Err(failure.into());
    }
    let (sent, _under_way) = sent(headers, body).await?;
    let request = sent.once(by.member(), UPLOAD_ATTACHMENT, &sent.name);
    if let Some(attachment) = attached_before(&app.ports, &request).await? {
        return Ok(attachment);
    }
    let (file, name) = (sent.file, sent.name);
    let (kind, file) = read_alone(Reason::DocumentBroken, move || document(&file).map(|kind| (kind, file))).await?;
    let name = FileName::parse("name", &name, kind)?;
    // As a mutation over GraphQL: it runs to its end whatever the client does.
    let ports = app.ports.clone();
    let task = async move { upload_attachment(&ports, &by, kind, name, file, &request).await }.in_current_span();
    Ok(app.tasks.spawn(task).await.map_err(|panic| Failure::Broken(panic.into()))??)
}
