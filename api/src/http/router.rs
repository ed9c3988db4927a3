//! Every path that Linli answers.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};

use super::app::App;
use super::fault::{fault, nothing};
use super::{export, figures, graphiql, graphql, health, panic, push, roster};

/// The router. Where exploring is allowed, GraphiQL is at `/`.
pub fn router(app: Arc<App>) -> Router {
    let id = HeaderName::from_static("x-request-id");
    let mut router = Router::new()
        .route("/graphql", get(graphql::endpoint).post(graphql::endpoint))
        .route("/units/{unitId}/roster", post(roster::endpoint))
        .route("/wechat/push", get(push::greet).post(push::push))
        .route("/export", get(export::endpoint))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/.well-known/jwks.json", get(jwks));
    if app.gate.explore {
        router = router.merge(graphiql::routes());
    }
    router
        .with_state(app)
        .fallback(nothing)
        .method_not_allowed_fallback(not_so)
        .layer(axum::middleware::from_fn(panic::caught))
        .layer(axum::middleware::from_fn(figures::noted))
        .layer(PropagateRequestIdLayer::new(id.clone()))
        // The id is ours, never the client's: it stands in the log.
        .layer(SetRequestIdLayer::new(id.clone(), MakeRequestUuid))
        .layer(axum::middleware::map_request(move |mut request: axum::extract::Request| {
            request.headers_mut().remove(&id);
            std::future::ready(request)
        }))
}

async fn jwks(State(app): State<Arc<App>>) -> Json<serde_json::Value> {
    Json(app.tokens.jwks())
}

async fn not_so(headers: HeaderMap) -> (StatusCode, Json<serde_json::Value>) {
    fault(StatusCode::METHOD_NOT_ALLOWED, "BAD_USER_INPUT", "This path does not take this method.", &headers)
}
