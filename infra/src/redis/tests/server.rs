//! A Redis server of a test's own, in a folder of its own, gone when it is dropped.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use ::redis::{Client, Cmd};

pub(crate) struct Server {
    folder: PathBuf,
    /// The ports of a Cluster, for clients and for its nodes; without, it listens on a unix socket.
    ports: Option<(u16, u16)>,
    process: Child,
}

impl Server {
    /// A single Redis on a unix socket.
    pub(crate) fn start() -> Self {
        let folder = folder();
        let process = launch(&folder, None);
        let mut server = Self { folder, ports: None, process };
        assert!(server.comes_up(), "redis-server did not start");
        server
    }

    /// A Cluster of one node. Its ports are free ones; should another program take them first, it tries others.
    pub(crate) fn start_cluster() -> Self {
        for _ in 0..10 {
            let (folder, ports) = (folder(), Some((free_port(), free_port())));
            let process = launch(&folder, ports);
            let mut server = Self { folder, ports, process };
            if server.comes_up() {
                server.ask(::redis::cmd("CLUSTER").arg("ADDSLOTSRANGE").arg(0).arg(16383)).expect("takes all slots");
                assert!(
                    in_time(|| server.ask(::redis::cmd("CLUSTER").arg("INFO"))?.contains("state:ok").then_some(()))
                        .is_some(),
                    "no slots"
                );
                return server;
            }
        }
        panic!("redis-server did not start as a Cluster")
    }

    /// What [`super::super::RedisSessions::connect`] is given.
    pub(crate) fn url(&self) -> String {
        match self.ports {
            Some((port, _)) => format!("redis://127.0.0.1:{port}, redis://127.0.0.1:{port}"),
            None => format!("redis+unix://{}", self.socket().display()),
        }
    }

    /// To look behind the scenes.
    pub(crate) fn client(&self) -> Client {
        let url = self.url();
        Client::open(url.split(',').next().unwrap_or_default()).expect("a client")
    }

    fn ask(&self, command: &Cmd) -> Option<String> {
        command.query(&mut self.client().get_connection().ok()?).ok()
    }

    /// Sends it a command that must work.
    pub(super) fn tell(&self, words: &[&str]) {
        let mut command = ::redis::cmd(words[0]);
        assert!(self.ask(command.arg(&words[1..])).is_some(), "{words:?}");
    }

    /// From now on it accepts connections and never answers.
    pub(crate) fn freeze(&self) {
        self.signal("STOP");
    }

    pub(crate) fn thaw(&self) {
        self.signal("CONT");
    }

    /// Ends it; the data are lost.
    pub(crate) fn kill(&mut self) {
        self.process.kill().expect("killed");
        self.process.wait().expect("ended");
    }

    /// Starts it again where it was.
    pub(crate) fn restart(&mut self) {
        self.process = launch(&self.folder, self.ports);
        assert!(self.comes_up(), "redis-server did not start again");
    }

    /// Where a single Redis listens.
    pub(super) fn socket(&self) -> PathBuf {
        self.folder.join("redis.sock")
    }

    fn signal(&self, name: &str) {
        // The shell's own kill: the program of that name is not on every machine.
        let sent = Command::new("sh").arg("-c").arg(format!("kill -{name} {}", self.process.id())).status();
        assert!(sent.expect("a shell").success());
    }

    /// Waits until this very process answers, and not another that was faster to take the port.
    fn comes_up(&mut self) -> bool {
        let own = format!("process_id:{}\r", self.process.id());
        in_time(|| {
            if self.process.try_wait().expect("a state").is_some() {
                return Some(false);
            }
            self.ask(::redis::cmd("INFO").arg("server")).map(|info| info.contains(&own))
        })
        .unwrap_or(false)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Asks again and again, for ten seconds at most.
fn in_time<T>(mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        let answer = ask();
        if answer.is_some() || Instant::now() > end {
            return answer;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn launch(folder: &Path, ports: Option<(u16, u16)>) -> Child {
    let mut command = Command::new("redis-server");
    command.args(["--save", "", "--appendonly", "no", "--dir"]).arg(folder);
    match ports {
        None => command.args(["--port", "0", "--unixsocket"]).arg(folder.join("redis.sock")),
        Some((port, bus)) => command.args(["--bind", "127.0.0.1", "--cluster-enabled", "yes"]).args([
            "--port",
            &port.to_string(),
            "--cluster-port",
            &bus.to_string(),
        ]),
    };
    match command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn() {
        Ok(process) => process,
        Err(e) => panic!("these tests need redis-server (Redis 7 or newer) on the PATH: {e}"),
    }
}

fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("linli-redis-{}", uuid::Uuid::now_v7().simple()));
    std::fs::create_dir(&folder).expect("a folder");
    folder
}

pub(crate) fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).and_then(|l| l.local_addr()).expect("a free port").port()
}
