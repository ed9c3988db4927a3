//! Every path that Linli answers.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};

use super::app::App;
use super::fault::{fault, nothing};
use super::{
    certificates, clients, export, feeds, figures, graphiql, graphql, health, media, pair, panic, push, roster,
};
use crate::live::socket;

/// The router. Where exploring is allowed, GraphiQL is at `/`.
pub fn router(app: Arc<App>) -> Router {
    let id = HeaderName::from_static("x-request-id");
    let mut router = Router::new()
        .route("/graphql", get(ask_or_listen).post(graphql::endpoint))
        .route("/units/{unitId}/roster", post(roster::endpoint))
        .route("/media", post(media::upload::endpoint))
        .route("/media/attachments", post(media::attach::endpoint))
        .route("/media/{id}/{size}", get(media::fetch::endpoint))
        .route("/certificates", get(certificates::page::form))
        .route("/certificates/{number}", get(certificates::page::endpoint))
        .route("/feeds/{id}/{name}", get(feeds::endpoint))
        .route("/pair/{code}", get(pair::endpoint))
        .route("/wechat/push", get(push::greet).post(push::push))
        .route("/export", get(export::endpoint))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/.well-known/jwks.json", get(jwks));
    router = router.merge(clients::routes::routes(&app.gate.clients));
    if app.gate.explore {
        router = router.merge(graphiql::routes());
    }
    let cors = app.gate.origins.layer();
    router
        .with_state(app)
        .fallback(nothing)
        .method_not_allowed_fallback(not_so)
        .layer(axum::middleware::from_fn(panic::caught))
        .layer(axum::middleware::from_fn(figures::noted))
        .layer(cors)
        .layer(PropagateRequestIdLayer::new(id.clone()))
        // The id is ours, never the client's: it stands in the log.
        .layer(SetRequestIdLayer::new(id.clone(), MakeRequestUuid))
        .layer(axum::middleware::map_request(move |mut request: Request| {
            request.headers_mut().remove(&id);
            std::future::ready(request)
        }))
}

/// `GET /graphql`: a question in the URL, or the beginning of a socket.
async fn ask_or_listen(State(app): State<Arc<App>>, request: Request) -> Response {
    let upgrade = request.headers().get(header::UPGRADE).and_then(|upgrade| upgrade.to_str().ok());
    if upgrade.is_some_and(|upgrade| upgrade.eq_ignore_ascii_case("websocket")) {
        socket::endpoint.call(request, app).await
    } else {
        graphql::endpoint.call(request, app).await
    }
}

async fn jwks(State(app): State<Arc<App>>) -> Json<serde_json::Value> {
    Json(app.tokens.jwks())
}

async fn not_so(headers: HeaderMap) -> (StatusCode, Json<serde_json::Value>) {
    fault(StatusCode::METHOD_NOT_ALLOWED, "BAD_USER_INPUT", "This path does not take this method.", &headers)
}
