//! The clients, if they were built into the program: that of residents and helpers at `/app/`, the console at `/console/`.

#[cfg(feature = "clients")]
mod embedded;
mod file;
mod page;
pub mod routes;

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::response::Response;

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

    /// The page, with a nonce made of these random bytes.
    fn page(&self, random: [u8; 32]) -> Response {
        self.0.page.answer(&random)
    }

    /// The file of this path; the page needs random bytes.
    fn file(&self, path: &str, headers: &HeaderMap, random: [u8; 32]) -> Option<Response> {
        if path == PAGE {
            return Some(self.page(random));
        }
        Some(self.0.files.get(path)?.answer(headers))
    }
}

const PAGE: &str = "index.html";
