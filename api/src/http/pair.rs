//! `GET /pair/{code}`: what the QR code of a page that asks to be let in says. WeChat opens the mini-program under this address;
//! whatever else scans it is sent on to its page.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use domain::pairing::code::PairingCode;

use super::fault::nothing;

/// `GET /pair/{code}`. The code stands behind `#`, where no log sees it.
pub async fn endpoint(path: Result<Path<String>, PathRejection>, headers: HeaderMap) -> Response {
    match path.ok().and_then(|Path(code)| PairingCode::parse("code", &code).ok()) {
        Some(code) => Redirect::to(&format!("/app/#pair={code}")).into_response(),
        None => nothing(headers).await.into_response(),
    }
}
