//! What a client asks: read from the URL or the body, and the form in which it wants the answer.

use std::pin::Pin;

use async_graphql::Variables;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};

/// The largest body of a GraphQL request, in bytes.
pub const BODY: usize = 256 * 1024;
/// How much of a larger body is read and thrown away: a client that is cut off while sending never sees why.
const THROWN: usize = 16 * 1024 * 1024;

/// A request as the client wrote it.
#[derive(Debug)]
pub struct Asked {
    /// The document, unless it is named.
    pub query: Option<String>,
    /// The sha-256 of a known document, in hexadecimal: as `documentId` or `extensions.persistedQuery` name it.
    pub hash: Option<String>,
    /// Which of its operations to run.
    pub operation_name: Option<String>,
    /// The values of its variables.
    pub variables: Variables,
}

/// In which form the client wants the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Statuses tell of faults.
    GraphqlJson,
    /// 200 whenever the request could be understood, for older clients.
    Json,
}

/// A request that is answered without an answer of the schema.
#[derive(Debug)]
pub struct Fault {
    /// The same in both forms.
    pub status: StatusCode,
    /// For `extensions`.
    pub code: &'static str,
    /// For people.
    pub message: String,
}

impl Fault {
    /// A fault of the client, with the code for those.
    pub fn of_client(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, code: "BAD_USER_INPUT", message: message.into() }
    }

    fn bad(message: impl Into<String>) -> Self {
        Self::of_client(StatusCode::BAD_REQUEST, message)
    }
}

/// A request in the URL.
pub fn from_query(query: &str) -> Result<Asked, Fault> {
    let unreadable = || Fault::bad("The URL cannot be read.");
    let url = format!("/?{query}").parse().map_err(|_| unreadable())?;
    let pairs: axum::extract::Query<Vec<(String, String)>> =
        axum::extract::Query::try_from_uri(&url).map_err(|_| unreadable())?;
    let mut fields = Map::new();
    for (name, value) in pairs.0 {
        let value = match name.as_str() {
            "query" => Value::String(value),
            _ if value.is_empty() => continue,
            "operationName" | "documentId" => Value::String(value),
            "variables" | "extensions" => {
                serde_json::from_str(&value).map_err(|_| Fault::bad(format!("`{name}` is not JSON.")))?
            }
            _ => continue,
        };
        fields.insert(name, value);
    }
    from_fields(fields)
}

/// A request in the body.
pub async fn from_body(headers: &HeaderMap, body: Body) -> Result<Asked, Fault> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let mut parts = kind.split(';').map(str::trim);
    if !parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json")) || !parts.all(is_utf8) {
        return Err(Fault::of_client(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send application/json in UTF-8."));
    }
    let bytes = read(body, BODY).await?;
    match serde_json::from_slice(&bytes).map_err(|error| Fault::bad(format!("The body is not JSON: {error}.")))? {
        Value::Object(fields) => from_fields(fields),
        _ => Err(Fault::bad("The body is not one GraphQL request: a JSON object.")),
    }
}

/// A body of at most `most` bytes.
pub(super) async fn read(mut body: Body, most: usize) -> Result<Vec<u8>, Fault> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    // All at once: a vector that grows holds twice as much, and a thousand bodies can be under way.
    let (mut kept, mut size) = (Vec::with_capacity(if announced > most { 0 } else { announced }), 0_usize);
    while announced.max(size) <= THROWN {
        let Some(frame) = std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await else { break };
        let frame = frame.map_err(|_| Fault::bad("The body broke off."))?;
        let data: Bytes = frame.into_data().unwrap_or_default();
        size += data.len();
        if size <= most {
            kept.extend_from_slice(&data);
        }
    }
    if announced.max(size) > most {
        return Err(Fault::of_client(StatusCode::PAYLOAD_TOO_LARGE, format!("The body is larger than {most} bytes.")));
    }
    Ok(kept)
}

/// A request as an object.
pub fn from_fields(mut fields: Map<String, Value>) -> Result<Asked, Fault> {
    let text = |name: &str, value: Option<Value>| match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Fault::bad(format!("`{name}` is not a string."))),
    };
    let object = |name: &str, value: Option<Value>| match value {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(object)) => Ok(object),
        Some(_) => Err(Fault::bad(format!("`{name}` is not an object."))),
    };
    let query = text("query", fields.remove("query"))?;
    let id = text("documentId", fields.remove("documentId"))?;
    let operation_name = text("operationName", fields.remove("operationName"))?;
    let variables = Variables::from_json(object("variables", fields.remove("variables"))?.into());
    let mut extensions = object("extensions", fields.remove("extensions"))?;
    let persisted = extensions.get_mut("persistedQuery").and_then(|query| query.get_mut("sha256Hash"));
    let persisted = text("sha256Hash", persisted.map(Value::take))?;
    let hash = id.map(|id| id.strip_prefix("sha256:").map_or(id.clone(), str::to_owned)).or(persisted);
    if query.is_none() && hash.is_none() {
        return Err(Fault::bad("`query` is missing."));
    }
    Ok(Asked { query, hash, operation_name, variables })
}

