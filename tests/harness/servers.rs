//! The servers of a test: a PostgreSQL database and an SQLite file of its own, the Redis of the run, a Redis that may
//! die.
//!
//! PostgreSQL and Redis are the private ones that `scripts/test` starts. Without them a test fails; it is never
//! skipped.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

use sea_orm::sqlx::postgres::PgConnection;
use sea_orm::sqlx::sqlite::SqliteConnection;
use sea_orm::sqlx::{self, AssertSqlSafe, Connection};
use uuid::Uuid;

/// The database that is migrated once a run and copied for each test. The server is of this run only, so its name is
/// fixed.
const TEMPLATE: &str = "linli_template";
/// Test processes take turns at making the template by this advisory lock of the maintenance database.
const TEMPLATE_LOCK: i64 = 0x7465_6d70_6c61_7465;
/// How long a server may take to start, or a signal to act, before the test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// A migrated, empty PostgreSQL database of one test. Dropped with the value, even while others are connected.
#[derive(Debug)]
pub(crate) struct PostgresDatabase {
    /// `postgres://…`, with all rights on it.
    pub(crate) url: String,
}

/// Makes a database for the calling test, as a copy of the migrated template.
pub(crate) async fn postgres_database() -> PostgresDatabase {
    let server = setting("LINLI_TEST_POSTGRES");
    let mut admin = PgConnection::connect(&server).await.expect("connect to LINLI_TEST_POSTGRES");
    if !template_is_complete(&mut admin).await {
        make_template(&mut admin, &server).await;
    }
    let name = format!("linli_test_{}", Uuid::now_v7().simple());
    run(&mut admin, format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}")).await;
    admin.close().await.expect("close the admin connection");
    PostgresDatabase { url: on_database(&server, &name) }
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        let url = self.url.clone();
        // A thread with a runtime of its own, because a destructor cannot wait on the runtime that it is called from.
        let dropped = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let mut admin = PgConnection::connect(&setting("LINLI_TEST_POSTGRES")).await?;
                let (_, name) = url.rsplit_once('/').expect("postgres_database() made this URL");
                sqlx::raw_sql(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"))).execute(&mut admin).await?;
                admin.close().await
            })
        });
        match dropped.join() {
            Ok(Ok(())) => {}
            // Not a panic: a test that fails already would be aborted without its message.
            Ok(Err(cause)) => eprintln!("{} stays until the server stops: {cause}", self.url),
            Err(_) => eprintln!("{} stays until the server stops", self.url),
        }
    }
}

/// True once the template is migrated: only then it is marked as a template.
async fn template_is_complete(admin: &mut PgConnection) -> bool {
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)")
        .bind(TEMPLATE)
        .fetch_one(admin)
        .await
        .expect("look for the template database")
}

/// Makes the template, unless another process did so while this one waited for its turn.
async fn make_template(admin: &mut PgConnection, server: &str) {
    run(admin, format!("SELECT pg_advisory_lock({TEMPLATE_LOCK})")).await;
    if !template_is_complete(admin).await {
        run(admin, format!("DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")).await;
        run(admin, format!("CREATE DATABASE {TEMPLATE}")).await;
        infra::db::migrate(&on_database(server, TEMPLATE)).await.expect("migrate the template database");
        // PostgreSQL does not copy a database that somebody is connected to, so from here on nobody can be.
        run(admin, format!("ALTER DATABASE {TEMPLATE} WITH ALLOW_CONNECTIONS false IS_TEMPLATE true")).await;
    }
    run(admin, format!("SELECT pg_advisory_unlock({TEMPLATE_LOCK})")).await;
}

async fn run(admin: &mut PgConnection, sql: String) {
    sqlx::raw_sql(AssertSqlSafe(sql.as_str())).execute(admin).await.unwrap_or_else(|cause| panic!("{sql}: {cause}"));
}

/// The URL of another database on the same server.
fn on_database(server: &str, name: &str) -> String {
    let (server, _) = server.rsplit_once('/').expect("LINLI_TEST_POSTGRES ends in a database");
    format!("{server}/{name}")
}

/// The Redis of the run, shared by all tests: what Linli keeps there is under ids that are random in each test.
pub(crate) fn shared_redis() -> String {
    setting("LINLI_TEST_REDIS")
}

fn setting(name: &str) -> String {
    env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set: run the tests by scripts/test, which starts the servers"))
}

/// A folder of one test, removed with the value.
#[derive(Debug)]
pub(crate) struct Folder {
    /// Absolute.
    pub(crate) path: PathBuf,
}

