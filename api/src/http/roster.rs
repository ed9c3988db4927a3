//! `POST /units/{unitId}/roster`: a unit's roster from a spreadsheet.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::access::Viewer;
use domain::failure::{Failure, Invalid, Outcome};
use domain::ids::UnitId;
use domain::request::Request;
use domain::units::IMPORT_ROSTER;
use domain::units::import::{Imported, import, importable};
use domain::units::lines::Wrong;
use ring::digest;
use serde::Serialize;
use tokio::sync::Semaphore;
use tracing::Instrument;
use uuid::Uuid;

use super::app::App;
use super::asked;
use super::auth::authenticate_member;
use super::fault::{fault, retry_after, told};
use super::sheet::{self, Form, Unreadable};
use crate::language::{Lang, language};

/// The largest file, in bytes.
const FILE: usize = 4 * 1024 * 1024;
/// No upload takes longer.
const PATIENCE: Duration = Duration::from_secs(60);
/// How many files are read at once: each may unpack to many times its size.
static READERS: Semaphore = Semaphore::const_new(2);

/// What became of the file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    rows: usize,
    added: usize,
    known: usize,
    fault_count: u64,
    faults: Vec<ShownFault>,
}

#[derive(Serialize)]
struct ShownFault {
    row: u32,
    column: String,
    code: &'static str,
    message: String,
}

/// An upload that is refused as a whole.
enum Refused {
    Failure(Failure),
    File(Unreadable),
    Http(asked::Fault),
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// `POST /units/{unitId}/roster`.
pub async fn endpoint(
    State(app): State<Arc<App>>,
    unit: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let lang = language(&headers);
    // What is not text is not an id either.
    let unit = unit.map(|Path(unit)| unit).unwrap_or_default();
    let run = upload(&app, &unit, query.as_deref().unwrap_or_default(), &headers, body);
    let done = tokio::time::timeout(PATIENCE, run).await;
    let done = done.unwrap_or_else(|_| Err(Failure::Unavailable("an upload took too long".into()).into()));
    match done {
        Ok((trial, imported)) => {
            let status = match imported.faults.count {
                0 => StatusCode::OK,
                _ if trial => StatusCode::OK,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            (status, Json(shown(imported, lang))).into_response()
        }
        Err(refused) => {
            let wait = match &refused {
                Refused::Failure(failure) => retry_after(failure),
                _ => None,
            };
            (wait, refuse(refused, lang, &headers)).into_response()
        }
    }
}

/// Says whether it was a trial, and what became of the file.
async fn upload(
    app: &Arc<App>,
    unit: &str,
    query: &str,
    headers: &HeaderMap,
    body: Body,
) -> Result<(bool, Imported), Refused> {
    let by = authenticate_member(app, headers, &["importRoster"]).await?;
    let unit = UnitId::parse("unitId", unit)?;
    let trial = dry_run(query)?;
    let id = if trial { None } else { Some(request_id(headers)?) };
    let form = form(headers)?;
    if let Err(failure) = importable(&app.ports, &by, unit).await {
        if let Failure::Forbidden | Failure::SecondFactorNeeded = failure {
            app.ports.write_down_refusal(by.member(), by.asked_in, IMPORT_ROSTER.name).await?;
        }
        return Err(failure.into());
    }
    let bytes = asked::read(body, FILE).await.map_err(Refused::Http)?;
    let request = id.map(|id| once(&by, id, unit, form, &bytes));
    let reader = READERS.acquire().await.map_err(|closed| Failure::Broken(closed.into()))?;
    let read = tokio::task::spawn_blocking(move || {
        // Given back by the thread that reads: it goes on when the upload has run out of time.
        let _reader = reader;
        sheet::read(form, &bytes)
    })
    .await;
    // A file that makes its reader panic is no more a spreadsheet than one that it cannot read.
    let file = read.unwrap_or(Err(Unreadable::Broken)).map_err(Refused::File)?;
    // As a mutation over GraphQL: it runs to its end whatever the client does.
    let ports = app.ports.clone();
    let task = async move { import(&ports, &by, unit, file, request.as_ref()).await }.in_current_span();
    let done = app.tasks.spawn(task).await;
    Ok((trial, done.map_err(|panic| Failure::Broken(panic.into()))??))
}

fn dry_run(query: &str) -> Outcome<bool> {
    match query.split('&').find_map(|pair| pair.strip_prefix("dryRun=")) {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(Invalid::new("dryRun", ("须为true或false", "must be true or false")).into()),
    }
}

fn request_id(headers: &HeaderMap) -> Outcome<Uuid> {
    let text = headers.get("idempotency-key").and_then(|id| id.to_str().ok()).unwrap_or_default();
    // With or without the quotation marks that the draft of the IETF puts around it.
    let id = Some(text.trim().trim_matches('"')).filter(|text| text.len() == 36).and_then(|text| text.parse().ok());
    id.filter(|id: &Uuid| !id.is_nil() && !id.is_max())
        .ok_or_else(|| Invalid::new("Idempotency-Key", ("须为随机生成的UUID", "must be a UUID made at random")).into())
}

fn form(headers: &HeaderMap) -> Result<Form, Refused> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let mut parts = kind.split(';').map(str::trim);
    let form = match parts.next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => Some(Form::Xlsx),
        "text/csv" if parts.all(asked::is_utf8) => Some(Form::Csv),
        _ => None,
    };
    form.ok_or_else(|| {
        let message = "Send an .xlsx file or text/csv in UTF-8.";
        Refused::Http(asked::Fault::of_client(StatusCode::UNSUPPORTED_MEDIA_TYPE, message))
    })
}

