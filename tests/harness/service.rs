//! The real `linli` program, as a process of its own, and as the service that it is.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use api::http::certificates::print::CertificateFont;
use chrono::Utc;
use domain::members::totp::Secret;
use infra::wechat::StandIn;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::certificates::font;
use super::servers::{Folder, shared_redis, signal};
use super::world::{ENROL, GIVE, KEY, Person, World, client, person_of, request_id, secret_of};

/// How long the program may take to get ready, or to end, before the test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running `linli`. Killed with the value.
#[derive(Debug)]
pub(crate) struct Linli {
    /// `http://127.0.0.1:PORT`, where it listens.
    pub(crate) url: String,
    running: Running,
}

/// How a `linli` ended that was left to run by itself.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Its exit status.
    pub(crate) status: ExitStatus,
    /// All that it wrote to its standard output.
    pub(crate) stdout: String,
    /// All that it wrote to its standard error.
    pub(crate) stderr: String,
}

impl Linli {
    /// Starts `linli ARGS --listen 127.0.0.1:0` with this environment and nothing of ours but PATH, in an empty folder.
    /// Returns once it has printed where it listens.
    pub(crate) async fn start(args: &[&str], env: &[(&str, &str)]) -> Self {
        Self::until(&[args, &["--listen", "127.0.0.1:0"]].concat(), env, address_in).await
    }

    /// Starts `linli worker` with this environment and nothing of ours but PATH, in an empty folder. Returns once it is at
    /// work. It listens nowhere.
    pub(crate) async fn worker(env: &[(&str, &str)]) -> Self {
        Self::until(&["worker"], env, |line| line.contains("is at work").then(String::new)).await
    }

    /// Starts it, and returns once it has printed a line in which its address is found.
    async fn until(args: &[&str], env: &[(&str, &str)], find: impl Fn(&str) -> Option<String>) -> Self {
        let (mut running, mut lines) = Running::new(args, env);
        let address = async {
            while let Some(line) = lines.recv().await {
                if let Some(url) = find(&line) {
                    return Some(url);
                }
            }
            None
        };
        match tokio::time::timeout(PATIENCE, address).await {
            Ok(Some(url)) => Self { url, running },
            Ok(None) => {
                let status = running.exit().await;
                panic!("linli ended before it was ready ({status})\n{}", running.output())
            }
            Err(_) => panic!("linli was not ready after {PATIENCE:?}\n{}", running.output()),
        }
    }

    /// Standard output and standard error so far, in this order.
    pub(crate) fn output(&self) -> String {
        self.running.output()
    }

    /// The most memory that it has held so far, in MiB, as Linux tells it.
    #[cfg(target_os = "linux")]
    pub(crate) fn peak_memory(&self) -> u64 {
        let file = format!("/proc/{}/status", self.running.process.id());
        let status = std::fs::read_to_string(file).expect("the status of linli");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("kibibytes") / 1024
    }

    /// Asks it to end (SIGTERM), and does not wait.
    pub(crate) fn terminate(&self) {
        signal(self.running.process.id(), "TERM");
    }

    /// Kills it (SIGKILL), and waits until it is dead.
    pub(crate) async fn kill(&mut self) {
        signal(self.running.process.id(), "KILL");
        assert!(!self.exit().await.success(), "it was faster");
    }

    /// Waits for its end.
    pub(crate) async fn exit(&mut self) -> ExitStatus {
        self.running.exit().await
    }

    /// Asks it to end (SIGTERM), and waits until it has.
    pub(crate) async fn stop(&mut self) -> ExitStatus {
        self.terminate();
        self.exit().await
    }
}

/// Runs `linli ARGS` to its end, with this environment and nothing of ours but PATH.
pub(crate) async fn run(args: &[&str], env: &[(&str, &str)]) -> Ended {
    let (mut running, _) = Running::new(args, env);
    let status = running.exit().await;
    Ended { status, stdout: text(&running.stdout), stderr: text(&running.stderr) }
}