impl Folder {
    /// Makes an empty folder below the temporary folder of the system.
    pub(crate) fn new() -> Self {
        let path = env::temp_dir().join(format!("linli-test-{}", Uuid::now_v7().simple()));
        fs::create_dir(&path).expect("make a folder for the test");
        // Resolved, because Redis reports its own folder so, and macOS has its temporary folder behind a link.
        Self { path: path.canonicalize().expect("resolve the folder of the test") }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(cause) = fs::remove_dir_all(&self.path) {
            eprintln!("{} stays: {cause}", self.path.display());
        }
    }
}

/// An SQLite database of one test, not yet created and not migrated. Keep the value for as long as the file is needed.
#[derive(Debug)]
pub(crate) struct SqliteDatabase {
    /// `sqlite:FILE`.
    pub(crate) url: String,
    _folder: Folder,
}

/// Names a fresh SQLite file for the calling test.
pub(crate) fn own_sqlite() -> SqliteDatabase {
    let folder = Folder::new();
    SqliteDatabase { url: format!("sqlite:{}", folder.path.join("linli.db").display()), _folder: folder }
}

/// As [`own_sqlite`], migrated: a copy of a file that is migrated once a run. The temporary folder is of this run only, so
/// its name is fixed; two processes that make it at once make the same, and the later one takes its place as a whole.
pub(crate) async fn migrated_sqlite() -> SqliteDatabase {
    let template = env::temp_dir().join("linli-template.db");
    let own = own_sqlite();
    if env::var_os("LINLI_TEST_POSTGRES").is_none() {
        // Not started by `scripts/test`: nobody removes what other runs left.
        infra::db::migrate(&own.url).await.expect("migrate");
    } else if !template.exists() {
        infra::db::migrate(&own.url).await.expect("migrate");
        let made = own._folder.path.join("template.db");
        let mut database = SqliteConnection::connect(&own.url).await.expect("open what was migrated");
        let copy = format!("VACUUM INTO '{}'", made.display());
        sqlx::raw_sql(AssertSqlSafe(copy)).execute(&mut database).await.expect("copy what was migrated");
        database.close().await.expect("close what was migrated");
        fs::rename(made, template).expect("put the template in its place");
    } else {
        fs::copy(template, own._folder.path.join("linli.db")).expect("copy the template");
    }
    own
}

/// A Redis of one test, which it may stop, start again and hang. It keeps nothing across a stop. Ends with the value.
#[derive(Debug)]
pub(crate) struct OwnRedis {
    /// `redis://…`, the same before and after a stop.
    pub(crate) url: String,
    port: u16,
    process: Option<Child>,
    folder: Folder,
}

impl OwnRedis {
    /// Starts a Redis on a free port, ready to answer.
    pub(crate) async fn new() -> Self {
        for _ in 0..8 {
            let port = random_port();
            let url = format!("redis://127.0.0.1:{port}");
            let mut redis = Self { url, port, process: None, folder: Folder::new() };
            if redis.try_start().await {
                return redis;
            }
        }
        panic!("no Redis of this test's own could be started on eight ports");
    }

    /// Starts it again after a stop, empty, at the same address, ready to answer.
    pub(crate) async fn start(&mut self) {
        assert!(self.process.is_none(), "it runs already");
        assert!(self.try_start().await, "Redis did not come back at {}: {}", self.url, self.log());
    }

    /// Kills it. Connections break at once, and new ones are refused.
    pub(crate) fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().expect("kill Redis");
            process.wait().expect("wait for the end of Redis");
        }
    }

    /// Hangs it: connections stay open, new ones are accepted by the system, nothing is answered.
    pub(crate) fn pause(&self) {
        signal(self.id(), "STOP");
        // Other threads of it may still be running when the signal is sent; Linux tells when all have stopped.
        let began = Instant::now();
        while Path::new("/proc/self/stat").exists() && !is_stopped(self.id()) {
            assert!(began.elapsed() < PATIENCE, "Redis did not stop at the signal");
            thread::yield_now();
        }
    }

    /// Lets it go on after a pause; what was asked meanwhile is answered now.
    pub(crate) fn resume(&self) {
        signal(self.id(), "CONT");
    }

    fn id(&self) -> u32 {
        self.process.as_ref().expect("Redis runs").id()
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path.join("log")).unwrap_or_default()
    }

    /// False if it ended at once, for instance because another program has the port.
    async fn try_start(&mut self) -> bool {
        let program = env::var("LINLI_TEST_REDIS_SERVER").unwrap_or_else(|_| "redis-server".to_owned());
        let log = File::create(self.folder.path.join("log")).expect("make the log of Redis");
        let process = Command::new(&program)
            .args(["--bind", "127.0.0.1", "--port", &self.port.to_string()])
            .args(["--save", "", "--appendonly", "no", "--daemonize", "no", "--dir"])
            .arg(&self.folder.path)
            .stdin(Stdio::null())
            .stderr(log.try_clone().expect("share the log of Redis"))
            .stdout(log)
            .spawn()
            .unwrap_or_else(|cause| panic!("start {program}: {cause}"));
        let process = self.process.insert(process);
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if answers_from(&self.url, &self.folder.path).await {
                return true;
            }
            if process.try_wait().expect("look after Redis").is_some() {
                self.process = None;
                return false;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("Redis neither answers nor ends: {}", self.log());
    }
}

