//! `GET` and `POST /wechat/push`: what the WeChat platform tells by itself.

pub mod envelope;
pub mod event;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::pushes::receive::receive;
use serde::Deserialize;

use self::envelope::{Envelope, Signed};
use super::app::App;
use super::asked;
use super::fault::{fault, nothing};

/// The largest push, in bytes.
const BODY: usize = 64 * 1024;
/// The platform sends again what is not answered within five seconds.
const PATIENCE: Duration = Duration::from_secs(4);

/// The address of a push. What cannot be read as one is not the platform's.
type Addressed = Result<Query<Address>, QueryRejection>;

/// The parts of the address of a push.
#[derive(Deserialize)]
pub struct Address {
    #[serde(default)]
    signature: String,
    #[serde(default)]
    msg_signature: String,
    #[serde(default)]
    timestamp: String,
    #[serde(default)]
    nonce: String,
    #[serde(default)]
    echostr: String,
}

/// The body of a push.
#[derive(Deserialize)]
struct Sealed {
    #[serde(rename = "Encrypt")]
    encrypt: String,
}

/// `GET`: the platform greets when the operator saves the address, and wants its word back.
pub async fn greet(State(app): State<Arc<App>>, address: Addressed, headers: HeaderMap) -> Response {
    let Some(envelope) = &app.push else { return nothing(headers).await.into_response() };
    let Ok(Query(address)) = address else { return foreign(&headers) };
    let Address { signature, timestamp, nonce, echostr, .. } = &address;
    match envelope.greets(&Signed { timestamp, nonce, signature }, app.ports.now()) {
        Ok(()) => ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], echostr.clone()).into_response(),
        Err(_) => foreign(&headers),
    }
}

/// `POST`: an event. It is answered `success` when it is kept, or of no use; else the platform sends it again.
pub async fn push(State(app): State<Arc<App>>, address: Addressed, headers: HeaderMap, body: Body) -> Response {
    let Some(envelope) = &app.push else { return nothing(headers).await.into_response() };
    let Ok(Query(address)) = address else { return foreign(&headers) };
    let taking = take(&app, envelope, &address, &headers, body);
    tokio::time::timeout(PATIENCE, taking).await.unwrap_or_else(|_| {
        tracing::warn!("a push of WeChat's took too long");
        later(&headers)
    })
}

async fn take(app: &App, envelope: &Envelope, address: &Address, headers: &HeaderMap, body: Body) -> Response {
    let body = match asked::read(body, BODY).await {
        Ok(body) => body,
        Err(refused) => return fault(refused.status, refused.code, &refused.message, headers).into_response(),
    };
    let Address { msg_signature, timestamp, nonce, .. } = address;
    let Ok(Sealed { encrypt }) = serde_json::from_slice(&body) else { return foreign(headers) };
    let signed = Signed { timestamp, nonce, signature: msg_signature };
    let Ok(message) = envelope.open(&signed, &encrypt, app.ports.now()) else { return foreign(headers) };
    match event::read(&message) {
        Ok(None) => {}
        Ok(Some(event)) => {
            if let Err(failure) = receive(&app.ports, &event).await {
                tracing::warn!(%failure, "a push of WeChat's is not kept");
                return later(headers);
            }
        }
        Err(_) => {
            tracing::warn!("a push of WeChat's is not in the documented form");
            let message = "The event is not in the documented form.";
            return fault(StatusCode::BAD_REQUEST, "BAD_USER_INPUT", message, headers).into_response();
        }
    }
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], "success").into_response()
}

fn foreign(headers: &HeaderMap) -> Response {
    let message = "This is not signed by the WeChat platform, or is not recent.";
    fault(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", message, headers).into_response()
}

fn later(headers: &HeaderMap) -> Response {
    let message = "The event could not be kept; send it again.";
    fault(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", message, headers).into_response()
}
