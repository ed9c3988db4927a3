//! GraphiQL, embedded: it loads nothing from elsewhere. For the demo, and for `serve` where the operator says so.

use std::sync::Arc;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;

use super::app::App;

const PAGE: &str = include_str!("../../assets/graphiql/index.html");
const START: &str = include_str!("../../assets/graphiql/start.js");
const CSS: &[u8] = include_bytes!("../../assets/graphiql/graphiql.min.css.gz");
const GRAPHIQL: &[u8] = include_bytes!("../../assets/graphiql/graphiql.min.js.gz");
const REACT: &[u8] = include_bytes!("../../assets/graphiql/react.min.js.gz");
const REACT_DOM: &[u8] = include_bytes!("../../assets/graphiql/react-dom.min.js.gz");

/// Nothing but what this program serves; styles are written into the page by the editor.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; \
    frame-ancestors 'none'";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The page and its files.
pub fn routes() -> Router<Arc<App>> {
    let page = async || ([(CONTENT_TYPE, "text/html; charset=utf-8"), (CONTENT_SECURITY_POLICY, POLICY)], PAGE);
    Router::new()
        .route("/", get(page))
        .route("/graphiql/start.js", get(async || ([(CONTENT_TYPE, SCRIPT)], START)))
        .route("/graphiql/graphiql.css", get(async || packed("text/css; charset=utf-8", CSS)))
        .route("/graphiql/graphiql.js", get(async || packed(SCRIPT, GRAPHIQL)))
        .route("/graphiql/react.js", get(async || packed(SCRIPT, REACT)))
        .route("/graphiql/react-dom.js", get(async || packed(SCRIPT, REACT_DOM)))
}

fn packed(kind: &'static str, bytes: &'static [u8]) -> impl IntoResponse {
    ([(CONTENT_TYPE, kind), (CONTENT_ENCODING, "gzip"), (CACHE_CONTROL, "max-age=86400")], bytes)
}
