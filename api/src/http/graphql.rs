//! GraphQL over HTTP, by the draft of the GraphQL Foundation as the audits of npm `graphql-http` read it.

use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use async_graphql::{Error, Name, PathSegment, Pos, Request, Response, ServerError, Value, Variables};
use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response as HttpResponse, StatusCode, header};
use domain::Failure;
use serde::{Deserialize, Serialize};

use super::auth::authenticate;
use super::language::{Lang, language};
use super::router::App;
use crate::graphql::failure::error;

/// The largest body, in bytes.
pub const BODY: usize = 256 * 1024;
/// How many errors an answer lists.
const ERRORS: usize = 10;

const GRAPHQL_JSON: &str = "application/graphql-response+json; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";

#[derive(Deserialize)]
struct Asked {
    query: Option<String>,
    #[serde(rename = "operationName")]
    operation_name: Option<String>,
    variables: Option<serde_json::Value>,
    /// Read for its form only: Linli knows none.
    #[serde(rename = "extensions")]
    _extensions: Option<serde_json::Map<String, serde_json::Value>>,
}

/// An answer, in the order of the selection.
#[derive(Serialize)]
struct Shown<'r> {
    #[serde(skip_serializing_if = "<[ServerError]>::is_empty")]
    errors: &'r [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'r Value>,
}

/// In which form the client wants the answer.
#[derive(Clone, Copy)]
enum Form {
    /// Statuses tell of faults.
    GraphqlJson,
    /// 200 whenever the request could be understood, for older clients.
    Json,
}

/// A request that is answered without running anything.
struct Fault {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl Fault {
    fn bad(message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code: "BAD_USER_INPUT", message: message.into() }
    }
}

/// `GET` and `POST /graphql`.
pub async fn endpoint(
    State(app): State<Arc<App>>,
    method: Method,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    body: Body,
) -> HttpResponse<Body> {
    let id = headers.get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned();
    let lang = language(&headers);
    let Some(form) = wanted(&headers) else {
        let fault = Fault {
            status: StatusCode::NOT_ACCEPTABLE,
            code: "BAD_USER_INPUT",
            message: "Accept application/graphql-response+json or application/json.".into(),
        };
        return answer(fault_response(&fault), fault.status, Form::Json, &id);
    };
    match run(&app, &method, &headers, query, body, lang).await {
        Ok((response, partly)) => {
            // Under the older media type a request that could be read is always 200.
            let status = match form {
                Form::GraphqlJson if !partly => StatusCode::BAD_REQUEST,
                _ => StatusCode::OK,
            };
            answer(response, status, form, &id)
        }
        Err(fault) => {
            let mut response = answer(fault_response(&fault), fault.status, form, &id);
            if fault.status == StatusCode::METHOD_NOT_ALLOWED {
                response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
            }
            response
        }
    }
}

/// Runs the request. Says whether it came to execution, which decides the status.
async fn run(
    app: &Arc<App>,
    method: &Method,
    headers: &HeaderMap,
    query: Option<String>,
    body: Body,
    lang: Lang,
) -> Result<(Response, bool), Fault> {
    let asked = if method == Method::POST {
        from_body(headers, body).await?
    } else {
        from_query(query.as_deref().unwrap_or_default())?
    };
    let text = asked.query.ok_or_else(|| Fault::bad("`query` is missing."))?;
    let variables = match asked.variables {
        None | Some(serde_json::Value::Null) => Variables::default(),
        Some(serde_json::Value::Object(object)) => Variables::from_json(object.into()),
        Some(_) => return Err(Fault::bad("`variables` is not an object.")),
    };
    let document = match app.documents.get(&text) {
        Ok(document) => document,
        Err(message) => return Ok((Response::from_errors(vec![coded(message, "BAD_USER_INPUT")]), false)),
    };
    let operation = document.operation(asked.operation_name.as_deref());
    if method != Method::POST && operation == Some(OperationType::Mutation) {
        let message = "Mutations are sent by POST.".into();
        return Err(Fault { status: StatusCode::METHOD_NOT_ALLOWED, code: "BAD_USER_INPUT", message });
    }
    let viewer = match authenticate(app, headers).await {
        Ok(viewer) => viewer,
        // A token that is not good, or no longer: nobody. So a client that always sends one can refresh it.
        Err(Failure::Unauthenticated) => None,
        Err(failure) => {
            let error = error(failure, lang).into_server_error(Pos::default());
            let mut response = Response::from_errors(vec![error]);
            response.errors.iter_mut().for_each(|e| e.locations.clear());
            // It was understood, and could not be executed.
            return Ok((response, true));
        }
    };
    let mut request = Request::new(text).variables(variables).data(viewer).data(lang);
    if let Some(name) = asked.operation_name {
        request = request.operation_name(name);
    }
    request.set_parsed_query(document.parsed.clone());
    let request = app.loaders(request);
    let schema = app.schema.clone();
    let response = if operation == Some(OperationType::Mutation) {
        // A mutation runs to its end whatever the client does: a transaction cut off midway can leave its connection
        // inside it (https://github.com/launchbadge/sqlx, versions up to 0.9.0). Draining waits for these tasks.
        app.tasks.spawn(async move { schema.execute(request).await }).await.unwrap_or_else(|_| broken(lang))
    } else {
        schema.execute(request).await
    };
    let executed = executed(&response);
    Ok((response, executed))
}

