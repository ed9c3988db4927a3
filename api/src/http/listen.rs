//! Accepting connections: who is at the other end, and how long they may keep one open for nothing.

use std::future::Future;
use std::io::{self, ErrorKind, IoSlice};
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Sleep, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long a connection may keep us waiting.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the head of a request, the wait for it included.
    pub silence: Duration,
    /// For any part of an answer to be taken.
    pub untaken: Duration,
    /// At the end, for what is not being answered: half a head, or an answer that is not taken.
    pub leaving: Duration,
}

/// Silence, for longer than proxies keep an idle connection (a minute), so that they are the ones to hang up.
pub const PATIENCE: Patience =
    Patience { silence: Duration::from_secs(75), untaken: Duration::from_secs(30), leaving: Duration::from_secs(5) };
/// The largest head of a request, its URL included, in bytes: approximately, as a connection reads ahead.
const HEAD: usize = 64 * 1024;
/// The pause when no connection can be taken: mostly because the process has no descriptor left for one.
const NO_ROOM: Duration = Duration::from_millis(200);

/// The address at the other end of the connection: of the client, or of the last proxy.
#[derive(Debug, Clone, Copy)]
pub struct Line(pub IpAddr);

/// What runs until it is done, compiled once: an `async fn` would be compiled again in each program that awaits it,
/// with hyper, the router and all that they call.
type Running = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Answers until `told` to stop; then accepts no more connections, and finishes all that has begun.
pub fn listen(listener: TcpListener, router: Router, patience: Patience, told: Running) -> Running {
    Box::pin(async move {
        let (lines, closing) = (TaskTracker::new(), CancellationToken::new());
        let mut told = told;
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = &mut told => break,
            };
            let Ok((stream, peer)) = accepted.inspect_err(|fault| tracing::warn!(%fault, "no connection taken")) else {
                sleep(NO_ROOM).await;
                continue;
            };
            lines.spawn(answer(stream, Line(peer.ip()), router.clone(), patience, closing.clone()));
        }
        drop(listener);
        closing.cancel();
        lines.close();
        lines.wait().await;
    })
}

