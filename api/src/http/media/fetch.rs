//! `GET /media/{id}/{size}`: a file, for those who have its signed address. The address is the right to see it: it
//! came out of what the viewer may read, and is good for less than an hour. Of a spreadsheet it is looked at again whether
//! its owner may see what is in it.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Extension, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::admit::admit as admitted;
use domain::certificates::DRAW_CERTIFICATE;
use domain::failure::{Failure, Outcome, Reason};
use domain::ids::{AttachmentId, CertificateId, PhotoId, SpreadsheetId};
use domain::media::address::Size;
use domain::media::attachment::AttachmentKind;
use domain::media::clean::attachment_file;
use domain::media::upload::{file, files};
use domain::rates::Caller;
use domain::spreadsheets::FETCH;
use domain::spreadsheets::fetch::{Fetched, addressed, fetch};
use serde::Deserialize;

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
    /// For how many seconds it may be kept by the client; not at all, if nothing is said.
    good_for: Option<i64>,
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
    let asked = path.ok().zip(signed.ok()).map(|(Path((id, size)), Query(signed))| (id, size, signed));
    let found = tokio::time::timeout(PATIENCE, found(&app, line, &headers, asked)).await;
    match found.unwrap_or_else(|_| Err(Failure::Unavailable("a file took too long".into()))) {
        Ok(found) => sent(found),
        Err(failure) => {
            let refused = matches!(failure, Failure::Refused(_));
            let wait = retry_after(&failure);
            let (status, json) = told(failure, language(&headers), &headers);
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
        let (kind, ending) = (kind(attachment.kind), attachment.kind.ending());
        let disposition = saved_as(attachment.name.as_str(), &format!("attachment{ending}"));
        return Ok(Found { bytes, good_for: Some(good_for), kind, disposition });
    }
    if size == Size::Spreadsheet {
        let id = SpreadsheetId::parse("id", &id).map_err(|_| not_good())?;
        ports.addresses.good_for(id, size, until, &signature, now).ok_or_else(not_good)?;
        let spreadsheet = addressed(ports, id).await?;
        admitted(ports, Caller::Member(spreadsheet.owner), &[FETCH.name], app.gate.rate_factor).await?;
        let Fetched { name, bytes } = fetch(ports, &spreadsheet).await?;
        let disposition = saved_as(&name, "spreadsheet.xlsx");
        return Ok(Found { bytes, good_for: None, kind: kind(AttachmentKind::Xlsx), disposition });
    }
    if size == Size::Certificate {
        let id = CertificateId::parse("id", &id).map_err(|_| not_good())?;
        let good_for = ports.addresses.good_for(id, size, until, &signature, now).ok_or_else(not_good)?;
        // It takes a while to draw one, and who draws may have been given the address.
        admit(app, None, headers, line, Some(&[DRAW_CERTIFICATE.name])).await?;
        let bytes = print(ports, &app.gate.certificate_font, id).await?;
        let disposition = "inline; filename=\"certificate.pdf\"".into();
        return Ok(Found { bytes, good_for: Some(good_for), kind: "application/pdf", disposition });
    }
    let id = PhotoId::parse("id", &id).map_err(|_| not_good())?;
    let good_for = ports.addresses.good_for(id, size, until, &signature, now).ok_or_else(not_good)?;
    let bytes = files(ports)?.get(&file(id, size)).await?.ok_or_else(missing)?;
    Ok(Found { bytes, good_for: Some(good_for), kind: "image/jpeg", disposition: "inline".into() })
}

fn kind(kind: AttachmentKind) -> &'static str {
    match kind {
        AttachmentKind::Pdf => "application/pdf",
        AttachmentKind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
}

/// The name under which a download is saved (RFC 6266, and RFC 8187 for its letters), with one in ASCII for clients that
/// do not know that.
fn saved_as(name: &str, ascii: &str) -> String {
    let mut text = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''");
    for byte in name.bytes() {
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
    let kept = found.good_for.map_or("no-store".into(), |seconds| format!("private, max-age={seconds}, immutable"));
    for (name, text) in [(header::CONTENT_DISPOSITION, found.disposition), (header::CACHE_CONTROL, kept)] {
        if let Ok(value) = HeaderValue::try_from(text) {
            set(name, value);
        }
    }
    response
}
