//! The connection: to one Redis, or to a Cluster.

use std::time::Duration;

use ::redis::aio::{ConnectionLike, ConnectionManager, ConnectionManagerConfig};
use ::redis::cluster::ClusterClient;
use ::redis::cluster_async::ClusterConnection;
use ::redis::io::tcp::TcpSettings;
use ::redis::{
    AsyncConnectionConfig, Client, Cmd, ConnectionInfo, IntoConnectionInfo, Pipeline, ProtocolVersion, RedisFuture,
    RedisResult, Value, cmd,
};
use domain::failure::Cause;
use tokio::time::timeout;

/// How long one answer may take. The client's own limit; [`super::sessions`] puts one around everything.
const ANSWER: Duration = Duration::from_millis(500);
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
/// How many commands may wait for the writer at once.
const QUEUE: usize = 1024;

/// One connection for all callers; it comes back by itself.
#[derive(Clone)]
pub(super) enum Link {
    /// A single Redis, or a proxy in front of a Sentinel group.
    One(ConnectionManager),
    /// A Redis Cluster.
    Cluster(ClusterConnection),
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
    let config = ConnectionManagerConfig::new()
        .set_connection_timeout(Some(GREETING))
        .set_response_timeout(Some(ANSWER))
        .set_number_of_retries(ATTEMPTS)
        .set_min_delay(PAUSES.0)
        .set_max_delay(PAUSES.1)
        .set_pipeline_buffer_size(QUEUE);
    Ok(Link::One(ConnectionManager::new_with_config(client, config).await?))
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
            Self::One(link) => link.req_packed_command(cmd),
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
            Self::One(link) => link.req_packed_commands(pipeline, offset, count),
            Self::Cluster(link) => link.req_packed_commands(pipeline, offset, count),
        }
    }

    fn get_db(&self) -> i64 {
        match self {
            Self::One(link) => link.get_db(),
            Self::Cluster(link) => link.get_db(),
        }
    }
}
