//! Where the clients are found.

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;

use super::Clients;
use crate::http::app::App;
use crate::http::fault::nothing;

/// The paths of the clients that are there.
pub fn routes(clients: &Clients) -> Router<Arc<App>> {
    let mut router = Router::new();
    for (place, client) in [("app", &clients.app), ("console", &clients.console)] {
        let Some(client) = client.clone() else { continue };
        let page = {
            let client = client.clone();
            move |State(app): State<Arc<App>>| std::future::ready(client.page(app.ports.chance.bytes()))
        };
        let file = move |State(app): State<Arc<App>>, path: Asked, headers: HeaderMap| {
            let found = path.ok().and_then(|Path(path)| client.file(&path, &headers, app.ports.chance.bytes()));
            async move {
                match found {
                    Some(response) => response,
                    None => nothing(headers).await.into_response(),
                }
            }
        };
        // From here, wherever the proxy shows us.
        let moved = (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, format!("{place}/"))]);
        router = router
            .route(&format!("/{place}"), get(moved))
            .route(&format!("/{place}/"), get(page))
            .route(&format!("/{place}/{{*path}}"), get(file));
    }
    router
}

type Asked = Result<Path<String>, PathRejection>;
