//! The connection: to one Redis, or to a Cluster.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use ::redis::aio::{ConnectionLike, ConnectionManager, ConnectionManagerConfig};
use ::redis::cluster::ClusterClient;
use ::redis::cluster_async::ClusterConnection;
use ::redis::io::tcp::TcpSettings;
use ::redis::{
    AsyncConnectionConfig, Client, Cmd, ConnectionInfo, IntoConnectionInfo, Pipeline, ProtocolVersion, RedisError,
    RedisFuture, RedisResult, ServerErrorKind, Value, cmd,
};
use domain::failure::{Cause, Failure, Outcome};
use tokio::time::timeout;

use crate::traces::ended;

/// How long one answer may take. The client's own limit; [`LIMIT`] is the one around everything.
const ANSWER: Duration = Duration::from_millis(500);
/// No call takes longer, whatever Redis and the client do: a request has to wait for it.
const LIMIT: Duration = Duration::from_millis(600);
/// How long it may take to be connected and greeted.
const GREETING: Duration = Duration::from_millis(500);
/// How long the first connection may take in all.
const FIRST: Duration = Duration::from_millis(2500);
/// The pause between attempts to connect again: at first, and at most (the client adds up to as much again by chance).
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_millis(250));
/// Attempts to connect again before the next caller has to ask for more: an hour's worth, made behind the scenes.
const ATTEMPTS: usize = 10_000;
/// A peer that acknowledges nothing for so long is gone (a machine that lost its power sends no farewell).
#[cfg(target_os = "linux")]
const SILENCE: Duration = Duration::from_secs(3);
/// A connection is exchanged for another no sooner.
const KEPT: Duration = Duration::from_secs(1);
/// How many commands may wait for the writer at once.
const QUEUE: usize = 1024;

/// One connection for all callers; it comes back by itself.
#[derive(Clone)]
pub(super) enum Link {
    /// A single Redis, or a proxy in front of a Sentinel group.
    One(Arc<One>),
    /// A Redis Cluster.
    Cluster(ClusterConnection),
}

/// A connection that is exchanged when it leads to the wrong Redis: one that has become a replica, or that takes all and
/// answers nothing, while another may stand at the same address by now. The client itself only notices when it is cut.
pub(super) struct One {
    client: Client,
    now: RwLock<Connection>,
}

#[derive(Clone)]
struct Connection {
    manager: ConnectionManager,
    since: Instant,
    /// Whether an answer has come over it. What has none yet is still being connected, again and again.
    answered: Arc<AtomicBool>,
}

impl Connection {
    fn of(manager: ConnectionManager) -> Self {
        Self { manager, since: Instant::now(), answered: Arc::default() }
    }
}

impl One {
    fn now(&self) -> Connection {
        self.now.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Learns from an answer. What is under way on a connection that is exchanged goes on there.
    fn learn(&self, over: &Connection, answer: &RedisResult<Value>) {
        let wrong = match answer {
            Ok(Value::ServerError(error)) => {
                matches!(error.kind(), Some(ServerErrorKind::ReadOnly | ServerErrorKind::MasterDown))
            }
            Ok(_) => return over.answered.store(true, Ordering::Relaxed),
            Err(error) => error.is_timeout() && over.answered.load(Ordering::Relaxed),
        };
        if !wrong || over.since.elapsed() < KEPT {
            return;
        }
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        if !Arc::ptr_eq(&now.answered, &over.answered) {
            return;
        }
        // It connects when it is first used.
        if let Ok(manager) = ConnectionManager::new_lazy_with_config(self.client.clone(), patience()) {
            *now = Connection::of(manager);
        }
    }
}

impl Link {
    /// Connects to `redis://…`, `rediss://…` or, where there are several with commas between them, to their Cluster.
    pub(super) async fn connect(url: &str) -> Result<Self, Cause> {
        let connecting = async {
            match url.split(',').map(str::trim).collect::<Vec<_>>()[..] {
                [single] => one(single).await,
                ref nodes => cluster(nodes).await,
            }
        };
        timeout(FIRST, connecting).await.map_err(|_| "Redis does not answer")?
    }