/// Whether a parameter of a media type is compatible with UTF-8.
pub(super) fn is_utf8(parameter: &str) -> bool {
    let parameter = parameter.to_ascii_lowercase();
    parameter.strip_prefix("charset=").is_none_or(|charset| charset.trim_matches('"') == "utf-8")
}

/// The form that `Accept` prefers (RFC 9110, section 12.5.1), the first among equals; `None` if it rules out both
/// forms.
pub fn wanted(headers: &HeaderMap) -> Option<Form> {
    let accept: Vec<_> = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    let accept = accept.join(",").to_ascii_lowercase();
    if accept.trim().is_empty() {
        return Some(Form::Json);
    }
    let mut best = (0.0_f32, None);
    for range in accept.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let form = match parts.next().unwrap_or_default() {
            "application/graphql-response+json" => Form::GraphqlJson,
            "application/json" | "application/*" | "*/*" => Form::Json,
            _ => continue,
        };
        let weight = parts.clone().find_map(|part| part.strip_prefix("q=")).and_then(|q| q.parse().ok()).unwrap_or(1.0);
        if parts.all(is_utf8) && weight > best.0 {
            best = (weight, Some(form));
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_that_is_liked_best_is_taken() {
        for (accept, form) in [
            ("", Some(Form::Json)),
            ("*/*", Some(Form::Json)),
            ("Application/JSON; charset=UTF-8", Some(Form::Json)),
            ("application/graphql-response+json, application/json", Some(Form::GraphqlJson)),
            ("application/json, application/graphql-response+json", Some(Form::Json)),
            ("application/json;q=0.5, application/graphql-response+json", Some(Form::GraphqlJson)),
            ("application/json;q=0, application/graphql-response+json;q=0.1", Some(Form::GraphqlJson)),
            ("application/graphql-response+json;charset=gbk, application/json;q=0.1", Some(Form::Json)),
            ("text/html, */*;q=0.1", Some(Form::Json)),
            ("application/json;q=0", None),
            ("text/html", None),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT, accept.parse().expect("a header"))]);
            assert_eq!(wanted(&headers), form, "{accept}");
        }
        assert_eq!(wanted(&HeaderMap::new()), Some(Form::Json));
        let mut headers = HeaderMap::new();
        for value in ["text/html", "application/graphql-response+json"] {
            headers.append(header::ACCEPT, value.parse().expect("a header"));
        }
        assert_eq!(wanted(&headers), Some(Form::GraphqlJson), "a header in two lines");
    }

    #[test]
    fn a_url_says_the_same_as_a_body() {
        let asked = from_query("query=%7Ba%7D&variables=%7B%22n%22%3A1%7D&operationName=&extra=x").expect("readable");
        assert_eq!((asked.query.as_deref(), asked.operation_name), (Some("{a}"), None));
        assert_eq!(asked.variables.len(), 1);
        for bad in ["", "query=%7Ba%7D&variables=1", "query=%7Ba%7D&variables=%7B", "query=%7Ba%7D&extensions=%5B%5D"] {
            assert_eq!(from_query(bad).expect_err(bad).status, StatusCode::BAD_REQUEST, "{bad}");
        }
    }

    #[tokio::test]
    async fn bodies_have_a_form_and_a_size() {
        let headers = |kind: &str| HeaderMap::from_iter([(header::CONTENT_TYPE, kind.parse().expect("a header"))]);
        let padded = |size: usize| format!(r#"{{"query":"{{a}}","x":"{}"}}"#, "x".repeat(size - 22));
        for (kind, body, status) in [
            ("application/json", padded(BODY), 200),
            ("application/json;charset=\"utf-8\"", padded(40), 200),
            ("application/json", padded(BODY + 1), 413),
            ("application/json", padded(THROWN + 1), 413),
            ("application/json; charset=gbk", padded(40), 415),
            ("text/plain", padded(40), 415),
            ("application/json", r#"["{a}",null,null,null]"#.into(), 400),
            ("application/json", r#"{"query":["{a}"]}"#.into(), 400),
            ("application/json", r#"{"query":"{a}","operationName":1}"#.into(), 400),
            ("application/json", r#"{"query":"{a}","variables":[]}"#.into(), 400),
            ("application/json", r#"{"query":"{a}","extensions":"x"}"#.into(), 400),
            ("application/json", format!(r#"{{"query":"{{a}}","variables":{}"#, "[".repeat(9_000)), 400),
        ] {
            let size = body.len();
            let got =
                from_body(&headers(kind), Body::from(body)).await.map_or_else(|fault| fault.status, |_| StatusCode::OK);
            assert_eq!(got.as_u16(), status, "{kind} {size}");
        }
    }
}
