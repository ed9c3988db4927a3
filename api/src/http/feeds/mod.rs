//! `GET /feeds/{id}/{signature}.ics` and `….atom`: what a member's calendar and feed reader fetch. The address is the right
//! to read it, so it stands in no log, and nothing sends it on.

mod atom;
mod calendar;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::rejection::PathRejection;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::failure::{Failure, Outcome};
use domain::feeds::feed::FeedOf;
use domain::feeds::read::{board, owner, plan};
use domain::ids::FeedId;
use ring::digest;

use super::admit::admit;
use super::app::App;
use super::fault::{retry_after, told};
use super::listen::Line;
use crate::language::{Lang, language};

/// No feed takes longer.
const PATIENCE: Duration = Duration::from_secs(5);

/// For how long a client need not ask again.
const KEPT: &str = "private, max-age=900";

/// `GET /feeds/{id}/{name}`.
pub async fn endpoint(
    State(app): State<Arc<App>>,
    Extension(line): Extension<Line>,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let lang = language(&headers);
    let asked = path.ok().map(|Path(asked)| asked);
    let made = tokio::time::timeout(PATIENCE, made(&app, line, &headers, asked, lang)).await;
    match made.unwrap_or_else(|_| Err(Failure::Unavailable("a feed took too long".into()))) {
        Ok((of, text)) => sent(of, text, &headers),
        Err(failure) => {
            let wait = retry_after(&failure);
            (wait, told(failure, lang, &headers)).into_response()
        }
    }
}

async fn made(
    app: &App,
    line: Line,
    headers: &HeaderMap,
    asked: Option<(String, String)>,
    lang: Lang,
) -> Outcome<(FeedOf, String)> {
    admit(app, None, headers, line, None).await?;
    let missing = || Failure::NotFound("id");
    let (id, name) = asked.ok_or_else(missing)?;
    let id = FeedId::parse("id", &id).map_err(|_| missing())?;
    let of = FeedOf::ALL.into_iter().find_map(|of| Some((of, name.strip_suffix(of.ending())?)));
    let (of, signature) = of.ok_or_else(missing)?;
    let ports = &app.ports;
    let me = owner(ports, id, of, signature).await?;
    let text = match of {
        FeedOf::Plan => calendar::written(&plan(ports, &me).await?, lang),
        FeedOf::Notices => atom::written(id, &ports.addresses.feed(id, of), board(ports, &me).await?, lang),
    };
    Ok((of, text))
}

fn sent(of: FeedOf, text: String, asked: &HeaderMap) -> Response {
    let tag =
        format!("\"{}\"", URL_SAFE_NO_PAD.encode(&digest::digest(&digest::SHA256, text.as_bytes()).as_ref()[..16]));
    let kind = match of {
        FeedOf::Plan => "text/calendar; charset=utf-8",
        FeedOf::Notices => "application/atom+xml; charset=utf-8",
    };
    let mut response = if has(asked, &tag) { StatusCode::NOT_MODIFIED.into_response() } else { text.into_response() };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, kind),
        (header::ETAG, &tag),
        (header::CACHE_CONTROL, KEPT),
        (header::VARY, "accept-language"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    response
}

/// Whether the client has it already (RFC 9110, section 13.1.2).
fn has(asked: &HeaderMap, tag: &str) -> bool {
    let tags = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    tags.flat_map(|tags| tags.split(',')).map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}