impl Drop for OwnRedis {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Whether the Redis at this address is the one that was started in this folder, and not one that was there before.
async fn answers_from(url: &str, folder: &Path) -> bool {
    let Ok(client) = redis::Client::open(url) else { return false };
    let Ok(mut connection) = client.get_multiplexed_async_connection().await else { return false };
    let answer: redis::RedisResult<(String, String)> =
        redis::cmd("CONFIG").arg("GET").arg("dir").query_async(&mut connection).await;
    answer.is_ok_and(|(_, dir)| Path::new(&dir) == folder)
}

/// A port below the ephemeral ones, so that no outgoing connection takes it while its server is stopped.
fn random_port() -> u16 {
    let (_, random) = Uuid::now_v7().as_u64_pair();
    16384 + u16::try_from(random % 16000).expect("less than 16000")
}

/// Sends a signal by name. Through the shell, whose own `kill` is there also where the program is not installed.
pub(crate) fn signal(process: u32, name: &str) {
    let sent = Command::new("sh").args(["-c", "kill -s \"$1\" \"$2\"", "sh", name, &process.to_string()]).status();
    assert!(sent.expect("run sh").success(), "could not send SIG{name} to process {process}");
}

/// Whether all threads of a process are stopped. Linux only.
fn is_stopped(process: u32) -> bool {
    let threads = fs::read_dir(format!("/proc/{process}/task")).expect("list the threads of a process");
    threads.flatten().all(|thread| {
        let stat = fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
        // "12 (a name) T …": the name may hold spaces and brackets, so the state is what follows its last bracket.
        stat.rsplit_once(") ").is_none_or(|(_, rest)| rest.starts_with('T'))
    })
}

#[tokio::test]
async fn each_test_has_a_postgres_database_of_its_own() {
    let (one, other) = tokio::join!(postgres_database(), postgres_database());
    let mut left = PgConnection::connect(&one.url).await.expect("connect to one");
    let mut right = PgConnection::connect(&other.url).await.expect("connect to the other");
    sqlx::raw_sql("CREATE TABLE only_here (id int)").execute(&mut left).await.expect("make a table");
    sqlx::raw_sql("SELECT * FROM only_here").execute(&mut right).await.expect_err("a table of another test");
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        .fetch_one(&mut right)
        .await
        .expect("count the tables");
    assert!(tables > 0, "the copy is not migrated");

    // Gone with the value, although somebody is connected.
    let url = one.url.clone();
    drop(one);
    let gone = PgConnection::connect(&url).await.expect_err("the database is still there");
    assert!(gone.to_string().contains("does not exist"), "{gone}");
}

#[tokio::test]
async fn a_redis_of_a_tests_own_hangs_dies_and_comes_back() {
    let mut redis = OwnRedis::new().await;
    let client = redis::Client::open(redis.url.as_str()).expect("a Redis URL");
    assert_ne!(redis.url, shared_redis());
    let ping = async || {
        let mut connection = client.get_multiplexed_async_connection().await?;
        redis::cmd("PING").query_async::<String>(&mut connection).await
    };
    ping().await.expect("a Redis that runs answers");

    redis.pause();
    let hung = tokio::time::timeout(Duration::from_millis(300), ping()).await;
    assert!(!matches!(hung, Ok(Ok(_))), "a Redis that hangs answered");
    redis.resume();
    ping().await.expect("a Redis that goes on answers");

    redis.stop();
    ping().await.expect_err("a Redis that is dead answered");
    redis.start().await;
    ping().await.expect("a Redis that came back answers");
}

#[test]
fn the_folder_of_an_sqlite_file_goes_with_it() {
    let sqlite = own_sqlite();
    let file = PathBuf::from(sqlite.url.strip_prefix("sqlite:").expect("an SQLite URL"));
    fs::write(&file, "x").expect("write the file");
    drop(sqlite);
    assert!(!file.parent().expect("a folder").exists());
}
