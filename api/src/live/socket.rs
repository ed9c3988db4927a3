//! A socket, from the upgrade to its end.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use async_graphql::ServerError;
use async_graphql::parser::types::OperationType;
use axum::body::Body;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket, WebSocketUpgrade};
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use domain::access::Viewer;
use domain::failure::Failure;
use domain::members::login;
use serde_json::{Map, Value};
use tokio::time::{interval, timeout};

use super::gauge::Counted;
use super::hub::{Joining, Keeper, Place};
use super::outbox::{Out, Outbox};
use super::protocol::{self, Close, Message, PROTOCOL};
use super::run::Asked;
use crate::graphql::answer::error;
use crate::graphql::shown::{coded, nowhere};
use crate::http::admit::admit;
use crate::http::app::{App, document_of};
use crate::http::asked::{self, from_fields};
use crate::http::auth::authenticate;
use crate::http::document::missing_variable;
use crate::http::fault::{fault, retry_after, told};
use crate::http::listen::Line;
use crate::language::{Lang, language};

/// The largest message of a client, in bytes.
const MESSAGE: usize = 64 * 1024;
/// The buffers of a socket. Of thousands most are idle.
const BUFFER: usize = 1024;
/// How many subscriptions a socket can have.
pub const SUBSCRIPTIONS: usize = 16;
/// What a client may say of itself when it begins, in place of headers, which not all clients can send.
const SAID_AT_INIT: [&str; 2] = ["authorization", "accept-language"];

