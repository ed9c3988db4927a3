//! `GET /media/{id}/{size}`: a file, for those who have its signed address. The address is the right to see it: it
//! came out of what the viewer may read, and is good for less than an hour.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Extension, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::certificates::DRAW_CERTIFICATE;
use domain::failure::{Failure, Outcome, Reason};
use domain::ids::{AttachmentId, CertificateId, PhotoId};
use domain::media::address::Size;
use domain::media::attachment::{Attachment, AttachmentKind};
use domain::media::clean::attachment_file;
use domain::media::upload::{file, files};
use serde::Deserialize;
use tracing::Instrument;

use crate::http::admit::admit;
use crate::http::app::App;
use crate::http::certificates::print::print;
use crate::http::fault::{retry_after, told};
use crate::http::listen::Line;
use crate::language::language;

/// No file takes longer to be found.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a signed address says beside the file.
#[derive(Deserialize)]
pub struct Signed {
    until: i64,
    signature: String,
}

/// A file that was found.
struct Found {
    bytes: Vec<u8>,
    /// For how many seconds more its address is good.
    good_for: i64,
    kind: &'static str,
    disposition: String,
}

/// `GET /media/{id}/{size}`.
pub async fn endpoint(
    State(app): State<Arc<App>>,
    Extension(line): Extension<Line>,
    path: Result<Path<(String, String)>, PathRejection>,
    signed: Result<Query<Signed>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let id = headers.get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    let span = tracing::error_span!("request", %id);
    let asked = path.ok().zip(signed.ok()).map(|(Path((id, size)), Query(signed))| (id, size, signed));
    let found = tokio::time::timeout(PATIENCE, found(&app, line, &headers, asked)).instrument(span.clone()).await;
    match found.unwrap_or_else(|_| Err(Failure::Unavailable("a file took too long".into()))) {
        Ok(found) => sent(found),
        Err(failure) => {
            let refused = matches!(failure, Failure::Refused(_));
            let wait = retry_after(&failure);
            let (status, json) = span.in_scope(|| told(failure, language(&headers), &headers));
            (if refused { StatusCode::FORBIDDEN } else { status }, wait, json).into_response()
        }
    }
}

async fn found(app: &App, line: Line, headers: &HeaderMap, asked: Option<(String, String, Signed)>) -> Outcome<Found> {
    let not_good = || Failure::from(Reason::AddressNotGood);
    let (id, size, Signed { until, signature }) = asked.ok_or_else(not_good)?;
    let size = Size::of(&size).ok_or_else(not_good)?;
    let (ports, now) = (&app.ports, app.ports.now());
    let missing = || Failure::NotFound("id");
    if size == Size::Document {
        let id = AttachmentId::parse("id", &id).map_err(|_| not_good())?;
        let good_for = ports.addresses.good_for(id, size, until, &signature, now).ok_or_else(not_good)?;
        let attachment = ports.store.attachments(&[id]).await?.pop().ok_or_else(missing)?;
        let bytes = files(ports)?.get(&attachment_file(id)).await?.ok_or_else(missing)?;
        return Ok(Found { bytes, good_for, kind: kind(attachment.kind), disposition: saved_as(&attachment) });
    }
    if size == Size::Certificate {
        let id = CertificateId::parse("id", &id).map_err(|_| not_good())?;
        let good_for = ports.addresses.good_for(id, size, until, &signature, now).ok_or_else(not_good)?;
        // It takes a while to draw one, and who draws may have been given the address.
        admit(app, None, headers, line, Some(&[DRAW_CERTIFICATE.name])).await?;
        let bytes = print(ports, &app.gate.certificate_font, id).await?;
        let disposition = "inline; filename=\"certificate.pdf\"".into();
        return Ok(Found { bytes, good_for, kind: "application/pdf", disposition });
    }
    let id = PhotoId::parse("id", &id).map_err(|_| not_good())?;
    let good_for = ports.addresses.good_for(id, size, until, &signature, now).ok_or_else(not_good)?;
    let bytes = files(ports)?.get(&file(id, size)).await?.ok_or_else(missing)?;
    Ok(Found { bytes, good_for, kind: "image/jpeg", disposition: "inline".into() })
}

fn kind(kind: AttachmentKind) -> &'static str {
    match kind {
        AttachmentKind::Pdf => "application/pdf",
        AttachmentKind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
}

/// The name under which a download is saved (RFC 6266, and RFC 8187 for its letters), with one in ASCII for clients that
/// do not know that.
fn saved_as(attachment: &Attachment) -> String {
    let ending = attachment.kind.ending();
    let mut text = format!("attachment; filename=\"attachment{ending}\"; filename*=UTF-8''");
    for byte in attachment.name.as_str().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => text.push(char::from(byte)),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

fn sent(found: Found) -> Response {
    let mut response = Body::from(found.bytes).into_response();
    let headers = response.headers_mut();
    let mut set = |name, value| headers.insert(name, value);
    set(header::CONTENT_TYPE, HeaderValue::from_static(found.kind));
    set(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    set(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    set(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    let kept = format!("private, max-age={}, immutable", found.good_for);
    for (name, text) in [(header::CONTENT_DISPOSITION, found.disposition), (header::CACHE_CONTROL, kept)] {
        if let Ok(value) = HeaderValue::try_from(text) {
            set(name, value);
        }
    }
    response
}
