//! The messages of [`graphql-transport-ws`](https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md).

use serde_json::{Map, Value, json};

/// The name of the sub-protocol.
pub const PROTOCOL: &str = "graphql-transport-ws";

/// The longest id of a subscription, in bytes.
const ID: usize = 100;

/// Why a socket is closed: the code, and a reason for developers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Close(pub u16, pub &'static str);

impl Close {
    /// The process is about to stop: connect again, to another one.
    pub const GOING_AWAY: Self = Self(1001, "Going away");
    /// More was sent in one message than is read.
    pub const TOO_BIG: Self = Self(1009, "Message too big");
    /// Linli cannot tell for now whether the login still lives.
    pub const TRY_AGAIN_LATER: Self = Self(1013, "Try again later");
    /// What was sent is no message of the protocol.
    pub const BAD_REQUEST: Self = Self(4400, "Invalid message");
    /// Something was asked before the connection was acknowledged.
    pub const UNAUTHORIZED: Self = Self(4401, "Unauthorized");
    /// No login, or one that has ended.
    pub const FORBIDDEN: Self = Self(4403, "Forbidden");
    /// The client offers no protocol that is spoken here.
    pub const SUBPROTOCOL: Self = Self(4406, "Subprotocol not acceptable");
    /// The client did not say who it is.
    pub const INIT_TIMEOUT: Self = Self(4408, "Connection initialisation timeout");
    /// The id is in use.
    pub const SUBSCRIBER_EXISTS: Self = Self(4409, "Subscriber already exists");
    /// The client said twice who it is; or its login has too many sockets.
    pub const TOO_MANY_INITS: Self = Self(4429, "Too many initialisation requests");
    /// As [`Self::TOO_MANY_INITS`], of a login that has as many sockets as it may have.
    pub const TOO_MANY_SOCKETS: Self = Self(4429, "Too many sockets of this login");
}

/// What a client sends.
#[derive(Debug, PartialEq)]
pub enum Message {
    /// Who it is.
    ConnectionInit(Map<String, Value>),
    /// Whether somebody is there.
    Ping(Option<Value>),
    /// That somebody is there.
    Pong,
    /// What it wants to hear.
    Subscribe(String, Map<String, Value>),
    /// That it has heard enough.
    Complete(String),
}

impl Message {
    /// Reads a message; `None` if it is none.
    pub fn read(text: &str) -> Option<Self> {
        let Ok(Value::Object(mut fields)) = serde_json::from_str(text) else { return None };
        let kind = fields.remove("type")?;
        let payload = fields.remove("payload");
        let id = match fields.remove("id") {
            None => None,
            Some(Value::String(id)) if !id.is_empty() && id.len() <= ID => Some(id),
            Some(_) => return None,
        };
        let object = |payload: Option<Value>| match payload {
            None | Some(Value::Null) => Some(Map::new()),
            Some(Value::Object(fields)) => Some(fields),
            Some(_) => None,
        };
        match kind.as_str()? {
            "connection_init" => Some(Self::ConnectionInit(object(payload)?)),
            "ping" => object(payload.clone()).map(|_| Self::Ping(payload)),
            "pong" => object(payload).map(|_| Self::Pong),
            "subscribe" => match payload {
                Some(Value::Object(fields)) => Some(Self::Subscribe(id?, fields)),
                _ => None,
            },
            "complete" => Some(Self::Complete(id?)),
            _ => None,
        }
    }
}

/// The client is known.
pub fn connection_ack() -> String {
    json!({ "type": "connection_ack" }).to_string()
}

/// Somebody is there. What the client sent with its question comes back.
pub fn pong(payload: Option<Value>) -> String {
    match payload {
        Some(payload) => json!({ "type": "pong", "payload": payload }).to_string(),
        None => json!({ "type": "pong" }).to_string(),
    }
}

/// An answer. `payload` is JSON already.
pub fn next(id: &str, payload: &str) -> String {
    let id = Value::from(id).to_string();
    [r#"{"id":"#, &id, r#","type":"next","payload":"#, payload, "}"].concat()
}

/// Why there is no answer, or none any more. `errors` is JSON already.
pub fn error(id: &str, errors: &str) -> String {
    let id = Value::from(id).to_string();
    [r#"{"id":"#, &id, r#","type":"error","payload":"#, errors, "}"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_message_is_not_read() {
        assert_eq!(Message::read(r#"{"type":"connection_init"}"#), Some(Message::ConnectionInit(Map::new())));
        assert_eq!(Message::read(r#"{"type":"complete","id":"1","more":1}"#), Some(Message::Complete("1".into())));
        assert_eq!(Message::read(r#"{"type":"ping","payload":{"a":1}}"#), Some(Message::Ping(Some(json!({ "a": 1 })))));
        for text in [
            "",
            "[]",
            "null",
            "\"ping\"",
            "{}",
            r#"{"type":1}"#,
            r#"{"type":"PING"}"#,
            r#"{"type":"ping","payload":1}"#,
            r#"{"type":"connection_init","payload":[]}"#,
            r#"{"type":"subscribe","payload":{"query":"x"}}"#,
            r#"{"type":"subscribe","id":1,"payload":{"query":"x"}}"#,
            r#"{"type":"subscribe","id":"","payload":{"query":"x"}}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","id":"1","payload":"x"}"#,
            r#"{"type":"complete"}"#,
            &format!(r#"{{"type":"complete","id":"{}"}}"#, "x".repeat(ID + 1)),
            // Only the server sends these.
            r#"{"type":"connection_ack"}"#,
            r#"{"type":"next","id":"1","payload":{}}"#,
        ] {
            assert_eq!(Message::read(text), None, "{text}");
        }
    }

    #[test]
    fn ids_come_back_as_they_were() {
        let read = |text: String| serde_json::from_str::<Value>(&text).expect("JSON");
        for id in ["1", "\"", "\\", "中\n文", "</script>"] {
            assert_eq!(read(next(id, r#"{"data":1}"#)), json!({ "id": id, "type": "next", "payload": { "data": 1 } }));
            assert_eq!(read(error(id, "[]")), json!({ "id": id, "type": "error", "payload": [] }));
        }
    }
}