/// Runs `linli ARGS`, which has to end by itself and to fail. Returns what it said on its standard error.
pub(crate) async fn refuses(args: &[&str], env: &[(&str, &str)]) -> String {
    let ended = run(args, env).await;
    assert!(!ended.status.success(), "linli {args:?} did not refuse\n{}{}", ended.stdout, ended.stderr);
    ended.stderr
}

/// A process, and the threads that read what it writes.
#[derive(Debug)]
struct Running {
    process: Child,
    stdout: Arc<Mutex<Vec<u8>>>,
    stderr: Arc<Mutex<Vec<u8>>>,
    readers: Vec<JoinHandle<()>>,
    _folder: Folder,
}

impl Running {
    /// Starts the program; its lines are also sent to the returned channel, which closes when both its outputs do.
    fn new(args: &[&str], env: &[(&str, &str)]) -> (Self, mpsc::UnboundedReceiver<String>) {
        // An empty folder, so that no settings file is found by chance and nothing is left in the sources.
        let folder = Folder::new();
        let mut process = Command::new(env!("CARGO_BIN_EXE_linli"))
            .args(args)
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .envs(env.iter().copied())
            .current_dir(&folder.path)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("start linli");
        let (sender, lines) = mpsc::unbounded_channel();
        let stdout = Arc::new(Mutex::new(Vec::new()));
        let stderr = Arc::new(Mutex::new(Vec::new()));
        let readers = vec![
            read(process.stdout.take().expect("a piped stdout"), stdout.clone(), sender.clone()),
            read(process.stderr.take().expect("a piped stderr"), stderr.clone(), sender),
        ];
        (Self { process, stdout, stderr, readers, _folder: folder }, lines)
    }

    /// Waits for its end, after which its output is complete. Fails the test when it goes on running.
    async fn exit(&mut self) -> ExitStatus {
        let began = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait().expect("look after linli") {
                self.readers.drain(..).for_each(|reader| reader.join().expect("read what linli writes"));
                return status;
            }
            assert!(began.elapsed() < PATIENCE, "linli still runs after {PATIENCE:?}\n{}", self.output());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    fn output(&self) -> String {
        text(&self.stdout) + &text(&self.stderr)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Fails only when it has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn read(
    from: impl Read + Send + 'static,
    to: Arc<Mutex<Vec<u8>>>,
    lines: mpsc::UnboundedSender<String>,
) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut from = BufReader::new(from);
        let mut line = Vec::new();
        while from.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            to.lock().expect("the output of linli").extend_from_slice(&line);
            // Nobody may be listening any more.
            let _ = lines.send(String::from_utf8_lossy(&line).into_owned());
            line.clear();
        }
    })
}

fn text(output: &Mutex<Vec<u8>>) -> String {
    String::from_utf8_lossy(&output.lock().expect("the output of linli")).into_owned()
}

/// The first address of this machine in a line, without a path.
fn address_in(line: &str) -> Option<String> {
    const START: &str = "http://127.0.0.1:";
    let after = &line[line.find(START)? + START.len()..];
    let port: String = after.chars().take_while(char::is_ascii_digit).collect();
    (!port.is_empty()).then(|| format!("{START}{port}"))
}

/// A `linli serve` of a test's own, with its `/metrics`.
pub(crate) struct Service {
    pub(crate) linli: Linli,
    metrics: String,
    pub(crate) http: reqwest::Client,
}

/// A service on the data of a world.
pub(crate) async fn service_on(world: &World, redis: bool) -> Service {
    service_at(world, &world.database, redis).await
}

/// A service on the data of a world, which it reaches at another address.
pub(crate) async fn service_at(world: &World, database: &str, redis: bool) -> Service {
    Service::start(&settings(database, redis.then(shared_redis), &world.stand_in)).await
}

/// A service on the database of a world, with sessions in another Redis.
pub(crate) async fn service_with(world: &World, redis: &str) -> Service {
    Service::start(&settings(&world.database, Some(redis.to_owned()), &world.stand_in)).await
}

