//! What `/metrics` tells of requests.

use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;

/// How long a request took, of each path and with each status.
const REQUEST_SECONDS: &str = "linli_http_request_seconds";

/// How long an operation of GraphQL took, by the first of its fields, and how it ended: `ok`, or the code of its first error.
const OPERATION_SECONDS: &str = "linli_graphql_operation_seconds";

/// Notes how long a request takes. A path that is not answered has no name of its own: anybody can make up any number.
pub async fn noted(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let path = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    let status = response.status().as_str().to_owned();
    metrics::histogram!(REQUEST_SECONDS, "path" => path, "status" => status).record(began.elapsed().as_secs_f64());
    response
}

/// Notes an operation of GraphQL. Both words are of a kind that has few: names of the schema, and codes.
pub fn note_operation(operation: &'static str, outcome: String, took: Duration) {
    metrics::histogram!(OPERATION_SECONDS, "operation" => operation, "outcome" => outcome).record(took.as_secs_f64());
}