    /// Loads a script on all nodes. On those of a Cluster nothing else stays: one may have lost its memory and another
    /// not, and no process may go on with what only the other knows.
    pub(super) async fn load(&self, script: &str) -> RedisResult<()> {
        let mut link = self.clone();
        if matches!(self, Self::Cluster(_)) {
            cmd("SCRIPT").arg("FLUSH").arg("SYNC").exec_async(&mut link).await?;
        }
        cmd("SCRIPT").arg("LOAD").arg(script).exec_async(&mut link).await
    }
}

async fn one(url: &str) -> Result<Link, Cause> {
    let client = Client::open(info(url)?)?;
    // Once without the manager: it would try for an hour and not say what is wrong.
    let probe = AsyncConnectionConfig::new().set_connection_timeout(Some(GREETING)).set_response_timeout(Some(ANSWER));
    client.get_multiplexed_async_connection_with_config(&probe).await?;
    let manager = ConnectionManager::new_with_config(client.clone(), patience()).await?;
    Ok(Link::One(Arc::new(One { client, now: RwLock::new(Connection::of(manager)) })))
}

fn patience() -> ConnectionManagerConfig {
    ConnectionManagerConfig::new()
        .set_connection_timeout(Some(GREETING))
        .set_response_timeout(Some(ANSWER))
        .set_number_of_retries(ATTEMPTS)
        .set_min_delay(PAUSES.0)
        .set_max_delay(PAUSES.1)
        .set_pipeline_buffer_size(QUEUE)
}

async fn cluster(urls: &[&str]) -> Result<Link, Cause> {
    let nodes = urls.iter().map(|url| info(url)).collect::<Result<Vec<_>, Cause>>()?;
    let client = ClusterClient::builder(nodes)
        .connection_timeout(GREETING)
        .response_timeout(ANSWER)
        .tcp_settings(tcp())
        .retries(3)
        .min_retry_wait(10)
        .max_retry_wait(100)
        .build()?;
    Ok(Link::Cluster(client.get_async_connection().await?))
}

fn info(url: &str) -> Result<ConnectionInfo, Cause> {
    let info = url.into_connection_info()?;
    if url.contains("protocol=") {
        return Ok(info.set_tcp_settings(tcp()));
    }
    // RESP3 tells the client of a lost connection at once; with RESP2 the next caller would be the one to find out.
    let settings = info.redis_settings().clone().set_protocol(ProtocolVersion::RESP3);
    Ok(info.set_redis_settings(settings).set_tcp_settings(tcp()))
}

fn tcp() -> TcpSettings {
    let settings = TcpSettings::default().set_nodelay(true);
    #[cfg(target_os = "linux")]
    let settings = settings.set_user_timeout(SILENCE);
    settings
}

impl ConnectionLike for Link {
    fn req_packed_command<'a>(&'a mut self, cmd: &'a Cmd) -> RedisFuture<'a, Value> {
        match self {
            Self::One(one) => Box::pin(async move {
                let mut over = one.now();
                let answer = over.manager.req_packed_command(cmd).await;
                one.learn(&over, &answer);
                answer
            }),
            Self::Cluster(link) => link.req_packed_command(cmd),
        }
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        match self {
            Self::One(one) => {
                Box::pin(async move { one.now().manager.req_packed_commands(pipeline, offset, count).await })
            }
            Self::Cluster(link) => link.req_packed_commands(pipeline, offset, count),
        }
    }

    fn get_db(&self) -> i64 {
        match self {
            Self::One(one) => one.now().manager.get_db(),
            Self::Cluster(link) => link.get_db(),
        }
    }
}

/// A single call, within [`LIMIT`].
pub(super) async fn bounded<T>(asking: impl Future<Output = RedisResult<T>>) -> Outcome<T> {
    in_time(async { asking.await.map_err(unavailable) }).await
}

pub(super) async fn in_time<T>(asking: impl Future<Output = Outcome<T>>) -> Outcome<T> {
    let began = Instant::now();
    let done = timeout(LIMIT, asking).await;
    let done = done.unwrap_or_else(|_| Err(Failure::Unavailable("Redis does not answer".into())));
    let outcome = if matches!(done, Err(Failure::Unavailable(_))) { "failed" } else { "ok" };
    let took = began.elapsed();
    metrics::histogram!("linli_session_store_seconds", "outcome" => outcome).record(took.as_secs_f64());
    ended("Redis", "", took, outcome == "failed");
    done
}

pub(super) fn unavailable(error: RedisError) -> Failure {
    Failure::Unavailable(error.into())
}
