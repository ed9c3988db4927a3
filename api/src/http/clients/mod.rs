//! The clients, if they were built into the program: that of residents and helpers at `/app/`, the console at `/console/`.

#[cfg(feature = "clients")]
mod embedded;
mod file;
mod page;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::app::App;
use super::fault::nothing;
use file::File;
use page::Page;

/// The manifests of documents that the clients in this program send, each with where it is from.
#[cfg(feature = "clients")]
pub const DOCUMENTS: &[(&str, &str)] = &embedded::DOCUMENTS;

/// The manifests of documents that the clients in this program send: there are none.
#[cfg(not(feature = "clients"))]
pub const DOCUMENTS: &[(&str, &str)] = &[];

/// The clients that are served.
#[derive(Default)]
pub struct Clients {
    /// For residents, volunteers and party members, at `/app/`.
    pub app: Option<Client>,
    /// For staff, liaisons and halls, at `/console/`.
    pub console: Option<Client>,
}

/// A client: its page, and the files that the page loads.
#[derive(Clone)]
pub struct Client(Arc<Built>);

struct Built {
    page: Page,
    files: HashMap<String, File>,
}

impl Clients {
    /// Those that were built into this program, for the address by which clients reach it. None, without the feature
    /// `clients`.
    #[cfg(not(feature = "clients"))]
    pub fn built_in(_public: &str) -> Self {
        Self::default()
    }

    /// Those that were built into this program, for the address by which clients reach it.
    #[cfg(feature = "clients")]
    pub fn built_in(public: &str) -> Self {
        Self { app: Client::new(embedded::app(), public), console: Client::new(embedded::console(), public) }
    }
}

impl Client {
    /// Makes files ready to be sent, by their paths, for the address by which clients reach us. Without an `index.html`
    /// there is no client.
    pub fn new(files: impl IntoIterator<Item = (String, Bytes)>, public: &str) -> Option<Self> {
        let mut files: HashMap<_, _> = files.into_iter().collect();
        let page = Page::new(&files.remove(PAGE)?, public);
        let files = files.into_iter().map(|(path, bytes)| (path.clone(), File::new(&path, bytes))).collect();
        Some(Self(Arc::new(Built { page, files })))
    }

    fn page(&self, app: &App) -> Response {
        self.0.page.answer(&app.ports.chance.bytes())
    }

    fn file(&self, app: &App, path: &str, headers: &HeaderMap) -> Option<Response> {
        if path == PAGE {
            return Some(self.page(app));
        }
        Some(self.0.files.get(path)?.answer(headers))
    }
}

const PAGE: &str = "index.html";

/// The paths of the clients that are there.
pub fn routes(clients: &Clients) -> Router<Arc<App>> {
    let mut router = Router::new();
    for (place, client) in [("app", &clients.app), ("console", &clients.console)] {
        let Some(client) = client.clone() else { continue };
        let page = {
            let client = client.clone();
            move |State(app): State<Arc<App>>| std::future::ready(client.page(&app))
        };
        let file = move |State(app): State<Arc<App>>, path: Asked, headers: HeaderMap| {
            let found = path.ok().and_then(|Path(path)| client.file(&app, &path, &headers));
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
