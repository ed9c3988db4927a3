//! The protocol, to the letter; and its limits.

use std::time::Duration;

use api::http::gate::{Gate, LiveGate};
use api::http::origins::Origins;
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

use crate::harness::live::{Came, Socket, handshake, init, subscribe};
use crate::harness::notices::publish;
use crate::harness::on_both_stores;
use crate::harness::town::Town;
use crate::harness::world::World;

on_both_stores!(
    each_way_of_breaking_the_protocol_has_its_code,
    pings_are_answered_and_subscriptions_end,
    what_cannot_be_answered_is_an_error_and_the_socket_goes_on,
    a_socket_has_room_for_sixteen_subscriptions,
    pages_of_other_origins_are_refused,
);

const BOARD: &str = "subscription { boardChanged { notices { title } } }";

async fn each_way_of_breaking_the_protocol_has_its_code(world: &World) {
    let town = Town::build(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let hello = || init(&resident);
    let text = |value: Value| Message::text(value.to_string());
    let big = "x".repeat(64 * 1024);
    for (sent, code, reason) in [
        (vec![Message::text("{")], 4400, "Invalid message"),
        (vec![Message::text("[]")], 4400, "Invalid message"),
        (vec![text(json!({ "type": "hello" }))], 4400, "Invalid message"),
        (vec![Message::binary(hello().to_string().into_bytes())], 4400, "Invalid message"),
        (vec![text(json!({ "type": "connection_init", "payload": 1 }))], 4400, "Invalid message"),
        (vec![text(hello()), text(json!({ "type": "subscribe", "id": "1" }))], 4400, "Invalid message"),
        (vec![text(hello()), text(json!({ "type": "subscribe", "id": "1", "payload": {} }))], 4400, "Invalid message"),
        (vec![text(hello()), text(json!({ "type": "connection_ack" }))], 4400, "Invalid message"),
        (vec![text(subscribe("1", BOARD, json!({})))], 4401, "Unauthorized"),
        (vec![text(json!({ "type": "connection_init" }))], 4403, "Forbidden"),
        (
            vec![text(json!({ "type": "connection_init", "payload": { "authorization": "Bearer x" } }))],
            4403,
            "Forbidden",
        ),
        (
            vec![text(hello()), text(subscribe("é", BOARD, json!({}))), text(subscribe("é", BOARD, json!({})))],
            4409,
            "Subscriber already exists",
        ),
        (vec![text(hello()), text(hello())], 4429, "Too many initialisation requests"),
        (vec![text(hello()), text(json!({ "type": "ping", "payload": { "x": big } }))], 1009, "Message too big"),
    ] {
        let told = format!("{sent:?}").chars().take(200).collect::<String>();
        let mut socket = Socket::open(&world.url).await;
        sent.into_iter().for_each(|message| socket.send_raw(message));
        let end = loop {
            if let Came::Closed(end) = socket.came().await {
                break end;
            }
        };
        assert_eq!(end, Some((code, reason.to_owned())), "{told}");
    }
    let mut socket = Socket::open_with(&world.url, &[]).await.expect("a socket");
    assert_eq!((socket.protocol.take(), socket.closed().await), (None, 4406));
    let mut socket =
        Socket::open_with(&world.url, &[("sec-websocket-protocol", "other, graphql-transport-ws")]).await.expect("one");
    assert_eq!(socket.protocol.as_deref(), Some("graphql-transport-ws"));
    socket.init(&resident).await;
}

async fn pings_are_answered_and_subscriptions_end(world: &World) {
    let town = Town::build(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let mut socket = Socket::open(&world.url).await;
    socket.send(json!({ "type": "ping" }));
    assert_eq!(socket.next().await, json!({ "type": "pong" }), "even before anything else");
    socket.init(&resident).await;
    socket.send(json!({ "type": "pong", "payload": {} }));
    socket.send(json!({ "type": "ping", "payload": { "n": 1 } }));
    assert_eq!(socket.next().await, json!({ "type": "pong", "payload": { "n": 1 } }));

    socket.subscribe("1", BOARD, json!({}));
    socket.data("1").await;
    socket.subscribe("2", BOARD, json!({}));
    socket.data("2").await;
    socket.send(json!({ "type": "complete", "id": "1" }));
    socket.send(json!({ "type": "complete", "id": "never there" }));
    // Answered after what was sent before it.
    socket.send(json!({ "type": "ping" }));
    assert_eq!(socket.next().await, json!({ "type": "pong" }));
    publish(world, &town.staff[0], &town.communities[0], "停水", json!({})).await;
    socket.data("2").await;
    socket.subscribe("1", BOARD, json!({}));
    assert_eq!(socket.data("1").await["boardChanged"]["notices"][0]["title"], "停水", "the id is free again");
    publish(world, &town.staff[0], &town.communities[0], "停电", json!({})).await;
    let mut ids = [socket.next().await["id"].take(), socket.next().await["id"].take()];
    ids.sort_by_key(Value::to_string);
    assert_eq!(ids, [json!("1"), json!("2")]);
}

async fn what_cannot_be_answered_is_an_error_and_the_socket_goes_on(world: &World) {
    let town = Town::build(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let mut socket = Socket::of(&world.url, &resident).await;
    let two = "subscription { boardChanged { notices { title } } openWishesChanged { wishes { title } } }";
    let fragment = "subscription { ...F } fragment F on Subscription { a: boardChanged { notices { title } } b: boardChanged { notices { title } } }";
    let doubling = (0..30).map(|n| format!("fragment F{n} on LiveBoard {{ ...F{} ...F{} }} ", n + 1, n + 1));
    let doubling = format!(
        "subscription {{ boardChanged {{ ...F0 }} }} {} fragment F30 on LiveBoard {{ __typename }}",
        doubling.collect::<String>()
    );
    for (document, variables) in [
        ("subscription {", json!({})),
        ("subscription { nothing }", json!({})),
        ("subscription { boardChanged }", json!({})),
        ("subscription { boardChanged { notices(first: 0) { title } } }", json!({})),
        ("subscription { boardChanged { notices(first: 101) { title } } }", json!({})),
        ("subscription { __typename }", json!({})),
        ("subscription($s: ID!) { checkInCode(shiftId: $s) { digits } }", json!({})),
        ("subscription { boardChanged(communityId: \"wish_1\") { notices { title } } }", json!({})),
        (two, json!({})),
        (fragment, json!({})),
        (&doubling, json!({})),
        ("{ viewer { id } }", json!({})),
        ("mutation { logout { __typename } }", json!({})),
        (
            "subscription A { boardChanged { notices { title } } } subscription B { boardChanged { notices { title } } }",
            json!({}),
        ),
    ] {
        socket.subscribe("x", document, variables);
        assert_eq!(socket.error("x").await, "BAD_USER_INPUT", "{document}");
    }
    socket.send(json!({ "type": "subscribe", "id": "x", "payload": { "documentId": "sha256:0" } }));
    assert_eq!(socket.error("x").await, "UNKNOWN_DOCUMENT");
    // A name, in both languages: that of the payload counts, as some clients cannot send headers.
    for (lang, said) in [("zh-CN", "没有找到"), ("en", "not found")] {
        let mut socket = Socket::open(&world.url).await;
        let mut hello = init(&resident);
        hello["payload"]["Accept-Language"] = json!(lang);
        socket.send(hello);
        assert_eq!(socket.next().await["type"], "connection_ack");
        let text = format!(
            "subscription {{ boardChanged(communityId: \"{}\") {{ notices {{ title }} }} }}",
            town.communities[1]
        );
        socket.subscribe("x", &text, json!({}));
        let answer = socket.next().await;
        assert!(answer["payload"][0]["message"].as_str().is_some_and(|text| text.contains(said)), "{answer}");
        assert!(answer["payload"][0]["extensions"]["requestId"].is_string(), "{answer}");
    }
    socket.subscribe("x", BOARD, json!({}));
    socket.data("x").await;
    // By HTTP there are no subscriptions.
    let answer = world.ask(Some(&resident), BOARD, json!({})).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
}

async fn a_socket_has_room_for_sixteen_subscriptions(world: &World) {
    let town = Town::build(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let mut socket = Socket::of(&world.url, &resident).await;
    let (mut answered, mut refused) = (0, 0);
    for n in 0..1_000 {
        socket.subscribe(&n.to_string(), BOARD, json!({}));
    }
    for _ in 0..1_000 {
        let message = socket.next().await;
        match message["type"].as_str() {
            Some("next") => answered += 1,
            Some("error") => {
                assert_eq!(message["payload"][0]["extensions"]["code"], "BAD_USER_INPUT", "{message}");
                refused += 1;
            }
            _ => panic!("{message}"),
        }
    }
    assert_eq!((answered, refused), (16, 984));
}

async fn pages_of_other_origins_are_refused(world: &World) {
    let protocol = ("sec-websocket-protocol", "graphql-transport-ws");
    let refused = Socket::open_with(&world.url, &[protocol, ("origin", "https://evil.example")]).await;
    let (status, body) = refused.err().expect("refused");
    assert_eq!((status, &body["code"]), (403, &json!("FORBIDDEN")));
    assert!(body["requestId"].is_string(), "{body}");
    let answer = world.http().post(format!("{}/graphql", world.url)).header("origin", "https://evil.example");
    let answer = answer.json(&json!({ "query": "{ __typename }" })).send().await.expect("an answer");
    assert!(answer.headers().get("access-control-allow-origin").is_none(), "a browser shows it to nobody");
}

fn gate(live: LiveGate) -> Gate {
    let origins = Origins::parse(&["https://console.example".into()]).expect("an origin");
    Gate { explore: true, rate_factor: 1_000, origins, live, ..Gate::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_the_origins_that_are_named_are_served() {
    let world = World::on_sqlite(gate(LiveGate::default())).await;
    let (protocol, own) = (("sec-websocket-protocol", "graphql-transport-ws"), "https://console.example");
    Socket::open_with(&world.url, &[protocol, ("origin", own)]).await.expect("a socket");
    for foreign in ["http://console.example", "https://console.example.evil.example", "null"] {
        let answer = Socket::open_with(&world.url, &[protocol, ("origin", foreign)]).await;
        assert_eq!(answer.err().expect("refused").0, 403, "{foreign}");
    }
    let url = format!("{}/graphql", world.url);
    let asked = world.http().request(reqwest::Method::OPTIONS, &url).header("origin", own);
    let asked = asked.header("access-control-request-method", "POST");
    let asked = asked.header("access-control-request-headers", "authorization,content-type").send().await;
    let allowed = asked.expect("an answer");
    assert!(allowed.status().is_success());
    assert_eq!(allowed.headers()["access-control-allow-origin"], own);
    let headers = allowed.headers()["access-control-allow-headers"].to_str().expect("a text");
    assert!(headers.contains("authorization") && headers.contains("content-type"), "{headers}");
    let answer = world.http().post(&url).header("origin", own).json(&json!({ "query": "{ __typename }" }));
    let answer = answer.send().await.expect("an answer");
    assert_eq!(answer.headers()["access-control-allow-origin"], own);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_does_not_say_who_it_is_is_cut_off() {
    let live = LiveGate { init: Duration::from_millis(200), ..LiveGate::default() };
    let world = World::on_sqlite(gate(live)).await;
    let mut socket = Socket::open(&world.url).await;
    // That it is there is not enough.
    socket.send(json!({ "type": "ping" }));
    assert_eq!(socket.closed().await, 4408);
}

#[tokio::test(flavor = "multi_thread")]
async fn there_are_so_many_sockets_and_so_many_of_a_login() {
    let live = LiveGate { sockets: 4, of_a_login: 2, ..LiveGate::default() };
    let world = World::on_sqlite(gate(live)).await;
    let (one, other) = (world.login("one").await, world.login("other").await);
    let first = Socket::of(&world.url, &one).await;
    let _second = Socket::of(&world.url, &one).await;
    let mut third = Socket::open(&world.url).await;
    third.send(init(&one));
    assert_eq!(third.closed().await, 4429);
    let _others = (Socket::of(&world.url, &other).await, Socket::of(&world.url, &other).await);
    let refused = Socket::open_with(&world.url, &[("sec-websocket-protocol", "graphql-transport-ws")]).await;
    let (status, body) = refused.err().expect("refused");
    assert_eq!((status, &body["code"]), (503, &json!("UNAVAILABLE")));
    // Room comes back when somebody goes.
    first.send_raw(Message::Close(None));
    let again = async {
        loop {
            let protocol = [("sec-websocket-protocol", "graphql-transport-ws")];
            if let Ok(mut socket) = Socket::open_with(&world.url, &protocol).await {
                return socket.init(&one).await;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), again).await.expect("room");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_is_gone_or_does_not_read_is_let_go() {
    let live = LiveGate { look: Duration::from_millis(100), ..LiveGate::default() };
    let world = World::on_sqlite(gate(live)).await;
    let somebody = world.login("somebody").await;
    let auth = format!("Bearer {}", somebody.access);
    let headers = [("sec-websocket-protocol", "graphql-transport-ws"), ("authorization", auth.as_str())];
    // It says who it is in the header of the upgrade, and never reads again: no ping of ours is answered.
    let (mut silent, _) = connect_async(handshake(&world.url, &headers)).await.expect("a socket");
    futures_util::SinkExt::send(&mut silent, Message::text(r#"{"type":"connection_init"}"#)).await.expect("sent");
    let ack = silent.next().await.expect("an answer").expect("a message");
    assert_eq!(ack.into_text().expect("a text").as_str(), r#"{"type":"connection_ack"}"#);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let end = async { while let Some(Ok(_)) = silent.next().await {} };
    tokio::time::timeout(Duration::from_secs(20), end).await.expect("it was let go");
    // A client that answers stays.
    let mut awake = Socket::of(&world.url, &somebody).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    awake.send(json!({ "type": "ping" }));
    assert_eq!(awake.next().await, json!({ "type": "pong" }));
}