/// Answers what comes over a connection, until either end hangs up.
async fn answer(stream: TcpStream, at: Line, router: Router, patience: Patience, closing: CancellationToken) {
    let (router, answering) = (TowerToHyperService::new(router), Arc::new(AtomicBool::new(false)));
    let service = service_fn(|mut request: Request<Incoming>| {
        request.extensions_mut().insert(at);
        let (answer, answering) = (router.call(request), answering.clone());
        async move {
            answering.store(true, Ordering::Relaxed);
            let answer = answer.await;
            answering.store(false, Ordering::Relaxed);
            answer
        }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience.silence).max_buf_size(HEAD);
    let stream = Taken { stream, untaken: patience.untaken, waiting: None };
    let mut line = pin!(http.serve_connection(TokioIo::new(stream), service).with_upgrades());
    // How a connection ends only concerns the side that hung up.
    tokio::select! {
        _ = line.as_mut() => return,
        () = closing.cancelled() => line.as_mut().graceful_shutdown(),
    }
    // Each request has a limit of its own; a client that is not being answered must not hold up the end.
    while timeout(patience.leaving, line.as_mut()).await.is_err() && answering.load(Ordering::Relaxed) {}
}

/// A connection that breaks when the other end takes nothing of an answer for too long: otherwise we would hold answers
/// for ever for a client that never reads.
struct Taken {
    stream: TcpStream,
    untaken: Duration,
    /// Since when the other end has taken nothing more.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl Taken {
    fn in_time(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.waiting = None;
            return written;
        }
        let untaken = self.untaken;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(untaken)));
        waiting.as_mut().poll(cx).map(|()| Err(ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Taken {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl AsyncWrite for Taken {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.in_time(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        self.in_time(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// Longer than any test waits.
    const LONG: Duration = Duration::from_secs(60);
    const SHORT: Duration = Duration::from_millis(200);
    const PATIENT: Patience = Patience { silence: LONG, untaken: LONG, leaving: LONG };

    /// Serves, until the token is cancelled. `/much` answers with more than a connection buffers, `/late` after a
    /// second.
    fn serve(patience: Patience, until: CancellationToken) -> (std::net::SocketAddr, tokio::task::JoinHandle<()>) {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("as tokio wants it");
        let listener = TcpListener::from_std(listener).expect("a listener");
        let address = listener.local_addr().expect("an address");
        let late = || async {
            sleep(Duration::from_secs(1)).await;
            "late"
        };
        let router = Router::new()
            .route("/", get(|line: axum::Extension<Line>| async move { line.0.0.to_string() }))
            .route("/much", get(|| async { "x".repeat(64 << 20) }))
            .route("/late", get(late));
        let told = async move { until.cancelled().await };
        (address, tokio::spawn(listen(listener, router, patience, Box::pin(told))))
    }

    async fn served(silence: Duration) -> std::net::SocketAddr {
        serve(Patience { silence, ..PATIENT }, CancellationToken::new()).0
    }

    /// A connection over which this was sent.
    async fn sent(address: std::net::SocketAddr, text: &str) -> TcpStream {
        let mut line = TcpStream::connect(address).await.expect("a line");
        line.write_all(text.as_bytes()).await.expect("sent");
        line
    }

    #[tokio::test]
    async fn an_answer_that_nobody_takes_is_not_held_for_ever() {
        let (address, _) = serve(Patience { untaken: SHORT, ..PATIENT }, CancellationToken::new());
        let mut line = sent(address, "GET /much HTTP/1.1\r\nhost: x\r\n\r\n").await;
        let mut first = [0; 15];
        line.read_exact(&mut first).await.expect("it begins");
        assert_eq!(&first, b"HTTP/1.1 200 OK");
        // Nothing is taken until the connection must be broken; what is left in it then comes to an end early.
        sleep(10 * SHORT).await;
        let mut rest = Vec::new();
        let _ = timeout(LONG / 2, line.read_to_end(&mut rest)).await.expect("the line is broken");
        assert!(rest.len() < 64 << 20, "{}", rest.len());
    }

    #[tokio::test]
    async fn at_the_end_what_has_begun_is_finished_and_nobody_else_is_waited_for() {
        let until = CancellationToken::new();
        let (address, end) = serve(Patience { leaving: SHORT, ..PATIENT }, until.clone());
        let _half = sent(address, "GET / HTTP/1.1\r\nhost: x\r\n").await;
        let mut idle = sent(address, "GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
        let mut untaken = sent(address, "GET /much HTTP/1.1\r\nhost: x\r\n\r\n").await;
        let mut byte = [0];
        idle.read_exact(&mut byte).await.expect("an answer");
        untaken.read_exact(&mut byte).await.expect("an answer begins");
        let mut late = sent(address, "GET /late HTTP/1.1\r\nhost: x\r\n\r\n").await;
        // Sent, and read: the two connections before it were answered meanwhile.
        sent(address, "GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.read_exact(&mut byte).await.expect("an answer");
        until.cancel();
        timeout(LONG / 6, end).await.expect("an end").expect("no panic");
        let text = heard(&mut late).await.expect("closed");
        assert!(text.ends_with("late"), "{text}");
    }

    /// All that comes back until the connection is closed, or nothing more comes for two seconds.
    async fn heard(line: &mut TcpStream) -> Option<String> {
        let mut text = Vec::new();
        let ended = tokio::time::timeout(Duration::from_secs(2), line.read_to_end(&mut text)).await;
        ended.ok().map(|_| String::from_utf8_lossy(&text).into_owned())
    }

    #[tokio::test]
    async fn a_client_that_never_finishes_the_head_of_its_request_is_cut_off() {
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
