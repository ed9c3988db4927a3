//! Who asks.

use axum::http::{HeaderMap, header};
use domain::access::Viewer;
use domain::failure::{Failure, Outcome};
use domain::members::login;

use super::router::App;

/// The member behind the bearer token: nobody without one. *Unauthenticated* if it is not good, or its login has ended.
pub async fn authenticate(app: &App, headers: &HeaderMap) -> Outcome<Option<Viewer>> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let token = value.to_str().ok().and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    });
    let claims = token.and_then(|token| app.tokens.verify(token, app.ports.now())).ok_or(Failure::Unauthenticated)?;
    let viewer = login::recognise(&app.ports, claims.member, claims.session, claims.generation).await?;
    viewer.map(Some).ok_or(Failure::Unauthenticated)
}
