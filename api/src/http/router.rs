//! Every path that Linli answers.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::Failure;
use domain::Ports;
use tokio_util::task::TaskTracker;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};

use super::document::Documents;
use super::gate::{Gate, Queries};
use super::language::Lang;
use super::push::envelope::Envelope;
use super::tokens::Tokens;
use super::{export, graphiql, graphql, health, panic, push, roster};
use crate::graphql::failure::{error, seconds};
use crate::graphql::{Linli, schema};

/// What all requests share.
pub struct App {
    /// What the use cases need.
    pub ports: Ports,
    /// Access tokens.
    pub tokens: Arc<Tokens>,
    /// Opens what the WeChat platform pushes, if it does.
    pub push: Option<Envelope>,
    /// The GraphQL schema.
    pub schema: Linli,
    /// Known documents.
    pub documents: Documents,
    /// What the operator decided about requests.
    pub gate: Gate,
    /// Who asked how often.
    pub queries: Queries,
    /// Mutations under way.
    pub tasks: TaskTracker,
    /// Whether the process is about to stop.
    pub draining: AtomicBool,
}

impl App {
    /// Puts the parts together.
    pub fn new(ports: Ports, tokens: Tokens, gate: Gate, push: Option<Envelope>) -> Arc<Self> {
        let tokens = Arc::new(tokens);
        Arc::new(Self {
            schema: schema(ports.clone(), tokens.clone(), gate.explore),
            ports,
            tokens,
            push,
            documents: Documents::default(),
            gate,
            queries: Queries::default(),
            tasks: TaskTracker::new(),
            draining: AtomicBool::new(false),
        })
    }
}

/// The router. Whoever may explore finds GraphiQL at `/`.
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

pub(super) async fn nothing(headers: HeaderMap) -> (StatusCode, Json<serde_json::Value>) {
    fault(StatusCode::NOT_FOUND, "NOT_FOUND", "There is nothing at this path.", &headers)
}

async fn not_so(headers: HeaderMap) -> (StatusCode, Json<serde_json::Value>) {
    fault(StatusCode::METHOD_NOT_ALLOWED, "BAD_USER_INPUT", "This path does not take this method.", &headers)
}

pub(super) fn fault(
    status: StatusCode,
    code: &str,
    message: &str,
    headers: &HeaderMap,
) -> (StatusCode, Json<serde_json::Value>) {
    let id = headers.get("x-request-id").and_then(|id| id.to_str().ok());
    (status, Json(serde_json::json!({ "code": code, "message": message, "requestId": id })))
}

/// The header that says when trying again makes sense, if it ever does.
pub(super) fn retry_after(failure: &Failure) -> Option<[(HeaderName, String); 1]> {
    match failure {
        Failure::TooOften(wait) => Some([(header::RETRY_AFTER, seconds(*wait).to_string())]),
        _ => None,
    }
}

/// A failure outside GraphQL: its status and code, and the same words.
pub(super) fn told(failure: Failure, lang: Lang, headers: &HeaderMap) -> (StatusCode, Json<serde_json::Value>) {
    let status = match &failure {
        Failure::Refused(_) => StatusCode::CONFLICT,
        Failure::Invalid(_) => StatusCode::BAD_REQUEST,
        Failure::NotFound(_) => StatusCode::NOT_FOUND,
        Failure::Forbidden | Failure::SecondFactorNeeded => StatusCode::FORBIDDEN,
        Failure::Unauthenticated => StatusCode::UNAUTHORIZED,
        Failure::TooOften(_) => StatusCode::TOO_MANY_REQUESTS,
        Failure::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        Failure::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let error = error(failure, lang);
    let word = |name: &str| {
        let value = error.extensions.as_ref().and_then(|extensions| extensions.get(name));
        value.and_then(|value| serde_json::to_value(value).ok()).and_then(|value| value.as_str().map(str::to_owned))
    };
    let code = word("refusal").or_else(|| word("code")).unwrap_or_default();
    fault(status, &code, &error.message, headers)
}
