//! Traces: a request and the jobs that follow from it are told as one, and nothing of what people wrote is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use serde_json::json;

use crate::harness::notices::publish;
use crate::harness::servers::shared_redis;
use crate::harness::service::{Service, settings};
use crate::harness::town::{Town, staff};
use crate::harness::world::World;

/// A collector of OpenTelemetry: keeps what it is sent.
async fn collector() -> (String, Arc<Mutex<Vec<u8>>>) {
    let kept = Arc::<Mutex<Vec<u8>>>::default();
    let keep = kept.clone();
    let take = move |sent: Bytes| {
        keep.lock().expect("what was sent").extend_from_slice(&sent);
        std::future::ready("")
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let router = Router::new().route("/v1/traces", post(take));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, kept)
}

/// The names of the spans of each trace. In the protocol a span begins with its trace (field 1, 16 bytes) and its own id
/// (field 2, 8 bytes); that of what it is part of (field 4) and its name (field 5) follow.
fn spans(sent: &[u8]) -> BTreeMap<Vec<u8>, BTreeSet<String>> {
    let mut traces = BTreeMap::<_, BTreeSet<_>>::new();
    for at in 0..sent.len() {
        let Some((trace, rest)) = sent[at..].strip_prefix(&[0x0a, 16]).and_then(|rest| rest.split_at_checked(16))
        else {
            continue;
        };
        let Some((_, rest)) = rest.strip_prefix(&[0x12, 8]).and_then(|rest| rest.split_at_checked(8)) else { continue };
        let rest = rest.strip_prefix(&[0x1a, 0]).unwrap_or(rest);
        let rest = rest.strip_prefix(&[0x22, 8]).map_or(rest, |rest| &rest[8..]);
        let rest = rest.strip_prefix(&[0x22, 0]).unwrap_or(rest);
        if let [0x2a, long, name @ ..] = rest {
            let name = String::from_utf8_lossy(&name[..usize::from(*long)]).into_owned();
            traces.entry(trace.to_vec()).or_default().insert(name);
        }
    }
    traces
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_and_the_jobs_that_follow_from_it_are_one_trace() {
    let mut world = World::postgres().await;
    // Administrators give a code at a service, and none here.
    let mut town = Town::build(&world).await;
    let (address, kept) = collector().await;
    let mut settings = settings(&world.database, Some(shared_redis()), &world.stand_in);
    settings.retain(|(name, _)| *name != "LINLI_NO_WORKER");
    settings.push(("OTEL_EXPORTER_OTLP_ENDPOINT", address));
    settings.push(("OTEL_BSP_SCHEDULE_DELAY", "100".into()));
    let mut service = Service::start(&settings).await;
    world.url = service.linli.url.clone();
    town.staff[0] = staff(&world, &town).await;
    let resident = town.resident(&world, "author", 0, None).await;
    publish(&world, &town.staff[0], &town.communities[0], "周六停水通知", json!({})).await;

    let whole = ["request", "database", "Redis", "job"].map(str::to_owned).into();
    let told = || kept.lock().expect("what was sent").clone();
    let all = async {
        while !spans(&told()).values().any(|names| names.is_superset(&whole)) {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    let late = tokio::time::timeout(std::time::Duration::from_secs(20), all).await.is_err();
    assert!(!late, "{:?}\n{}", spans(&told()).values(), service.linli.output());
    service.stop().await;
    let sent = String::from_utf8_lossy(&told()).into_owned();
    for told in ["tellReadersIn", "publishNotice", "/graphql", "INSERT INTO", "/sns/jscode2session"] {
        assert!(sent.contains(told), "{told} was not sent");
    }
    for secret in ["周六停水", "openid-author", &resident.access, infra::wechat::StandIn::SECRET, "13800"] {
        assert!(!sent.contains(secret), "{secret} was sent");
    }
}
