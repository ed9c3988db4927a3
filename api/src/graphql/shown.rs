//! An answer as it is sent, over HTTP and over sockets.

use async_graphql::{Error, ErrorExtensions, Name, PathSegment, Pos, Response, ServerError, Value};
use serde::Serialize;

/// How many errors an answer lists.
const ERRORS: usize = 10;
/// How many characters of what the parser or the validator says are passed on: they repeat what they were given.
const MESSAGE: usize = 300;

/// An answer, in the order of the selection.
#[derive(Serialize)]
struct Shown<'r> {
    #[serde(skip_serializing_if = "<[ServerError]>::is_empty")]
    errors: &'r [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'r Value>,
}

/// Whether execution began: errors of parsing and validation have no path, and leave no data.
pub fn executed(response: &Response) -> bool {
    response.data != Value::Null || response.errors.iter().any(|error| !error.path.is_empty())
}

/// The answer as JSON: a null for each field that failed, not too many errors, and each of them with a code and the id
/// of the request.
pub fn shown(response: &mut Response, id: &str) -> String {
    let began = executed(response);
    for error in &response.errors {
        null_at(&mut response.data, &error.path);
    }
    response.errors.truncate(ERRORS);
    for error in &mut response.errors {
        let extensions = error.extensions.get_or_insert_default();
        if extensions.get("code").is_none() {
            extensions.set("code", "BAD_USER_INPUT");
            if let Some((end, _)) = error.message.char_indices().nth(MESSAGE) {
                error.message.truncate(end);
                error.message.push('…');
            }
        }
        extensions.set("requestId", id);
    }
    // What was not executed has no data, not even null (GraphQL, section 7.1).
    let shown = Shown { errors: &response.errors, data: began.then_some(&response.data) };
    serde_json::to_string(&shown).unwrap_or_default()
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

/// An error with a code that is not about a place in the document.
pub fn coded(message: String, code: &str) -> ServerError {
    nowhere(Error::new(message).extend_with(|_, extensions| extensions.set("code", code)))
}

/// An error that is not about a place in the document.
pub fn nowhere(error: Error) -> ServerError {
    let mut error = error.into_server_error(Pos::default());
    error.locations.clear();
    error
}
