//! What is told between processes: Redis publishes it, and keeps nothing of it.
//!
//! | Channel | Message |
//! |---|---|
//! | `linli:live` | JSON: who tells, and [`Told`] |
//!
//! What a process tells, its own listeners hear at once and not from Redis. A process tells the others every few seconds
//! that it is there, and hears itself say so: so it notices a connection that brings nothing any more, though nobody
//! hung up. A process that was not connected for a while, or could not be told, has missed something.

use std::time::Duration;

use ::redis::io::tcp::TcpSettings;
use ::redis::{Client, IntoConnectionInfo, Msg, aio, cmd};
use domain::failure::Cause;
use domain::live::change::{Change, Listener, Live, News};
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use super::link::{Link, bounded};
use crate::memory::MemoryLive;

const CHANNEL: &str = "linli:live";
/// How often a process says that it is there.
const THERE: Duration = Duration::from_secs(5);
/// After this much silence a connection is given up.
const SILENCE: Duration = Duration::from_secs(13);
/// The pause before connecting again.
const PAUSE: Duration = Duration::from_millis(500);
/// How many changes may wait to be told.
const WAITING: usize = 1024;

/// A message.
#[derive(Serialize, Deserialize)]
struct Message {
    /// The process that tells.
    by: Uuid,
    told: Told,
}

/// What is told. A later release may tell more: what is not known counts as missed.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Told {
    /// Nothing but that the process is there.
    There,
    /// These changes.
    Changed(Vec<Change>),
    /// That something could not be told.
    Missed,
}

/// Tells the listeners of all processes.
pub struct RedisLive {
    here: MemoryLive,
    telling: Sender<Vec<Change>>,
}

impl RedisLive {
    /// Connects. Goes on until it is dropped; a Redis that is away is waited for.
    pub async fn connect(url: &str) -> Result<Self, Cause> {
        let (link, here, by) = (Link::connect(url).await?, MemoryLive::default(), Uuid::now_v7());
        let (telling, told) = channel(WAITING);
        let nodes: Vec<_> = url.split(',').map(|node| node.trim().to_owned()).collect();
        let hearing = tokio::spawn(hear(nodes, by, here.clone()));
        tokio::spawn(async move {
            tell(link, by, told).await;
            hearing.abort();
        });
        Ok(Self { here, telling })
    }
}

impl Live for RedisLive {
    fn publish(&self, changes: Vec<Change>) {
        self.here.publish(changes.clone());
        if let Err(TrySendError::Full(_)) = self.telling.try_send(changes) {
            tracing::warn!("what changed could not be told to other processes");
        }
    }

    fn listen(&self) -> Box<dyn Listener> {
        self.here.listen()
    }
}

/// Tells the others until nobody has anything to tell any more. What could not be told is made up for.
async fn tell(mut link: Link, by: Uuid, mut changes: Receiver<Vec<Change>>) {
    let mut missed = false;
    loop {
        let told = match timeout(THERE, changes.recv()).await {
            Ok(None) => return,
            // As many as the queue holds: some may not have found room in it.
            Ok(Some(_)) if missed || changes.len() == WAITING => Told::Missed,
            Ok(Some(changes)) => Told::Changed(changes),
            Err(_) if missed => Told::Missed,
            Err(_) => Told::There,
        };
        let message = serde_json::to_string(&Message { by, told }).unwrap_or_default();
        let mut publish = cmd("PUBLISH");
        publish.arg(CHANNEL).arg(message);
        missed = match bounded(publish.query_async::<i64>(&mut link)).await {
            Ok(_) => false,
            Err(failure) => {
                tracing::warn!(%failure, "what changed could not be told to other processes");
                sleep(PAUSE).await;
                true
            }
        };
    }
}

/// Hears the others for as long as it runs, at whichever node answers: in a Cluster each tells all.
async fn hear(nodes: Vec<String>, by: Uuid, here: MemoryLive) {
    let mut first = true;
    for node in nodes.iter().cycle() {
        match timeout(SILENCE, subscribe(node)).await {
            Ok(Ok(pubsub)) => {
                // Nobody was shown anything yet that could be out of date.
                if !std::mem::take(&mut first) {
                    here.tell(News::Missed);
                }
                let mut messages = pubsub.into_on_message();
                while let Ok(Some(message)) = timeout(SILENCE, messages.next()).await {
                    if let Some(news) = news(&message, by) {
                        here.tell(news);
                    }
                }
                tracing::warn!("nothing is heard from Redis of what changed");
            }
            Ok(Err(fault)) => tracing::warn!(%fault, "nothing is heard from Redis of what changed"),
            Err(_) => tracing::warn!("nothing is heard from Redis of what changed: it does not answer"),
        }
        sleep(PAUSE).await;
    }
}

async fn subscribe(node: &str) -> Result<aio::PubSub, Cause> {
    let info = node.into_connection_info()?.set_tcp_settings(TcpSettings::default().set_nodelay(true));
    let client = Client::open(info)?;
    let mut pubsub = client.get_async_pubsub().await?;
    pubsub.subscribe(CHANNEL).await?;
    Ok(pubsub)
}

/// What a message of another process says.
fn news(message: &Msg, own: Uuid) -> Option<News> {
    match serde_json::from_slice(message.get_payload_bytes()) {
        Ok(Message { by, .. }) if by == own => None,
        Ok(Message { told: Told::There, .. }) => None,
        Ok(Message { told: Told::Changed(changes), .. }) => Some(News::Changed(changes)),
        Ok(Message { told: Told::Missed, .. }) | Err(_) => Some(News::Missed),
    }
}
