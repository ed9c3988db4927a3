//! A client of live screens: a WebSocket that speaks `graphql-transport-ws`.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderValue, Request};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::world::Person;

/// How long something may take to come before the test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// What comes from the server.
#[derive(Debug, PartialEq)]
pub(crate) enum Came {
    /// A message.
    Message(Value),
    /// The end, with its code and reason; `None` if the connection broke.
    Closed(Option<(u16, String)>),
}

/// A socket.
pub(crate) struct Socket {
    sending: mpsc::UnboundedSender<Message>,
    coming: mpsc::UnboundedReceiver<Came>,
    /// The sub-protocol that was agreed on.
    pub(crate) protocol: Option<String>,
}

/// The handshake, with these headers.
pub(crate) fn handshake(url: &str, headers: &[(&str, &str)]) -> Request<()> {
    let url = format!("{}/graphql", url.replacen("http", "ws", 1));
    let mut request = url.into_client_request().expect("a request");
    for (name, value) in headers {
        let name: tokio_tungstenite::tungstenite::http::HeaderName = name.parse().expect("a name");
        request.headers_mut().insert(name, HeaderValue::from_str(value).expect("a header"));
    }
    request
}

impl Socket {
    /// Opens one, and says nothing yet.
    pub(crate) async fn open(url: &str) -> Self {
        Self::open_with(url, &[("sec-websocket-protocol", "graphql-transport-ws")]).await.expect("a socket")
    }

    /// Opens one with these headers; or the status and the body of what came instead.
    pub(crate) async fn open_with(url: &str, headers: &[(&str, &str)]) -> Result<Self, (u16, Value)> {
        let (stream, answer) = connect_async(handshake(url, headers)).await.map_err(|error| match error {
            Error::Http(answer) => {
                let body = answer.body().as_deref().unwrap_or_default();
                (answer.status().as_u16(), serde_json::from_slice(body).unwrap_or_default())
            }
            error => panic!("{error}"),
        })?;
        let protocol = answer.headers().get("sec-websocket-protocol");
        let protocol = protocol.map(|name| name.to_str().expect("a text").to_owned());
        let (mut out, mut inward) = stream.split();
        let (sending, mut to_send) = mpsc::unbounded_channel();
        let (came, coming) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(message) = to_send.recv().await {
                if out.send(message).await.is_err() {
                    break;
                }
            }
        });
        // Reading on its own: so pings are answered whatever the test does.
        tokio::spawn(async move {
            let mut end = Came::Closed(None);
            while let Some(Ok(message)) = inward.next().await {
                match message {
                    Message::Text(text) => {
                        let _ = came.send(Came::Message(serde_json::from_str(&text).expect("JSON")));
                    }
                    Message::Close(Some(frame)) => {
                        end = Came::Closed(Some((frame.code.into(), frame.reason.to_string())));
                    }
                    _ => {}
                }
            }
            let _ = came.send(end);
        });
        Ok(Self { sending, coming, protocol })
    }

    /// Opens one and says who it is.
    pub(crate) async fn of(url: &str, who: &Person) -> Self {
        let mut socket = Self::open(url).await;
        socket.init(who).await;
        socket
    }

    /// Says who it is, which must be believed.
    pub(crate) async fn init(&mut self, who: &Person) {
        self.send(init(who));
        assert_eq!(self.next().await, json!({ "type": "connection_ack" }));
    }

    /// Sends a message.
    pub(crate) fn send(&self, message: Value) {
        self.send_raw(Message::text(message.to_string()));
    }

    /// Sends whatever it is. A socket that is closed takes it, too.
    pub(crate) fn send_raw(&self, message: Message) {
        let _ = self.sending.send(message);
    }

    /// Subscribes.
    pub(crate) fn subscribe(&self, id: &str, document: &str, variables: Value) {
        self.send(subscribe(id, document, variables));
    }

    /// What comes next.
    pub(crate) async fn came(&mut self) -> Came {
        let came = tokio::time::timeout(PATIENCE, self.coming.recv()).await.expect("something comes");
        came.expect("it is not closed yet")
    }

    /// The next message.
    pub(crate) async fn next(&mut self) -> Value {
        match self.came().await {
            Came::Message(message) => message,
            closed => panic!("{closed:?}"),
        }
    }

    /// The data of the next answer to this subscription.
    pub(crate) async fn data(&mut self, id: &str) -> Value {
        let mut message = self.next().await;
        assert_eq!((&message["type"], &message["id"]), (&json!("next"), &json!(id)), "{message}");
        assert!(message["payload"]["errors"].is_null(), "{message}");
        message["payload"]["data"].take()
    }

    /// The code of the first error with which this subscription ends.
    pub(crate) async fn error(&mut self, id: &str) -> String {
        let message = self.next().await;
        assert_eq!((&message["type"], &message["id"]), (&json!("error"), &json!(id)), "{message}");
        let errors = message["payload"].as_array().expect("a list");
        errors[0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("no code: {message}")).to_owned()
    }

    /// The code with which it is closed, whatever comes before.
    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            if let Came::Closed(end) = self.came().await {
                return end.map_or(0, |(code, _)| code);
            }
        }
    }
}

/// Says who it is.
pub(crate) fn init(who: &Person) -> Value {
    json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {}", who.access) } })
}

/// Subscribes.
pub(crate) fn subscribe(id: &str, document: &str, variables: Value) -> Value {
    json!({ "type": "subscribe", "id": id, "payload": { "query": document, "variables": variables } })
}

/// The first answer to a subscription, in the form of one to a query. Nobody is answered as the HTTP endpoint does.
pub(crate) async fn first_answer(url: &str, who: Option<&Person>, document: &str, variables: Value) -> Value {
    let mut socket = Socket::open(url).await;
    let unauthenticated = json!({ "data": null, "errors": [{ "extensions": { "code": "UNAUTHENTICATED" } }] });
    match who {
        None => socket.send(json!({ "type": "connection_init" })),
        Some(who) => socket.send(init(who)),
    }
    match socket.came().await {
        Came::Closed(Some((4403, _))) => return unauthenticated,
        came => assert_eq!(came, Came::Message(json!({ "type": "connection_ack" }))),
    }
    socket.subscribe("1", document, variables);
    let mut message = socket.next().await;
    match message["type"].as_str() {
        Some("next") => message["payload"].take(),
        _ => json!({ "data": null, "errors": message["payload"] }),
    }
}
