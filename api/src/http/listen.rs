//! Taking connections: who is at the other end, and how long he may keep a line open for nothing.

use std::future::Future;
use std::net::IpAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long the head of a request may take, the wait for it included. Longer than proxies keep an idle line (a minute),
/// so that it is they who hang up.
pub const SILENCE: Duration = Duration::from_secs(75);
/// The largest head of a request, its URL included, in bytes: about, as a line reads ahead.
const HEAD: usize = 64 * 1024;
/// The pause when no connection can be taken: mostly because the process has no descriptor left for one.
const NO_ROOM: Duration = Duration::from_millis(200);

/// The address at the other end of the line: of the client, or of the last proxy.
#[derive(Debug, Clone, Copy)]
pub struct Line(pub IpAddr);

/// Answers until `told` to stop; then takes nobody in, and finishes all that has begun.
pub async fn listen(listener: TcpListener, router: Router, silence: Duration, told: impl Future<Output = ()>) {
    let (lines, closing) = (TaskTracker::new(), CancellationToken::new());
    let mut told = pin!(told);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut told => break,
        };
        let Ok((stream, peer)) = accepted.inspect_err(|fault| tracing::warn!(%fault, "no connection taken")) else {
            tokio::time::sleep(NO_ROOM).await;
            continue;
        };
        let (router, closing) = (TowerToHyperService::new(router.clone()), closing.clone());
        lines.spawn(async move {
            let service = service_fn(move |mut request: Request<Incoming>| {
                request.extensions_mut().insert(Line(peer.ip()));
                router.call(request)
            });
            let mut http = http1::Builder::new();
            http.timer(TokioTimer::new()).header_read_timeout(silence).max_buf_size(HEAD);
            let mut line = pin!(http.serve_connection(TokioIo::new(stream), service));
            // How a line ends is the business of who hung up.
            tokio::select! {
                _ = line.as_mut() => return,
                () = closing.cancelled() => line.as_mut().graceful_shutdown(),
            }
            let _ = line.await;
        });
    }
    drop(listener);
    closing.cancel();
    lines.close();
    lines.wait().await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    async fn served(silence: Duration) -> std::net::SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let router = Router::new().route("/", get(|line: axum::Extension<Line>| async move { line.0.0.to_string() }));
        tokio::spawn(listen(listener, router, silence, std::future::pending()));
        address
    }

    /// All that comes back until the line is closed, or nothing more comes for two seconds.
    async fn heard(line: &mut TcpStream) -> Option<String> {
        let mut text = Vec::new();
        let ended = tokio::time::timeout(Duration::from_secs(2), line.read_to_end(&mut text)).await;
        ended.ok().map(|_| String::from_utf8_lossy(&text).into_owned())
    }

    #[tokio::test]
    async fn who_never_finishes_the_head_of_his_request_is_cut_off() {
        let address = served(Duration::from_millis(200)).await;
        let mut line = TcpStream::connect(address).await.expect("a line");
        let mut dripping = async || {
            // A byte now and then does not buy more time.
            for byte in "GET / HTTP/1.1\r\nhost: x\r\nx: yyyyyyyyyyyyyyyyyyyyyyyy".bytes() {
                if line.write_all(&[byte]).await.is_err() {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        dripping().await;
        assert!(heard(&mut line).await.is_some_and(|text| !text.contains("200 OK")), "cut off");
        let mut idle = TcpStream::connect(address).await.expect("a line");
        assert!(heard(&mut idle).await.is_some(), "an idle line is closed");
    }

    #[tokio::test]
    async fn the_head_of_a_request_has_a_size_and_a_sender() {
        let address = served(Duration::from_secs(60)).await;
        for (filling, expected) in [(1_000, "200 OK"), (1_000_000, "431")] {
            let mut line = TcpStream::connect(address).await.expect("a line");
            let head = format!("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx: {}\r\n\r\n", "y".repeat(filling));
            // A head that is too long is not read to its end.
            let _ = line.write_all(head.as_bytes()).await;
            let text = heard(&mut line).await.expect("an answer");
            assert!(text.contains(expected), "{filling}: {text}");
            assert!(expected != "200 OK" || text.contains("127.0.0.1"), "{text}");
            assert!(!text.to_lowercase().contains("server:"), "no version: {text}");
        }
    }
}
