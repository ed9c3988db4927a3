//! One file in a form, as `wx.uploadFile` sends it, and how an upload is answered.

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::failure::{Failure, Invalid, Outcome, Reason};
use domain::ids::MemberId;
use domain::media::photo::FILE_AT_MOST;
use domain::operation::Operation;
use domain::request::Request;
use multer::{Constraints, Multipart, SizeLimit};
use ring::digest;
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

use crate::http::asked;
use crate::http::fault::{fault, retry_after, told};
use crate::language::language;

/// What stands around the file: boundaries, names, the request id.
const AROUND: usize = 64 * 1024;
/// So many uploads are under way at once: each can hold 10 MiB.
static UNDER_WAY: Semaphore = Semaphore::const_new(24);
/// What is made of a file can take hundreds of MiB: one at a time in a process.
static READER: Semaphore = Semaphore::const_new(1);
/// When to come again if that many are under way, in seconds.
const COME_AGAIN: u64 = 5;

/// An upload that is refused.
pub(super) enum Refused {
    Failure(Failure),
    Http(asked::Fault),
    Full,
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<Invalid> for Refused {
    fn from(invalid: Invalid) -> Self {
        Self::Failure(invalid.into())
    }
}

impl Refused {
    /// The answer to it.
    pub(super) fn answer(self, headers: &HeaderMap) -> Response {
        let lang = language(headers);
        match self {
            Self::Http(of_client) => {
                fault(of_client.status, of_client.code, &of_client.message, headers).into_response()
            }
            Self::Full => {
                let full = Failure::Unavailable("as many files are being uploaded as can be".into());
                ([(header::RETRY_AFTER, COME_AGAIN.to_string())], told(full, lang, headers)).into_response()
            }
            Self::Failure(failure) => {
                let (wait, status) = (retry_after(&failure), status(&failure));
                let (usual, json) = told(failure, lang, headers);
                (status.unwrap_or(usual), wait, json).into_response()
            }
        }
    }
}

/// The status that says the most about a file.
fn status(failure: &Failure) -> Option<StatusCode> {
    let Failure::Refused(refusal) = failure else { return None };
    match refusal.reason {
        Reason::FileTooLarge | Reason::PhotoTooManyPixels | Reason::DocumentTooLarge => {
            Some(StatusCode::PAYLOAD_TOO_LARGE)
        }
        Reason::NotAPhoto | Reason::PhotoIsHeic | Reason::NotADocument => Some(StatusCode::UNSUPPORTED_MEDIA_TYPE),
        Reason::PhotoBroken | Reason::DocumentBroken | Reason::DocumentActive => Some(StatusCode::UNPROCESSABLE_ENTITY),
        Reason::UploadsOff => Some(StatusCode::SERVICE_UNAVAILABLE),
        _ => None,
    }
}

/// What was sent.
pub(super) struct Sent {
    pub(super) file: Vec<u8>,
    /// What the client says that it is called.
    pub(super) name: String,
    request: Uuid,
}

/// Reads a form. While it is read, and until what is given with it is dropped, it has a place among those under way.
pub(super) async fn sent(headers: &HeaderMap, body: Body) -> Result<(Sent, SemaphorePermit<'static>), Refused> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(kind).map_err(|_| {
        let message = "Send multipart/form-data with the fields `file` and `requestId`.";
        Refused::Http(asked::Fault::of_client(StatusCode::UNSUPPORTED_MEDIA_TYPE, message))
    })?;
    let under_way = UNDER_WAY.try_acquire().map_err(|_| Refused::Full)?;
    let body = asked::read(body, FILE_AT_MOST + AROUND).await.map_err(|fault| match fault.status {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => Refused::Http(fault),
    })?;
    Ok((fields(body, boundary).await?, under_way))
}

fn too_large() -> Refused {
    Failure::from(Reason::FileTooLarge.at("file")).into()
}

/// The fields of a body, in whichever order.
async fn fields(body: Vec<u8>, boundary: String) -> Result<Sent, Refused> {
    let body = futures_util::stream::once(std::future::ready(Ok::<_, std::convert::Infallible>(body)));
    let limits = SizeLimit::new().for_field("requestId", 100).for_field("name", 1_000);
    let mut form = Multipart::with_constraints(body, boundary, Constraints::new().size_limit(limits));
    let (mut file, mut called, mut name, mut request) = (None, None, None, None);
    while let Some(field) = form.next_field().await.map_err(broken_off)? {
        match field.name() {
            Some("file") if file.is_none() => {
                called = field.file_name().map(str::to_owned);
                file = Some(field.bytes().await.map_err(broken_off)?);
            }
            Some("file") => return Err(Invalid::new("file", ("只能上传一个文件", "is more than one file")).into()),
            Some("requestId") => request = Some(field.text().await.map_err(broken_off)?),
            Some("name") => name = Some(field.text().await.map_err(broken_off)?),
            // A client may send more than we know.
            _ => drop(field.bytes().await.map_err(broken_off)?),
        }
    }
    let file = file.filter(|file| !file.is_empty());
    let file = file.ok_or_else(|| Invalid::new("file", ("请选择文件", "is missing or empty")))?;
    if file.len() > FILE_AT_MOST {
        return Err(too_large());
    }
    let request = request_id(request.as_deref().unwrap_or_default())?;
    Ok(Sent { file: file.into(), name: name.or(called).unwrap_or_default(), request })
}

fn broken_off(fault: multer::Error) -> Refused {
    match fault {
        multer::Error::FieldSizeExceeded { field_name, .. } => match field_name.as_deref() {
            Some("name") => Invalid::new("name", ("不能超过100个字", "is longer than 100 characters")).into(),
            _ => Invalid::new("requestId", NOT_RANDOM).into(),
        },
        _ => Refused::Http(asked::Fault::of_client(StatusCode::BAD_REQUEST, "The body broke off, or is no form.")),
    }
}

const NOT_RANDOM: (&str, &str) = ("须为随机生成的UUID", "must be a UUID made at random");

fn request_id(text: &str) -> Outcome<Uuid> {
    let id = Some(text.trim()).filter(|text| text.len() == 36).and_then(|text| text.parse().ok());
    id.filter(|id: &Uuid| !id.is_nil() && !id.is_max()).ok_or_else(|| Invalid::new("requestId", NOT_RANDOM).into())
}

impl Sent {
    /// The idempotent request: its key, made by the client, and a hash of all that it asks.
    pub(super) fn once(&self, member: MemberId, act: Operation, name: &str) -> Request {
        let mut hash = digest::Context::new(&digest::SHA256);
        hash.update(format!("{} {name}\n", act.name).as_bytes());
        hash.update(&self.file);
        let mut input = [0; 32];
        input.copy_from_slice(hash.finish().as_ref());
        Request { member, id: self.request, input }
    }
}

/// Reads a file in a thread of its own, one at a time. A file that makes its reader panic is as `broken` as one that it
/// cannot read.
pub(super) async fn read_alone<T: Send + 'static>(
    broken: Reason,
    read: impl FnOnce() -> Result<T, Reason> + Send + 'static,
) -> Outcome<T> {
    let reader = READER.acquire().await.map_err(|closed| Failure::Broken(closed.into()))?;
    let done = tokio::task::spawn_blocking(move || {
        // Given back by the thread that reads: it goes on when the upload has run out of time.
        let _reader = reader;
        read()
    });
    done.await.unwrap_or(Err(broken)).map_err(|reason| reason.at("file").into())
}
