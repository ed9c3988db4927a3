//! A panic is an answer like any other, and ends nothing but its own request.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::fault::fault;

/// A panic of the future becomes an error, without the price of a task of its own.
pub(crate) async fn unless_it_panics<T>(future: impl Future<Output = T>) -> Result<T, Box<dyn Any + Send>> {
    let mut future = pin!(future);
    // Nothing of the future is looked at again after a panic.
    poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
        Ok(poll) => poll.map(Ok),
        Err(panic) => Poll::Ready(Err(panic)),
    })
    .await
}

/// Around everything: for what has no answer of its own to a panic.
pub(super) async fn caught(request: Request, next: Next) -> Response {
    let id = request.headers().get("x-request-id").cloned();
    unless_it_panics(next.run(request)).await.unwrap_or_else(|_| {
        tracing::error!(?id, "a request panicked");
        let headers = id.into_iter().map(|id| (axum::http::HeaderName::from_static("x-request-id"), id)).collect();
        let message = "Something went wrong on our side.";
        fault(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_SERVER_ERROR", message, &headers).into_response()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_error_wherever_it_happens() {
        let at_once = unless_it_panics(async { panic!("at once") });
        assert!(at_once.await.map(|(): ()| ()).is_err());
        let later = unless_it_panics(async {
            tokio::task::yield_now().await;
            panic!("later")
        });
        assert!(later.await.map(|(): ()| ()).is_err());
        assert_eq!(unless_it_panics(async { 1 }).await.expect("no panic"), 1);
    }
}
