//! What all requests share.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use domain::Ports;
use tokio_util::task::TaskTracker;

use super::document::Documents;
use super::gate::{Gate, Queries};
use super::push::envelope::Envelope;
use crate::graphql::{Linli, schema};
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
