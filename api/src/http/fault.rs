//! Error answers of the paths beside GraphQL.

use axum::Json;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use domain::Failure;

use crate::graphql::answer::{error, seconds};
use crate::language::Lang;

pub(super) async fn nothing(headers: HeaderMap) -> (StatusCode, Json<serde_json::Value>) {
    fault(StatusCode::NOT_FOUND, "NOT_FOUND", "There is nothing at this path.", &headers)
}

pub(crate) fn fault(
    status: StatusCode,
    code: &str,
    message: &str,
    headers: &HeaderMap,
) -> (StatusCode, Json<serde_json::Value>) {
    let id = headers.get("x-request-id").and_then(|id| id.to_str().ok());
    (status, Json(serde_json::json!({ "code": code, "message": message, "requestId": id })))
}

/// The header that says when trying again makes sense, if it ever does.
pub(crate) fn retry_after(failure: &Failure) -> Option<[(HeaderName, String); 1]> {
    match failure {
        Failure::TooOften(wait) => Some([(header::RETRY_AFTER, seconds(*wait).to_string())]),
        _ => None,
    }
}

/// A failure outside GraphQL: its status and code, and the same words.
pub(crate) fn told(failure: Failure, lang: Lang, headers: &HeaderMap) -> (StatusCode, Json<serde_json::Value>) {
    let status = match &failure {
        Failure::Refused(_) => StatusCode::CONFLICT,
        Failure::Invalid(_) => StatusCode::BAD_REQUEST,
        Failure::NotFound(_) => StatusCode::NOT_FOUND,
        Failure::Forbidden | Failure::SecondFactorNeeded => StatusCode::FORBIDDEN,
        Failure::Unauthenticated => StatusCode::UNAUTHORIZED,
        Failure::TooOften(_) => StatusCode::TOO_MANY_REQUESTS,
        Failure::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        Failure::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let error = error(failure, lang);
    let word = |name: &str| {
        let value = error.extensions.as_ref().and_then(|extensions| extensions.get(name));
        value.and_then(|value| serde_json::to_value(value).ok()).and_then(|value| value.as_str().map(str::to_owned))
    };
    let code = word("refusal").or_else(|| word("code")).unwrap_or_default();
    let (status, Json(mut json)) = fault(status, &code, &error.message, headers);
    if let Some(field) = word("field") {
        json["field"] = field.into();
    }
    (status, Json(json))
}
