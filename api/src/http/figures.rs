//! What `/metrics`, the log and traces tell of requests.

use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use tracing::field::Empty;
use tracing::{Instrument, Span};

/// How long a request took, of each path and with each status.
const REQUEST_SECONDS: &str = "linli_http_request_seconds";

/// How long an operation of GraphQL took, by the first of its fields, and how it ended: `ok`, or the code of its first error.
const OPERATION_SECONDS: &str = "linli_graphql_operation_seconds";

/// Notes how long a request takes. A path that is not answered has no name of its own: anybody can make up any number.
/// What is logged on the way carries the id that the client sees.
pub async fn noted(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let path = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    let span = tracing::error_span!("request", %id, path, operation = Empty, status = Empty);
    let response = next.run(request).instrument(span.clone()).await;
    let status = response.status().as_str().to_owned();
    span.record("status", response.status().as_u16());
    metrics::histogram!(REQUEST_SECONDS, "path" => path, "status" => status).record(began.elapsed().as_secs_f64());
    response
}

/// Notes an operation of GraphQL. Both words are of a kind that has few: names of the schema, and codes.
pub fn note_operation(operation: &'static str, outcome: String, took: Duration) {
    Span::current().record("operation", operation);
    metrics::histogram!(OPERATION_SECONDS, "operation" => operation, "outcome" => outcome).record(took.as_secs_f64());
}
