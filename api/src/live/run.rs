//! Running the document of a subscription once: what the screen has to show now.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_graphql::{Request, Response, Value, Variables};
use domain::Ports;
use domain::access::Viewer;
use domain::failure::{Failure, Outcome};
use domain::live::change::Screen;
use domain::members::login::still;
use futures_util::StreamExt;
use tracing::Instrument;
use uuid::Uuid;

use super::watch::{Watch, Watched};
use crate::graphql::Linli;
use crate::graphql::answer::{Noted, error};
use crate::graphql::batch::Loads;
use crate::graphql::context::{AskedIn, Until};
use crate::graphql::shown::{executed, nowhere, shown};
use crate::http::document::Document;
use crate::http::panic::unless_it_panics;
use crate::language::Lang;

/// No answer takes longer.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is subscribed to, and by whom.
#[derive(Clone)]
pub struct Asked {
    /// The document.
    pub document: Arc<Document>,
    /// Which of its operations.
    pub operation_name: Option<String>,
    /// The values of its variables.
    pub variables: Variables,
    /// In which language.
    pub lang: Lang,
    /// The person who asks: the same for all that a socket asks.
    pub viewer: Arc<Viewer>,
}

/// What came of it.
pub enum Ran {
    /// An answer, in JSON, and what it depends on.
    Answer(Arc<str>, Watched),
    /// Why there is none, in JSON: a list of errors.
    Never(String),
    /// The same, if it can work later.
    NotNow(String),
}

/// What runs documents.
pub struct Runner {
    schema: Linli,
    ports: Ports,
    rate_factor: u32,
}

impl Runner {
    /// Over the schema of the program.
    pub fn new(schema: Linli, ports: Ports, rate_factor: u32) -> Self {
        Self { schema, ports, rate_factor }
    }

    /// Runs it. The id is that of the log lines on the way, and stands beside each error.
    pub async fn run(&self, asked: Asked) -> Ran {
        let id = self.ports.id::<Asked>(self.ports.now()).uuid();
        let lang = asked.lang;
        let span = tracing::error_span!("live", %id);
        let watch = Watch::default();
        let running = unless_it_panics(self.execute(asked, id, watch.clone()));
        let done = tokio::time::timeout(PATIENCE, running).instrument(span.clone()).await;
        let failed = match done {
            Ok(Ok(Ok(mut response))) => return came_of(&mut response, id, watch.watched()),
            Ok(Ok(Err(failure))) => failure,
            Ok(Err(_)) => Failure::Broken("a subscription panicked".into()),
            Err(_) => Failure::Unavailable("a subscription took too long".into()),
        };
        let error = nowhere(span.in_scope(|| error(failed, lang)));
        came_of(&mut Response::from_errors(vec![error]), id, Watched::default())
    }

    async fn execute(&self, asked: Asked, id: Uuid, watch: Watch) -> Outcome<Response> {
        let by = &*asked.viewer;
        // A screen that staff end shows nothing from that moment on.
        if by.standing.screen.is_some() && still(&self.ports, by).await?.is_none() {
            return Err(Failure::Unauthenticated);
        }
        let loads = Loads::default();
        let mut request = Request::new("")
            .variables(asked.variables)
            .data(loads.clone())
            .data(Some(Viewer::clone(&asked.viewer)))
            .data(asked.lang)
            .data(Until(Instant::now() + PATIENCE))
            .data(AskedIn(Some(id)))
            .data(Noted::new(self.rate_factor))
            .data(watch.clone());
        if let Some(name) = asked.operation_name {
            request = request.operation_name(name);
        }
        request.set_parsed_query(asked.document.parsed.clone());
        let mut stream = self.schema.execute_stream(request);
        let response = loads.along(stream.next()).await.unwrap_or_default();
        if by.standing.screen.is_some() {
            watch.also(Screen::Right, by.member().uuid());
        }
        Ok(response)
    }
}

fn came_of(response: &mut Response, id: Uuid, watched: Watched) -> Ran {
    let began = executed(response) && response.data != Value::Null;
    let json = shown(response, &id.to_string());
    if began {
        // An error is about this one time.
        let rights = watched.rights.filter(|_| response.errors.is_empty());
        return Ran::Answer(json.into(), Watched { rights, ..watched });
    }
    let errors = serde_json::to_string(&response.errors).unwrap_or_default();
    let later = |code: &Value| {
        ["UNAVAILABLE", "INTERNAL_SERVER_ERROR", "RATE_LIMITED"].iter().any(|it| *code == Value::from(*it))
    };
    let code = response.errors.first().and_then(|error| error.extensions.as_ref()?.get("code"));
    if code.is_some_and(later) { Ran::NotNow(errors) } else { Ran::Never(errors) }
}
