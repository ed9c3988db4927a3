//! Whether the process lives, and whether it can serve.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::router::App;

/// How long a part may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /healthz`: the process lives. If this does not answer, restart it.
pub async fn alive() -> Json<Value> {
    Json(json!({ "status": "alive" }))
}

/// `GET /readyz`: the database and the session store answer, and the process is not about to stop. If not, send it
/// no requests.
pub async fn ready(State(app): State<Arc<App>>) -> (StatusCode, Json<Value>) {
    let (database, sessions) =
        tokio::join!(timeout(PATIENCE, app.ports.store.ping()), timeout(PATIENCE, app.ports.sessions.ping()));
    let database = matches!(database, Ok(Ok(())));
    let sessions = matches!(sessions, Ok(Ok(())));
    let draining = app.draining.load(Ordering::Relaxed);
    let ready = database && sessions && !draining;
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let word = match (ready, draining) {
        (true, _) => "ready",
        (_, true) => "draining",
        _ => "waiting",
    };
    (status, Json(json!({ "status": word, "database": database, "sessions": sessions })))
}
