//! What all requests share.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use async_graphql::ServerError;
use domain::Ports;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::asked::Asked;
use super::document::{Document, Documents};
use super::gate::{Gate, Queries};
use super::push::envelope::Envelope;
use crate::graphql::shown::coded;
use crate::graphql::{Linli, schema};
use crate::language::Lang;
use crate::live::gauge::Sockets;
use crate::live::hub::Hub;
use crate::tokens::Tokens;

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
    /// How often each caller asked.
    pub queries: Queries,
    /// Mutations under way, and sockets.
    pub tasks: TaskTracker,
    /// What sockets subscribe to.
    pub hub: Arc<Hub>,
    /// How many sockets are open.
    pub sockets: Arc<Sockets>,
    /// Ends all sockets.
    pub closing: CancellationToken,
    /// Whether the process is about to stop.
    pub draining: AtomicBool,
}

/// What people read whose client is too old.
const TOO_OLD: (&str, &str) = (
    "这个版本太旧了，请更新小程序，或刷新页面。",
    "This version is too old. Please update the mini-program, or reload the page.",
);

/// The document that a request names or holds; an error with its code, if it is not answered.
pub fn document_of(app: &App, asked: &Asked, lang: Lang) -> Result<Arc<Document>, ServerError> {
    let unknown = |message: &str| coded(message.into(), "UNKNOWN_DOCUMENT");
    match (&app.gate.known, &asked.query) {
        (Some(known), query) => {
            // A text is looked up by its hash, so that no unknown one is parsed.
            let found = match query {
                Some(text) => known.by_text(text),
                None => asked.hash.as_deref().and_then(|hash| known.by_hash(hash)),
            };
            found.ok_or_else(|| unknown(if lang == Lang::Zh { TOO_OLD.0 } else { TOO_OLD.1 }))
        }
        (None, Some(text)) => app.documents.get(text).map_err(|message| coded(message, "BAD_USER_INPUT")),
        (None, None) => Err(unknown("Documents are not known here: send `query`.")),
    }
}

impl App {
    /// Puts the parts together.
    pub fn new(ports: Ports, tokens: Tokens, gate: Gate, push: Option<Envelope>) -> Arc<Self> {
        let tokens = Arc::new(tokens);
        let schema = schema(ports.clone(), tokens.clone(), gate.explore);
        let closing = CancellationToken::new();
        Arc::new(Self {
            hub: Hub::start(schema.clone(), ports.clone(), gate.rate_factor, gate.live.look, closing.clone()),
            sockets: Arc::default(),
            closing,
            schema,
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
