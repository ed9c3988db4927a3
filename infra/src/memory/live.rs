//! What is told within one process.

use async_trait::async_trait;
use domain::live::change::{Change, Listener, Live, News};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::broadcast::{self, Receiver, Sender};

/// How many pieces of news a listener can be behind before it has missed some.
const BEHIND: usize = 256;

/// Tells the listeners of this process.
#[derive(Clone)]
pub struct MemoryLive(Sender<News>);

impl Default for MemoryLive {
    fn default() -> Self {
        Self(broadcast::channel(BEHIND).0)
    }
}

impl MemoryLive {
    pub(crate) fn tell(&self, news: News) {
        // Fails if nobody listens.
        let _ = self.0.send(news);
    }
}

impl Live for MemoryLive {
    fn publish(&self, changes: Vec<Change>) {
        self.tell(News::Changed(changes));
    }

    fn listen(&self) -> Box<dyn Listener> {
        Box::new(MemoryListener(self.0.subscribe()))
    }
}

struct MemoryListener(Receiver<News>);

#[async_trait]
impl Listener for MemoryListener {
    async fn news(&mut self) -> News {
        match self.0.recv().await {
            Ok(news) => news,
            Err(RecvError::Lagged(_)) => News::Missed,
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}