/// Whether execution began: errors of parsing and validation have no path, and leave no data.
fn executed(response: &Response) -> bool {
    response.data != Value::Null || response.errors.iter().any(|error| !error.path.is_empty())
}

fn broken(lang: Lang) -> Response {
    let failure = Failure::Broken("a resolver panicked".into());
    let mut error = error(failure, lang).into_server_error(Pos::default());
    error.path = vec![PathSegment::Field("mutation".into())];
    Response::from_errors(vec![error])
}

fn from_query(query: &str) -> Result<Asked, Fault> {
    let mut asked = Asked { query: None, operation_name: None, variables: None, _extensions: None };
    let pairs: Vec<(String, String)> = axum::extract::Query::try_from_uri(
        &format!("/?{query}").parse().map_err(|_| Fault::bad("The URL cannot be read."))?,
    )
    .map_err(|_| Fault::bad("The URL cannot be read."))?
    .0;
    for (name, value) in pairs {
        let json = |value: &str| serde_json::from_str(value).map_err(|_| Fault::bad(format!("`{name}` is not JSON.")));
        match name.as_str() {
            "query" => asked.query = Some(value),
            "operationName" if !value.is_empty() => asked.operation_name = Some(value),
            "variables" if !value.is_empty() => asked.variables = Some(json(&value)?),
            "extensions" if !value.is_empty() => {
                let serde_json::Value::Object(object) = json(&value)? else {
                    return Err(Fault::bad("`extensions` is not an object."));
                };
                asked._extensions = Some(object);
            }
            _ => {}
        }
    }
    Ok(asked)
}

async fn from_body(headers: &HeaderMap, body: Body) -> Result<Asked, Fault> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let mut parts = kind.split(';').map(str::trim);
    let json = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    let utf8 = parts.all(|part| {
        let part = part.to_ascii_lowercase();
        part.strip_prefix("charset=").is_none_or(|charset| charset.trim_matches('"') == "utf-8")
    });
    if !json || !utf8 {
        let message = "Send application/json in UTF-8.".into();
        return Err(Fault { status: StatusCode::UNSUPPORTED_MEDIA_TYPE, code: "BAD_USER_INPUT", message });
    }
    let bytes: Bytes = axum::body::to_bytes(body, BODY).await.map_err(|_| {
        let message = format!("The body is larger than {BODY} bytes, or broke off.");
        Fault { status: StatusCode::PAYLOAD_TOO_LARGE, code: "BAD_USER_INPUT", message }
    })?;
    let json: serde_json::Value =
        serde_json::from_slice(&bytes).map_err(|error| Fault::bad(format!("The body is not JSON: {error}.")))?;
    if !json.is_object() {
        return Err(Fault::bad("The body is not one GraphQL request: a JSON object."));
    }
    serde_json::from_value(json).map_err(|error| Fault::bad(format!("The body is not a GraphQL request: {error}.")))
}

/// What `Accept` asks for; `None` if it rules out both forms.
fn wanted(headers: &HeaderMap) -> Option<Form> {
    let Some(accept) = headers.get(header::ACCEPT) else { return Some(Form::Json) };
    let accept = accept.to_str().unwrap_or_default().to_ascii_lowercase();
    for range in accept.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default();
        if parts.any(|part| part.strip_prefix("charset=").is_some_and(|charset| charset.trim_matches('"') != "utf-8")) {
            continue;
        }
        match kind {
            "application/graphql-response+json" => return Some(Form::GraphqlJson),
            "application/json" | "application/*" | "*/*" => return Some(Form::Json),
            _ => {}
        }
    }
    None
}

fn coded(message: String, code: &str) -> ServerError {
    use async_graphql::ErrorExtensions;
    let mut error = Error::new(message).extend_with(|_, e| e.set("code", code)).into_server_error(Pos::default());
    error.locations.clear();
    error
}

fn fault_response(fault: &Fault) -> Response {
    Response::from_errors(vec![coded(fault.message.clone(), fault.code)])
}

/// Puts null where a field failed: async-graphql 7.2.1 leaves such a field out of its object.
fn null_at(data: &mut Value, path: &[PathSegment]) {
    let Some((first, rest)) = path.split_first() else { return };
    match (data, first) {
        (Value::Object(object), PathSegment::Field(name)) => {
            let field = object.entry(Name::new(name)).or_insert(Value::Null);
            null_at(field, rest);
        }
        (Value::List(list), PathSegment::Index(place)) => {
            if let Some(item) = list.get_mut(*place) {
                null_at(item, rest);
            }
        }
        _ => {}
    }
}

fn answer(mut response: Response, status: StatusCode, form: Form, id: &str) -> HttpResponse<Body> {
    let began = executed(&response);
    for error in &response.errors {
        null_at(&mut response.data, &error.path);
    }
    response.errors.truncate(ERRORS);
    for error in &mut response.errors {
        let extensions = error.extensions.get_or_insert_default();
        if extensions.get("code").is_none() {
            extensions.set("code", "BAD_USER_INPUT");
        }
        extensions.set("requestId", id);
    }
    // What was not executed has no data, not even null (GraphQL, section 7.1).
    let shown = Shown { errors: &response.errors, data: began.then_some(&response.data) };
    let json = serde_json::to_string(&shown).unwrap_or_default();
    let kind = match form {
        Form::GraphqlJson => GRAPHQL_JSON,
        Form::Json => JSON,
    };
    let mut http = HttpResponse::new(Body::from(json));
    *http.status_mut() = status;
    http.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    http.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    http
}
