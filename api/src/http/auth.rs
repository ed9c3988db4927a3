//! The caller of a request.

use axum::http::{HeaderMap, header};
use domain::access::Viewer;
use domain::admit;
use domain::failure::{Failure, Outcome};
use domain::ids::SessionId;
use domain::members::login;
use domain::rates::Caller;
use uuid::Uuid;

use super::app::App;

/// The member or screen behind the bearer token: nobody without one. *Unauthenticated* if it is not valid, or its login has
/// ended. What the request does, by the names of its operations, is counted with the same lookup: *too often*.
pub async fn authenticate(app: &App, headers: &HeaderMap, acting: &[&str]) -> Outcome<Option<Viewer>> {
    if !headers.contains_key(header::AUTHORIZATION) {
        return Ok(None);
    }
    let claims =
        bearer(headers).and_then(|token| app.tokens.verify(token, app.ports.now())).ok_or(Failure::Unauthenticated)?;
    let asked_in = asked_in(headers);
    let acts = admit::charges(Caller::Member(claims.member), acting, app.gate.rate_factor);
    let viewer = login::recognise(&app.ports, claims.member, claims.session, claims.generation, asked_in, acts).await?;
    viewer.map(Some).ok_or(Failure::Unauthenticated)
}

/// As [`authenticate`], where a member has to be: *unauthenticated* for nobody, *forbidden* to a screen of a hall.
pub async fn authenticate_member(app: &App, headers: &HeaderMap, acting: &[&str]) -> Outcome<Viewer> {
    let by = authenticate(app, headers, acting).await?.ok_or(Failure::Unauthenticated)?;
    if by.standing.screen.is_some() { Err(Failure::Forbidden) } else { Ok(by) }
}

/// The login that the bearer token names, if we signed it, however long ago.
pub fn login_of(app: &App, headers: &HeaderMap) -> Option<SessionId> {
    app.tokens.login_of(bearer(headers)?)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The id of the request, which the router gave it.
pub(super) fn asked_in(headers: &HeaderMap) -> Option<Uuid> {
    headers.get("x-request-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse().ok())
}
