//! GraphQL over HTTP, by the draft of the GraphQL Foundation as the audits of npm `graphql-http` read it.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response, ServerError, Value};
use axum::body::Body;
use axum::extract::{Extension, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response as HttpResponse, StatusCode, header};
use domain::{Failure, features};
use tracing::Instrument;

use super::admit::{admit, sender};
use super::app::{App, document_of};
use super::asked::{Asked, Fault, Form, from_body, from_query, wanted};
use super::auth::{asked_in, authenticate};
use super::document::missing_variable;
use super::figures::note_operation;
use super::listen::Line;
use super::panic::unless_it_panics;
use crate::graphql::answer::{Noted, error};
use crate::graphql::batch::Loads;
use crate::graphql::context::{AskedIn, Until};
use crate::graphql::shown::{coded, executed, nowhere, shown};
use crate::language::{Lang, language};

/// No request takes longer.
const PATIENCE: Duration = Duration::from_secs(5);

const GRAPHQL_JSON: &str = "application/graphql-response+json; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";

/// `GET` and `POST /graphql`.
pub async fn endpoint(
    State(app): State<Arc<App>>,
    Extension(line): Extension<Line>,
    method: Method,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    body: Body,
) -> HttpResponse<Body> {
    let id = headers.get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned();
    let lang = language(&headers);
    let Some(form) = wanted(&headers) else {
        let message = "Accept application/graphql-response+json or application/json.";
        return refuse(&Fault::of_client(StatusCode::NOT_ACCEPTABLE, message), Form::Json, &id);
    };
    let began = Instant::now();
    let (until, operation) = (Until(began + PATIENCE), OnceLock::new());
    let run = async {
        let asked = match method {
            Method::POST => from_body(&headers, body).await?,
            _ => from_query(query.as_deref().unwrap_or_default())?,
        };
        run(&app, line, &method, &headers, asked, lang, until, &operation).await
    };
    // Whatever panics, parser and validator included, the client gets an answer with its id.
    let run = unless_it_panics(run);
    let done = tokio::time::timeout(PATIENCE, run).await;
    let done = done.map(|done| done.unwrap_or_else(|_| Err(broken(lang))));
    let outcome = match &done {
        Ok(Ok((response, _))) => response.errors.first().map_or_else(|| "ok".into(), code),
        Ok(Err(fault)) => fault.code.into(),
        Err(_) => "UNAVAILABLE".into(),
    };
    note_operation(operation.get().copied().unwrap_or("none"), outcome, began.elapsed());
    match done {
        Ok(Ok((response, status))) => {
            // Under the older media type a request that could be read is always 200.
            let status = if form == Form::Json { StatusCode::OK } else { status };
            answer(response, status, form, &id)
        }
        Ok(Err(fault)) => refuse(&fault, form, &id),
        Err(_) => {
            let late = Failure::Unavailable("a request took too long".into());
            refuse(&ours(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", late, lang), form, &id)
        }
    }
}

/// Runs the request, and notes its first field. Returns the status of the answer, for the form in which statuses tell of
/// faults.
#[expect(clippy::too_many_arguments, reason = "what one request is")]
async fn run(
    app: &Arc<App>,
    line: Line,
    method: &Method,
    headers: &HeaderMap,
    asked: Asked,
    lang: Lang,
    until: Until,
    noted: &OnceLock<&'static str>,
) -> Result<(Response, StatusCode), Fault> {
    let refused =
        |message: String| Ok((Response::from_errors(vec![coded(message, "BAD_USER_INPUT")]), StatusCode::BAD_REQUEST));
    let document = match document_of(app, &asked, lang) {
        Ok(document) => document,
        Err(error) => return Ok((Response::from_errors(vec![error]), StatusCode::BAD_REQUEST)),
    };
    if let Err(message) = document.fit(&asked.variables) {
        return refused(message);
    }
    let operation = document.operation(asked.operation_name.as_deref());
    if let Some(first) = operation.and_then(|operation| document.acting(operation).first().copied()) {
        // Of the names that are declared: a client cannot make up more.
        noted.get_or_init(|| features::operation(first).map_or("other", |known| known.name));
    }
    let mutates = operation.is_some_and(|operation| operation.ty == OperationType::Mutation);
    if mutates && method != Method::POST {
        return Err(Fault::of_client(StatusCode::METHOD_NOT_ALLOWED, "Mutations are sent by POST."));
    }
    if let Some(name) = operation.and_then(|operation| missing_variable(operation, &asked.variables)) {
        return refused(format!("The variable `${name}` is missing."));
    }
    let acting = operation.filter(|_| mutates).map(|operation| document.acting(operation));
    let viewer = match authenticate(app, headers, acting.as_deref().unwrap_or_default()).await {
        Ok(viewer) => viewer,
        // A token that is not valid, or no longer: nobody. So a client that always sends one can refresh it.
        Err(Failure::Unauthenticated) => None,
        Err(failure) => return Ok(not_run(failure, lang)),
    };
    if let Err(failure) = admit(app, viewer.as_ref(), headers, line, acting.as_deref()).await {
        return Ok(not_run(failure, lang));
    }
    let loads = Loads::default();
    let mut request = Request::new("")
        .variables(asked.variables)
        .data(loads.clone())
        .data(viewer)
        .data(lang)
        .data(until)
        .data(AskedIn(asked_in(headers)))
        .data(sender(app, headers, line))
        .data(Noted::new(app.gate.rate_factor));
    if let Some(name) = asked.operation_name {
        request = request.operation_name(name);
    }
    request.set_parsed_query(document.parsed.clone());
    let schema = app.schema.clone();
    let mut response = if mutates {
        // A mutation runs to its end whatever the client does: a transaction cut off midway can leave its connection
        // inside it (https://github.com/launchbadge/sqlx, versions up to 0.9.0). Draining waits for these tasks.
        let task = async move { loads.along(schema.execute(request)).await }.in_current_span();
        app.tasks.spawn(task).await.map_err(|_| broken(lang))?
    } else {
        loads.along(schema.execute(request)).await
    };
    if response.data == Value::Null && response.errors.is_empty() {
        // All of it was skipped: an object without fields, of which async-graphql 7.2.1 makes null.
        response.data = Value::Object(Default::default());
    }
    let status = if executed(&response) { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    Ok((response, status))
}

/// Understood, and never executed.
fn not_run(failure: Failure, lang: Lang) -> (Response, StatusCode) {
    let status = match failure {
        Failure::Invalid(_) => StatusCode::BAD_REQUEST,
        Failure::TooOften(_) => StatusCode::TOO_MANY_REQUESTS,
        Failure::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    (Response::from_errors(vec![nowhere(error(failure, lang))]), status)
}

/// A fault of ours, told in the language of the client and logged.
fn ours(status: StatusCode, code: &'static str, failure: Failure, lang: Lang) -> Fault {
    Fault { status, code, message: error(failure, lang).message }
}

fn broken(lang: Lang) -> Fault {
    let failure = Failure::Broken("a request panicked".into());
    ours(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_SERVER_ERROR", failure, lang)
}

/// The code of an error, as clients see it.
fn code(error: &ServerError) -> String {
    let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
    match code {
        Some(Value::String(code)) => code.clone(),
        _ => "BAD_USER_INPUT".into(),
    }
}

fn refuse(fault: &Fault, form: Form, id: &str) -> HttpResponse<Body> {
    answer(Response::from_errors(vec![coded(fault.message.clone(), fault.code)]), fault.status, form, id)
}

fn answer(mut response: Response, status: StatusCode, form: Form, id: &str) -> HttpResponse<Body> {
    let json = shown(&mut response, id);
    let kind = match form {
        Form::GraphqlJson => GRAPHQL_JSON,
        Form::Json => JSON,
    };
    let mut http = HttpResponse::new(Body::from(json));
    *http.status_mut() = status;
    let headers = http.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let extensions = response.errors.first().and_then(|error| error.extensions.as_ref());
    if status == StatusCode::TOO_MANY_REQUESTS
        && let Some(Value::Number(seconds)) = extensions.and_then(|extensions| extensions.get("retryAfterSeconds"))
        && let Some(seconds) = seconds.as_u64()
    {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(header::ALLOW, HeaderValue::from_static("POST"));
    }
    http
}