/// `GET /graphql`, where it asks for a socket.
pub async fn endpoint(
    State(app): State<Arc<App>>,
    Extension(line): Extension<Line>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response<Body> {
    let refuse = |status, code, message| fault(status, code, message, &headers).into_response();
    if !app.gate.origins.allow(&headers) {
        let message = "Pages of this origin may not call Linli: see the setting --origins.";
        return refuse(StatusCode::FORBIDDEN, "FORBIDDEN", message);
    }
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(_) => return refuse(StatusCode::BAD_REQUEST, "BAD_USER_INPUT", "This is no WebSocket handshake."),
    };
    let lang = language(&headers);
    if let Err(failure) = admit(&app, None, &headers, line, None).await {
        return (retry_after(&failure), told(failure, lang, &headers)).into_response();
    }
    let counted = match app.sockets.count(app.gate.live.sockets) {
        Some(counted) if !app.closing.is_cancelled() => counted,
        _ => {
            return refuse(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", "No more sockets are taken here for now.");
        }
    };
    let running = app.clone();
    let upgrade = upgrade
        .protocols([PROTOCOL])
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_write_buffer_size(16 * MESSAGE)
        .max_message_size(MESSAGE)
        .max_frame_size(MESSAGE);
    upgrade.on_upgrade(move |socket| {
        let tasks = running.tasks.clone();
        // The headers hold the login, in case the client says nothing of it later.
        let begin = Box::new((headers, line));
        tasks.track_future(serve(running, socket, counted, begin))
    })
}

/// What a socket has been told of its client, and what it is subscribed to.
struct Socket {
    app: Arc<App>,
    outbox: Arc<Outbox>,
    subscriptions: Arc<Subscriptions>,
    counted: Counted,
    /// The headers of the upgrade, until the client has said who it is.
    begin: Option<Box<(HeaderMap, Line)>>,
    client: Option<Box<Client>>,
    /// The number of the last subscription.
    last: u64,
}

struct Client {
    viewer: Arc<Viewer>,
    lang: Lang,
    line: Line,
    /// When the login was last known to live.
    known: Instant,
}

/// The subscriptions of a socket, by their ids: each with its place, once it was answered.
#[derive(Default)]
struct Subscriptions(Mutex<HashMap<Arc<str>, Subscription>>);

struct Subscription {
    /// Tells it from an earlier one of the same id.
    number: u64,
    asked: Arc<Asked>,
    place: Option<Place>,
}

impl Subscriptions {
    fn all(&self) -> MutexGuard<'_, HashMap<Arc<str>, Subscription>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Keeper for Subscriptions {
    fn placed(&self, id: &str, number: u64, place: Place) -> bool {
        match self.all().get_mut(id) {
            Some(subscription) if subscription.number == number => {
                subscription.place = Some(place);
                true
            }
            _ => false,
        }
    }

    fn ended(&self, id: &str, number: u64) -> bool {
        let mut all = self.all();
        let there = all.get(id).is_some_and(|it| it.number == number);
        if there {
            all.remove(id);
        }
        there
    }
}

/// Serves a socket to its end.
async fn serve(app: Arc<App>, mut socket: WebSocket, counted: Counted, begin: Box<(HeaderMap, Line)>) {
    let close = if socket.protocol().is_none() {
        Some(Close::SUBPROTOCOL)
    } else {
        let mut this = Socket {
            outbox: Arc::default(),
            subscriptions: Arc::default(),
            begin: Some(begin),
            client: None,
            last: 0,
            counted,
            app,
        };
        let close = this.run(&mut socket).await;
        this.leave();
        close
    };
    if let Some(Close(code, reason)) = close {
        let frame = Frame::Close(Some(CloseFrame { code, reason: reason.into() }));
        // A client that reads nothing any more does not hear of it.
        let farewell = async {
            socket.send(frame).await?;
            while let Some(Ok(_)) = socket.recv().await {}
            if close == Some(Close::TOO_BIG) {
                // The rest of the message is never read, and hanging up over it would lose the farewell.
                std::future::pending::<()>().await;
            }
            Ok::<_, axum::Error>(())
        };
        let _ = timeout(std::time::Duration::from_secs(2), farewell).await;
    }
}

impl Socket {
    /// Until there is a reason to close it; `None` if the client is gone already.
    async fn run(&mut self, socket: &mut WebSocket) -> Option<Close> {
        let (app, outbox) = (self.app.clone(), self.outbox.clone());
        let live = app.gate.live;
        match timeout(live.init, self.init(socket)).await {
            Ok(ControlFlow::Continue(())) => {}
            Ok(ControlFlow::Break(close)) => return close,
            Err(_) => return Some(Close::INIT_TIMEOUT),
        }
        let mut looks = interval(live.look);
        looks.reset();
        // How often it was looked for a client that said nothing, not even that it is there.
        let mut silent = 0;
        loop {
            tokio::select! {
                frame = socket.recv() => {
                    silent = 0;
                    if let ControlFlow::Break(close) = self.heard(frame).await {
                        return close;
                    }
                }
                out = outbox.next() => {
                    // `None`: it takes too little of what it is sent.
                    let mut out = Some(out?);
                    while let Some(next) = out {
                        if let ControlFlow::Break(close) = self.send(socket, next).await {
                            return close;
                        }
                        out = outbox.now();
                    }
                }
                _ = looks.tick() => {
                    silent += 1;
                    if silent > live.unanswered {
                        return None;
                    }
                    if let ControlFlow::Break(close) = self.look(socket).await {
                        return close;
                    }
                }
                () = app.closing.cancelled() => return Some(Close::GOING_AWAY),
            }
        }
    }

    /// Until the client has said who it is.
    async fn init(&mut self, socket: &mut WebSocket) -> ControlFlow<Option<Close>> {
        while self.client.is_none() {
            let frame = tokio::select! {
                frame = socket.recv() => frame,
                () = self.app.closing.cancelled() => return ControlFlow::Break(Some(Close::GOING_AWAY)),
            };
            self.heard(frame).await?;
            while let Some(out) = self.outbox.now() {
                self.send(socket, out).await?;
            }
        }
        ControlFlow::Continue(())
    }

    async fn send(&self, socket: &mut WebSocket, out: Out) -> ControlFlow<Option<Close>> {
        let text = match out {
            Out::Message(text) => text,
            Out::Next(id, json) => protocol::next(&id, &json),
            Out::Close(close) => return ControlFlow::Break(Some(close)),
        };
        tokio::select! {
            sent = socket.send(Frame::Text(text.into())) => match sent {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(None),
            },
            () = self.outbox.overrun() => ControlFlow::Break(None),
        }
    }

    /// What came from the client.
    async fn heard(&mut self, frame: Option<Result<Frame, axum::Error>>) -> ControlFlow<Option<Close>> {
        let end = |close| ControlFlow::Break(Some(close));
        let message = match frame {
            Some(Ok(Frame::Text(text))) => Message::read(&text),
            Some(Ok(Frame::Binary(_))) => None,
            Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => return ControlFlow::Continue(()),
            Some(Ok(Frame::Close(_))) | None => return ControlFlow::Break(None),
            Some(Err(fault)) => return ControlFlow::Break(too_big(&fault).then_some(Close::TOO_BIG)),
        };
        match message {
            None => end(Close::BAD_REQUEST),
            Some(Message::ConnectionInit(said)) => match self.client {
                Some(_) => end(Close::TOO_MANY_INITS),
                None => match Box::pin(self.recognise(said)).await {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(close) => end(close),
                },
            },
            Some(Message::Ping(payload)) => {
                self.outbox.put(Out::Message(protocol::pong(payload)));
                ControlFlow::Continue(())
            }
            Some(Message::Pong) => ControlFlow::Continue(()),
            Some(Message::Subscribe(..)) if self.client.is_none() => end(Close::UNAUTHORIZED),
            Some(Message::Subscribe(id, payload)) => Box::pin(self.subscribe(id.into(), payload)).await,
            Some(Message::Complete(id)) => {
                // It may have ended meanwhile, and then the client did not know.
                let ended = self.subscriptions.all().remove(&*id);
                if let Some(place) = ended.and_then(|it| it.place) {
                    self.app.hub.leave(place);
                }
                ControlFlow::Continue(())
            }
        }
    }

    /// Finds out who the client is.
    async fn recognise(&mut self, said: Map<String, Value>) -> Result<(), Close> {
        let (mut headers, line) = *self.begin.take().ok_or(Close::TOO_MANY_INITS)?;
        for (name, value) in said {
            let name = name.to_ascii_lowercase();
            if SAID_AT_INIT.contains(&&*name)
                && let Some(value) = value.as_str()
                && let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value))
            {
                headers.insert(name, value);
            }
        }
        let viewer = match authenticate(&self.app, &headers, &[]).await {
            Ok(Some(viewer)) => viewer,
            Ok(None) | Err(Failure::Unauthenticated) => return Err(Close::FORBIDDEN),
            Err(_) => return Err(Close::TRY_AGAIN_LATER),
        };
        if !self.counted.count_for(viewer.session, self.app.gate.live.of_a_login) {
            return Err(Close::TOO_MANY_SOCKETS);
        }
        let lang = language(&headers);
        self.client = Some(Box::new(Client { viewer: Arc::new(viewer), lang, line, known: Instant::now() }));
        self.outbox.put(Out::Message(protocol::connection_ack()));
        Ok(())
    }

    async fn subscribe(&mut self, id: Arc<str>, payload: Map<String, Value>) -> ControlFlow<Option<Close>> {
        let Some(client) = &self.client else { return ControlFlow::Break(Some(Close::UNAUTHORIZED)) };
        let (taken, full) = {
            let all = self.subscriptions.all();
            (all.contains_key(&id), all.len() >= SUBSCRIPTIONS)
        };
        if taken {
            return ControlFlow::Break(Some(Close::SUBSCRIBER_EXISTS));
        }
        let refuse = |error: ServerError| {
            let errors = serde_json::to_string(&[error]).unwrap_or_default();
            self.outbox.put(Out::Message(protocol::error(&id, &errors)));
            ControlFlow::Continue(())
        };
        if full {
            return refuse(coded(format!("A socket has at most {SUBSCRIPTIONS} subscriptions."), "BAD_USER_INPUT"));
        }
        if let Err(failure) = admit(&self.app, Some(&client.viewer), &HeaderMap::new(), client.line, None).await {
            return refuse(nowhere(error(failure, client.lang)));
        }
        let asked = match from_fields(payload) {
            Ok(asked) => asked,
            Err(_) => return ControlFlow::Break(Some(Close::BAD_REQUEST)),
        };
        match read(&self.app, client, asked) {
            Ok(asked) => {
                self.join(id, Arc::new(asked));
                ControlFlow::Continue(())
            }
            Err(error) => refuse(error),
        }
    }

    /// Has a subscription answered from now on.
    fn join(&mut self, id: Arc<str>, asked: Arc<Asked>) {
        self.last += 1;
        let (hub, number) = (self.app.hub.clone(), self.last);
        let subscription = Subscription { number, asked: asked.clone(), place: None };
        self.subscriptions.all().insert(id.clone(), subscription);
        let joining = Joining { outbox: self.outbox.clone(), id, number, keeper: self.subscriptions.clone() };
        let answering: Pin<Box<dyn Future<Output = ()> + Send>> =
            Box::pin(async move { hub.subscribe((*asked).clone(), joining).await });
        tokio::spawn(answering);
    }

    /// Looks whether the login still lives, and the client is still there.
    async fn look(&mut self, socket: &mut WebSocket) -> ControlFlow<Option<Close>> {
        let Some(client) = &mut self.client else { return ControlFlow::Break(None) };
        match Box::pin(login::still(&self.app.ports, &client.viewer)).await {
            Ok(Some(viewer)) => {
                client.known = Instant::now();
                if viewer.standing != client.viewer.standing {
                    client.viewer = Arc::new(viewer);
                    self.ask_again();
                }
            }
            Ok(None) => return ControlFlow::Break(Some(Close::FORBIDDEN)),
            Err(failure) => {
                tracing::warn!(%failure, "it is not known whether the login of a socket still lives");
                if client.known.elapsed() >= self.app.gate.live.believed {
                    return ControlFlow::Break(Some(Close::TRY_AGAIN_LATER));
                }
            }
        }
        match socket.send(Frame::Ping(Default::default())).await {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(None),
        }
    }

    /// Asks everything again, with the rights that the client has by now.
    fn ask_again(&mut self) {
        let Some(viewer) = self.client.as_ref().map(|client| client.viewer.clone()) else { return };
        let all: Vec<_> = self.subscriptions.all().drain().collect();
        for (id, subscription) in all {
            if let Some(place) = subscription.place {
                self.app.hub.leave(place);
            }
            self.join(id, Arc::new(Asked { viewer: viewer.clone(), ..(*subscription.asked).clone() }));
        }
    }

    /// Gives up all that it is subscribed to.
    fn leave(&self) {
        let all: Vec<_> = self.subscriptions.all().drain().collect();
        all.into_iter().filter_map(|(_, it)| it.place).for_each(|place| self.app.hub.leave(place));
    }
}