/// The idempotent request: its key, made by the client, and a hash of all that it asks.
fn once(by: &Viewer, id: Uuid, unit: UnitId, form: Form, bytes: &[u8]) -> Request {
    let mut hash = digest::Context::new(&digest::SHA256);
    hash.update(format!("importRoster {unit} {form:?} ").as_bytes());
    hash.update(bytes);
    let mut input = [0; 32];
    input.copy_from_slice(hash.finish().as_ref());
    Request { member: by.member(), id, input }
}

fn shown(imported: Imported, lang: Lang) -> Shown {
    let faults = imported.faults.listed.into_iter().map(|fault| ShownFault {
        row: fault.row,
        column: fault.column,
        code: code(fault.wrong),
        message: lang.say(fault.wrong.text()),
    });
    Shown {
        rows: imported.rows,
        added: imported.added,
        known: imported.known,
        fault_count: imported.faults.count,
        faults: faults.collect(),
    }
}

/// The word for programs. A name is never reused.
fn code(wrong: Wrong) -> &'static str {
    match wrong {
        Wrong::ColumnMissing => "COLUMN_MISSING",
        Wrong::ColumnTwice => "COLUMN_TWICE",
        Wrong::Formula => "FORMULA",
        Wrong::NotAName => "NOT_A_NAME",
        Wrong::NotAPhone => "NOT_A_PHONE",
        Wrong::PhoneTwice { .. } => "PHONE_TWICE",
        Wrong::PhoneElsewhere => "PHONE_ELSEWHERE",
        Wrong::BrokenQuotes => "BROKEN_QUOTES",
        Wrong::OtherName => "OTHER_NAME",
        Wrong::TooManyRows => "TOO_MANY_ROWS",
    }
}

fn refuse(refused: Refused, lang: Lang, headers: &HeaderMap) -> (StatusCode, Json<serde_json::Value>) {
    let failure = match refused {
        Refused::Failure(failure) => failure,
        Refused::File(unreadable) => {
            let status = match unreadable {
                Unreadable::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
                Unreadable::Broken | Unreadable::NotUtf8 => StatusCode::BAD_REQUEST,
            };
            return fault(status, "BAD_USER_INPUT", &lang.say(unreadable.text()), headers);
        }
        Refused::Http(of_client) => return fault(of_client.status, of_client.code, &of_client.message, headers),
    };
    told(failure, lang, headers)
}
