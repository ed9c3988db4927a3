//! Whether the process is alive, and whether it can serve.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use domain::failure::Outcome;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::app::App;
use super::fault::fault;

/// How long a part may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /healthz`: the process is alive. If this does not answer, restart it.
pub async fn alive() -> Json<Value> {
    Json(json!({ "status": "alive" }))
}

/// `GET /readyz`: the database and the session store answer, and the process is not about to stop. If not, send it
/// no requests.
pub async fn ready(State(app): State<Arc<App>>, headers: HeaderMap) -> (StatusCode, Json<Value>) {
    let (database, sessions) = tokio::join!(answers(app.ports.store.ping()), answers(app.ports.sessions.ping()));
    let draining = app.draining.load(Ordering::Relaxed);
    if database.is_err() || sessions.is_err() {
        tracing::warn!(database = database.as_ref().err(), sessions = sessions.as_ref().err(), "not ready");
    }
    let (database, sessions) = (database.is_ok(), sessions.is_ok());
    if database && sessions && !draining {
        return (StatusCode::OK, Json(json!({ "status": "ready", "database": true, "sessions": true })));
    }
    let (status, message) = match (draining, database, sessions) {
        (true, _, _) => ("draining", "This process is about to stop."),
        (_, false, false) => ("waiting", "Neither the database nor the session store answers."),
        (_, false, _) => ("waiting", "The database does not answer."),
        _ => ("waiting", "The session store does not answer."),
    };
    let (code, mut body) = fault(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", message, &headers);
    for (name, value) in [("status", json!(status)), ("database", json!(database)), ("sessions", json!(sessions))] {
        body.0[name] = value;
    }
    (code, body)
}

/// Whether a part answers in time, or why not.
async fn answers(ping: impl Future<Output = Outcome<()>>) -> Result<(), String> {
    match timeout(PATIENCE, ping).await {
        Ok(answer) => answer.map_err(|failure| failure.to_string()),
        Err(late) => Err(late.to_string()),
    }
}