/// What a client wants to hear: the same measures as for requests, and one subscription.
fn read(app: &App, client: &Client, asked: asked::Asked) -> Result<Asked, ServerError> {
    let wrong = |message: String| Err(coded(message, "BAD_USER_INPUT"));
    let document = document_of(app, &asked, client.lang)?;
    if let Err(message) = document.fit(&asked.variables) {
        return wrong(message);
    }
    let Some(operation) = document.operation(asked.operation_name.as_deref()) else {
        return wrong("`operationName` names no operation of the document.".into());
    };
    if operation.ty != OperationType::Subscription {
        return wrong("Queries and mutations are sent by POST.".into());
    }
    // GraphQL, section 5.2.3.1.
    if document.acting(operation).len() != 1 {
        return wrong("A subscription has one root field.".into());
    }
    if let Some(name) = missing_variable(operation, &asked.variables) {
        return wrong(format!("The variable `${name}` is missing."));
    }
    let (operation_name, variables) = (asked.operation_name, asked.variables);
    Ok(Asked { document, operation_name, variables, lang: client.lang, viewer: client.viewer.clone() })
}

/// Whether a message was refused for its size.
fn too_big(fault: &axum::Error) -> bool {
    use std::error::Error;
    fault.source().is_some_and(|source| source.to_string().contains("too long"))
}