pub(crate) type Settings = Vec<(&'static str, String)>;

/// All that a service needs, each valid.
pub(crate) fn settings(database: &str, redis: Option<String>, wechat: &StandIn) -> Settings {
    use base64::Engine;
    let key = base64::engine::general_purpose::STANDARD.encode(KEY);
    let sessions = match redis {
        Some(url) => ("LINLI_REDIS_URL", url),
        None => ("LINLI_SINGLE_PROCESS", "true".into()),
    };
    let CertificateFont(font) = font();
    vec![
        ("LINLI_CERTIFICATE_FONT", font.to_string_lossy().into_owned()),
        ("LINLI_DATABASE_URL", database.to_owned()),
        ("LINLI_PUBLIC_URL", "https://linli.example".into()),
        ("LINLI_SIGNING_KEYS", key.clone()),
        ("LINLI_DATA_KEYS", key.clone()),
        ("LINLI_LOOKUP_KEY", key),
        ("LINLI_WECHAT_APPID", StandIn::APPID.into()),
        ("LINLI_WECHAT_SECRET", StandIn::SECRET.into()),
        ("LINLI_WECHAT_URL", wechat.base.clone()),
        ("LINLI_DRAIN_SECONDS", "0".into()),
        ("LINLI_RATE_FACTOR", "1000".into()),
        // It would ask the database while a test counts what requests ask. A test of it has one.
        ("LINLI_NO_WORKER", "true".into()),
        sessions,
    ]
}

pub(crate) fn env(settings: &Settings) -> Vec<(&'static str, &str)> {
    settings.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

impl Service {
    pub(crate) async fn start(settings: &Settings) -> Self {
        // A port that was free a moment ago: the metrics have no other way to tell theirs before the service is ready.
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
        let metrics = format!("127.0.0.1:{port}");
        let linli = Linli::start(&["serve", "--metrics-listen", &metrics], &env(settings)).await;
        Self { linli, metrics: format!("http://{metrics}/metrics"), http: client() }
    }

    pub(crate) async fn metrics(&self) -> String {
        self.http.get(&self.metrics).send().await.expect("metrics").text().await.expect("a text")
    }

    pub(crate) async fn ask(&self, who: &Person, text: &str, variables: Value) -> Value {
        let body = json!({ "query": text, "variables": variables });
        let request = self.http.post(format!("{}/graphql", self.linli.url)).bearer_auth(&who.access).json(&body);
        request.send().await.expect("an answer").json().await.expect("JSON")
    }

    pub(crate) async fn login(&self, person: &str) -> Person {
        let text = "mutation($code: String!) { login(input: { code: $code }) { __typename \
            ... on Login { accessToken refreshToken viewer { id } } } }";
        let body = json!({ "query": text, "variables": { "code": format!("{person}.{}", request_id()) } });
        let answer = self.http.post(format!("{}/graphql", self.linli.url)).json(&body).send().await.expect("an answer");
        person_of(&answer.json::<Value>().await.expect("JSON")["data"]["login"])
    }

    /// Enrols a second factor for an administrator and gives a code of it: from then on their roles count in this
    /// login.
    pub(crate) async fn enrol(&self, who: &Person) -> Secret {
        let secret = secret_of(&self.ask(who, ENROL, json!({})).await);
        let given = self.ask(who, GIVE, json!({ "code": secret.code(Utc::now()) })).await;
        assert_eq!(given["data"]["giveSecondFactorCode"]["secondFactor"], "GIVEN", "{given}");
        secret
    }

    /// Stops it, and waits until it has.
    pub(crate) async fn stop(&mut self) {
        assert!(self.linli.stop().await.success(), "{}", self.linli.output());
    }

    pub(crate) async fn status(&self, path: &str) -> u16 {
        self.http.get(format!("{}{path}", self.linli.url)).send().await.expect("an answer").status().as_u16()
    }
}

#[test]
fn the_address_is_found_in_a_line() {
    let line = r#"{"message":"ready at http://127.0.0.1:40123/graphql"}"#;
    assert_eq!(address_in(line).as_deref(), Some("http://127.0.0.1:40123"));
    assert_eq!(address_in("listening on http://127.0.0.1:"), None);
    assert_eq!(address_in("nothing here"), None);
}
