//! What waits to be sent over a socket: bounded, and small while nothing waits.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use futures_util::task::AtomicWaker;

use super::protocol::Close;

/// How many messages may wait. A client that has so many before it does not read.
const MOST: usize = 64;

/// Something to be sent.
#[derive(Debug)]
pub enum Out {
    /// A message of its own.
    Message(String),
    /// An answer that many are sent, for the subscription of this id.
    Next(Arc<str>, Arc<str>),
    /// The end.
    Close(Close),
}

/// What waits to be sent over one socket.
#[derive(Default)]
pub struct Outbox {
    waiting: Mutex<Waiting>,
    sender: AtomicWaker,
}

#[derive(Default)]
struct Waiting {
    out: VecDeque<Out>,
    overrun: bool,
}

impl Outbox {
    /// Puts something in; if too much waits there already, the socket is lost.
    pub fn put(&self, out: Out) {
        let mut waiting = self.waiting();
        if waiting.out.len() >= MOST {
            waiting.overrun = true;
        } else {
            waiting.out.push_back(out);
        }
        drop(waiting);
        self.sender.wake();
    }

    /// Waits for what is to be sent next; `None` once more was put in than the client takes. For the one task that sends.
    pub async fn next(&self) -> Option<Out> {
        poll_fn(|cx| {
            self.sender.register(cx.waker());
            let mut waiting = self.waiting();
            if waiting.overrun {
                return Poll::Ready(None);
            }
            match waiting.out.pop_front() {
                Some(out) => {
                    if waiting.out.is_empty() {
                        // Thousands of sockets are idle most of the time.
                        waiting.out = VecDeque::new();
                    }
                    Poll::Ready(Some(out))
                }
                None => Poll::Pending,
            }
        })
        .await
    }

    /// What can be sent right now.
    pub fn now(&self) -> Option<Out> {
        self.waiting().out.pop_front()
    }

    /// Waits until more was put in than the client takes.
    pub async fn overrun(&self) {
        poll_fn(|cx| {
            self.sender.register(cx.waker());
            if self.waiting().overrun { Poll::Ready(()) } else { Poll::Pending }
        })
        .await
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_client_that_does_not_read_is_lost() {
        let outbox = Outbox::default();
        for n in 0..MOST {
            outbox.put(Out::Message(n.to_string()));
        }
        let first = outbox.next().await;
        assert!(matches!(first, Some(Out::Message(text)) if text == "0"), "in their order");
        outbox.put(Out::Message("room again".into()));
        outbox.put(Out::Message("one too many".into()));
        assert!(outbox.next().await.is_none());
        outbox.overrun().await;
    }
}
