//! Settings: from the environment, a file, flags; the later wins. A wrong one stops the start with its name and what
//! would be right.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveDate;
use clap::{Args, CommandFactory, Parser, Subcommand};
use domain::audit::chain::Head;

/// Linli (邻里): the backend for neighbourhood work.
#[derive(Parser)]
#[command(name = "linli", version, args_override_self = true)]
pub struct Linli {
    /// What to write to the log, as a `tracing` filter: `info`, `warn,api=debug`. By default `info`, and `warn` for
    /// libraries; for them never more than `info`, because they print what passes through.
    #[arg(long, env = "LINLI_LOG", global = true)]
    pub log: Option<String>,
    /// A TOML file of settings, named as the flags without the dashes: `database-url = "postgres://…"`.
    #[arg(long, env = "LINLI_SETTINGS", global = true)]
    pub settings: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can do.
#[derive(Subcommand)]
pub enum Command {
    /// Serve the API.
    Serve(Box<Serve>),
    /// Bring the schema of the database up to date. Safe to run from several processes at once.
    Migrate(Migrate),
    /// Say what is right and what is wrong with a deployment. Takes the settings of `serve`; fails if something is
    /// wrong.
    Doctor(Box<Serve>),
    /// Run a small made-up town on this machine, with nothing else needed.
    Demo(Demo),
    /// Print the GraphQL schema.
    Schema {
        /// Print the table of all operations instead: for whom, how often, recorded or not.
        #[arg(long)]
        operations: bool,
    },
    /// Administer from the server itself.
    Admin(Box<Admin>),
    /// Look after the books of the moral bank.
    Ledger(Ledger),
    /// Look after the keys of personal data at rest.
    Keys(Box<Keys>),
    /// Look after the audit log.
    Audit(Audit),
    /// Do what is done later, jobs and timed work, in a process of its own. Takes the settings of `serve`.
    Worker(Box<Serve>),
    /// List what waits to be done later, and what was set aside because it failed.
    Jobs(Box<Jobs>),
    /// Look after holidays and make-up working days.
    Calendar(Box<Calendar>),
}

/// Where the data is.
#[derive(Args)]
pub struct Stores {
    /// The database: `postgres://user:password@host/name`. `sqlite:FILE` only with `--single-process`.
    #[arg(long, env = "LINLI_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// How many connections this process keeps to the database, half to read and half to write. About four for each
    /// core of the database is best.
    #[arg(long, env = "LINLI_DATABASE_CONNECTIONS", default_value_t = 8, value_parser = clap::value_parser!(u32).range(2..=200))]
    pub database_connections: u32,
    /// The session store: `redis://host:6379`, `rediss://…`, or several addresses of a Cluster with commas between.
    #[arg(long, env = "LINLI_REDIS_URL", hide_env_values = true)]
    pub redis_url: Option<String>,
    /// Declares that this is the only process: then SQLite and sessions inside the process are allowed.
    #[arg(long, env = "LINLI_SINGLE_PROCESS", num_args = 0..=1, require_equals = true, default_value_t = false, default_missing_value = "true", action = clap::ArgAction::Set)]
    pub single_process: bool,
    /// Keys for personal data at rest: base64 of 32 random bytes each, commas between. The first seals, all open.
    #[arg(long, env = "LINLI_DATA_KEYS", hide_env_values = true)]
    pub data_keys: Option<String>,
    /// A file that holds the data keys.
    #[arg(long, env = "LINLI_DATA_KEYS_FILE")]
    pub data_keys_file: Option<PathBuf>,
    /// The key of the digests by which personal data is found again: base64 of 32 random bytes. It must never change.
    #[arg(long, env = "LINLI_LOOKUP_KEY", hide_env_values = true)]
    pub lookup_key: Option<String>,
    /// A file that holds the lookup key.
    #[arg(long, env = "LINLI_LOOKUP_KEY_FILE")]
    pub lookup_key_file: Option<PathBuf>,
}

/// Settings of `ledger`.
#[derive(Args)]
pub struct Ledger {
    /// What to do.
    #[command(subcommand)]
    pub act: LedgerAct,
}

/// What can be done with the books.
#[derive(Subcommand)]
pub enum LedgerAct {
    /// Check entries, accounts, redemptions and stock against each other. Fails, and lists what is wrong, if they do
    /// not fit.
    Verify(Migrate),
}

/// Settings of `keys`.
#[derive(Args)]
pub struct Keys {
    /// What to do.
    #[command(subcommand)]
    pub act: KeysAct,
}

/// What can be done with the keys.
#[derive(Subcommand)]
pub enum KeysAct {
    /// Seal all personal data again with the first data key, while the service runs; afterwards the others can go. May
    /// be stopped and run again.
    Reseal(Stores),
}

/// Settings of `audit`.
#[derive(Args)]
pub struct Audit {
    /// What to do.
    #[command(subcommand)]
    pub act: AuditAct,
}

/// What can be done with the audit log.
#[derive(Subcommand)]
pub enum AuditAct {
    /// Check the log against its chain. Fails, and lists what is wrong, if an entry was changed, taken out or put in.
    Verify {
        /// Only this day where the communities are (UTC+8), as 2026-11-23.
        #[arg(long)]
        day: Option<NaiveDate>,
        /// A head that an earlier run or the log of `serve` gave: fails if the chain was cut off before it or rebuilt.
        #[arg(long)]
        head: Option<Head>,
        /// The database: `postgres://user:password@host/name` or `sqlite:FILE`.
        #[arg(long, env = "LINLI_DATABASE_URL", hide_env_values = true)]
        database_url: Option<String>,
        /// The lookup key, from which the key of the chain is made.
        #[arg(long, env = "LINLI_LOOKUP_KEY", hide_env_values = true)]
        lookup_key: Option<String>,
        /// A file that holds the lookup key.
        #[arg(long, env = "LINLI_LOOKUP_KEY_FILE")]
        lookup_key_file: Option<PathBuf>,
    },
}

/// Settings of `jobs`.
#[derive(Args)]
pub struct Jobs {
    /// What to do, if not to list.
    #[command(subcommand)]
    pub act: Option<JobsAct>,
    /// Where the data is.
    #[command(flatten)]
    pub stores: Stores,
}

/// What can be done with jobs.
#[derive(Subcommand)]
pub enum JobsAct {
    /// Let jobs be tried again that were set aside.
    Retry {
        /// The job, as the list names it.
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        job: Option<String>,
        /// All of them.
        #[arg(long)]
        all: bool,
    },
}

/// Settings of `calendar`.
#[derive(Args)]
pub struct Calendar {
    /// What to do.
    #[command(subcommand)]
    pub act: CalendarAct,
}

/// What can be done with the calendar.
#[derive(Subcommand)]
pub enum CalendarAct {
    /// Take over the holidays and make-up working days of whole years from a file, in place of all that is known of
    /// those years. If any line is wrong, nothing is taken over.
    Import {
        /// The file: UTF-8, the heading `day,kind,name`, then lines as `2026-10-01,holiday,国庆节` and
        /// `2026-10-10,make_up,国庆节`.
        file: PathBuf,
        /// Where the data is.
        #[command(flatten)]
        stores: Box<Stores>,
    },
    /// Print what is known of a year, as a file that can be imported.
    Show {
        /// The year.
        year: i64,
        /// The database.
        #[command(flatten)]
        database: Migrate,
    },
}

/// Settings of `serve`.
#[derive(Args)]
pub struct Serve {
    /// Where to listen. Put a proxy that speaks TLS before it.
    #[arg(long, env = "LINLI_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Where to answer `/metrics` (Prometheus), for the operator's network only; nowhere by default.
    #[arg(long, env = "LINLI_METRICS_LISTEN")]
    pub metrics_listen: Option<SocketAddr>,
    /// The address that clients use, `https://…`: the issuer of access tokens.
    #[arg(long, env = "LINLI_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Keys that sign access tokens: base64 of 32 random bytes each, commas between. The first signs, all verify.
    #[arg(long, env = "LINLI_SIGNING_KEYS", hide_env_values = true)]
    pub signing_keys: Option<String>,
    /// A file that holds the signing keys.
    #[arg(long, env = "LINLI_SIGNING_KEYS_FILE")]
    pub signing_keys_file: Option<PathBuf>,
    /// The id of the mini-program: `wx` and 16 hexadecimal digits.
    #[arg(long, env = "LINLI_WECHAT_APPID")]
    pub wechat_appid: Option<String>,
    /// The secret of the mini-program: 32 hexadecimal digits.
    #[arg(long, env = "LINLI_WECHAT_SECRET", hide_env_values = true)]
    pub wechat_secret: Option<String>,
    /// A file that holds the secret of the mini-program.
    #[arg(long, env = "LINLI_WECHAT_SECRET_FILE")]
    pub wechat_secret_file: Option<PathBuf>,
    /// The token of the message push of the WeChat platform, as its console has it. Without it and its key there is no
    /// push.
    #[arg(long, env = "LINLI_WECHAT_PUSH_TOKEN", hide_env_values = true)]
    pub wechat_push_token: Option<String>,
    /// A file that holds the token of the message push.
    #[arg(long, env = "LINLI_WECHAT_PUSH_TOKEN_FILE")]
    pub wechat_push_token_file: Option<PathBuf>,
    /// The key of the message push (EncodingAESKey): 43 letters and digits.
    #[arg(long, env = "LINLI_WECHAT_PUSH_KEY", hide_env_values = true)]
    pub wechat_push_key: Option<String>,
    /// A file that holds the key of the message push.
    #[arg(long, env = "LINLI_WECHAT_PUSH_KEY_FILE")]
    pub wechat_push_key_file: Option<PathBuf>,
    /// The address of the WeChat platform.
    #[arg(long, env = "LINLI_WECHAT_URL", default_value = infra::wechat::BASE)]
    pub wechat_url: String,
    /// Shows the schema (introspection) and GraphiQL to everybody.
    #[arg(long, env = "LINLI_EXPLORE", num_args = 0..=1, require_equals = true, default_value_t = false, default_missing_value = "true", action = clap::ArgAction::Set)]
    pub explore: bool,
    /// Manifests of documents, JSON from the sha-256 in hexadecimal to the text, commas between: if given, nothing else
    /// is answered, but for what the clients in this program send; `built-in` stands for those. Keep the manifests of the
    /// last releases, because phones update late.
    #[arg(long, env = "LINLI_DOCUMENTS", value_delimiter = ',')]
    pub documents: Vec<String>,
    /// The number of your own proxies in front of Linli: that many trailing `X-Forwarded-For` entries are trusted, to
    /// tell one client from another. With none, the address at the other end of the connection counts.
    #[arg(long, env = "LINLI_PROXIES", default_value_t = 0)]
    pub proxies: usize,
    /// The origins of web pages elsewhere that may call Linli, exactly as browsers send them (`https://host`), commas
    /// between: of HTTP (CORS) and of sockets. None by default; clients that are no web pages send no origin.
    #[arg(long, env = "LINLI_ORIGINS", value_delimiter = ',')]
    pub origins: Vec<String>,
    /// How many sockets this process serves at once.
    #[arg(long, env = "LINLI_SOCKETS", default_value_t = 10_000)]
    pub sockets: usize,
    /// How many sockets one login may have at this process.
    #[arg(long, env = "LINLI_SOCKETS_PER_LOGIN", default_value_t = 10)]
    pub sockets_per_login: usize,
    /// By what factor the rate limits are raised above what they should be: for a measurement, or one crowded day.
    #[arg(long, env = "LINLI_RATE_FACTOR", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub rate_factor: u32,
    /// For how many seconds to go on serving after SIGTERM while `/readyz` says "draining", so that the load balancer
    /// notices before connections are refused.
    #[arg(long, env = "LINLI_DRAIN_SECONDS", default_value_t = 3)]
    pub drain_seconds: u64,
    /// The templates of subscribe messages that the mini-program has, for the topics that have one: `TOPIC=ID:thing1+time2`
    /// with its fields, commas between several. Topics: wishes, volunteering, points, party, notices, office, account.
    #[arg(long, env = "LINLI_WECHAT_TEMPLATES", value_delimiter = ',')]
    pub wechat_templates: Vec<String>,
    /// How many subscribe messages are sent in a second at most.
    #[arg(long, env = "LINLI_MESSAGES_A_SECOND", default_value_t = infra::wechat::MESSAGES_A_SECOND, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub messages_a_second: u32,
    /// Where photos are kept: a folder, or `s3://bucket/prefix` with the usual `AWS_…` of the environment. By default a
    /// folder `media` beside an SQLite file; with PostgreSQL, photos cannot be uploaded without it.
    #[arg(long, env = "LINLI_MEDIA")]
    pub media: Option<String>,
    /// The font of certificates of hours: a file with Chinese letters. By default where Debian's `fonts-noto-cjk` puts
    /// one; without it all else works.
    #[arg(long, env = "LINLI_CERTIFICATE_FONT", default_value = api::http::certificates::font::USUAL)]
    pub certificate_font: PathBuf,
    /// Leaves what is done later to other processes.
    #[arg(long, env = "LINLI_NO_WORKER", num_args = 0..=1, require_equals = true, default_value_t = false, default_missing_value = "true", action = clap::ArgAction::Set)]
    pub no_worker: bool,
    /// Where the data is.
    #[command(flatten)]
    pub stores: Stores,
}

/// Settings of `migrate`.
#[derive(Args)]
pub struct Migrate {
    /// The database: `postgres://user:password@host/name` or `sqlite:FILE`.
    #[arg(long, env = "LINLI_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
}

/// Settings of `demo`.
#[derive(Args)]
pub struct Demo {
    /// Where to listen.
    #[arg(long, env = "LINLI_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Where the town is kept between starts.
    #[arg(long, env = "LINLI_DEMO_DATA", default_value = "linli-data")]
    pub data: PathBuf,
    /// By what factor the rate limits are raised above what they should be: for a measurement, or one crowded day.
    #[arg(long, env = "LINLI_RATE_FACTOR", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub rate_factor: u32,
    /// Leaves what is done later undone.
    #[arg(long, env = "LINLI_NO_WORKER", num_args = 0..=1, require_equals = true, default_value_t = false, default_missing_value = "true", action = clap::ArgAction::Set)]
    pub no_worker: bool,
    /// Forgets the town of the last start and builds a new one.
    #[arg(long, num_args = 0..=1, require_equals = true, default_value_t = false, default_missing_value = "true", action = clap::ArgAction::Set)]
    pub fresh: bool,
}

/// Settings of `admin`.
#[derive(Args)]
pub struct Admin {
    /// What to do.
    #[command(subcommand)]
    pub act: AdminAct,
}

/// What can be administered from the server.
#[derive(Subcommand)]
pub enum AdminAct {
    /// Make a member administrator of a city: the first one, since there is nobody yet to appoint them.
    Create {
        /// The member, who has logged in once: the `id` of their `viewer`.
        #[arg(long)]
        member: String,
        /// The name of the city; it becomes the root of the place tree if it is not there.
        #[arg(long)]
        city: String,
        /// Where the data is.
        #[command(flatten)]
        stores: Box<Stores>,
    },
    /// Take away the second factor of an administrator who lost their phone, where no other administrator can.
    ResetSecondFactor {
        /// The member: the `id` of their `viewer`, or the account in their authenticator app.
        #[arg(long)]
        member: String,
        /// Where the data is.
        #[command(flatten)]
        stores: Box<Stores>,
    },
}

/// The arguments of the program, with the settings of the file between the environment and the flags.
pub fn arguments() -> Result<Vec<OsString>, String> {
    let given: Vec<OsString> = std::env::args_os().collect();
    let named =
        given.iter().enumerate().find_map(|(place, argument)| match argument.to_str()?.strip_prefix("--settings")? {
            "" => given.get(place + 1).cloned(),
            rest => rest.strip_prefix('=').map(OsString::from),
        });
    let Some(file) = named.or_else(|| std::env::var_os("LINLI_SETTINGS")) else { return Ok(given) };
    let fault = |why: String| format!("--settings (LINLI_SETTINGS): {}: {why}", Path::new(&file).display());
    let text = std::fs::read_to_string(&file).map_err(|error| fault(error.to_string()))?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| fault(error.message().to_owned()))?;
    // Behind the command's name, and before all else that was given: so that a flag, which comes later, wins.
    let commands = [
        "serve",
        "worker",
        "doctor",
        "migrate",
        "demo",
        "schema",
        "admin",
        "create",
        "reset-second-factor",
        "reseal",
        "jobs",
        "import",
        "show",
    ];
    let command = given.iter().rposition(|argument| argument.to_str().is_some_and(|a| commands.contains(&a)));
    let (head, tail) = given.split_at(command.map_or(given.len(), |place| place + 1));
    let mut arguments = head.to_vec();
    let chosen = command.and_then(|place| given[place].to_str()).unwrap_or_default();
    for (name, value) in table {
        // One file can serve several commands: each takes what it knows.
        let takers = known(&name, &Linli::command());
        if takers.is_empty() {
            return Err(fault(format!("there is no setting {name}")));
        }
        if !takers.iter().any(|taker| taker == chosen) {
            continue;
        }
        match value {
            toml::Value::Boolean(yes) => arguments.push(format!("--{name}={yes}").into()),
            toml::Value::String(text) => arguments.push(format!("--{name}={text}").into()),
            toml::Value::Integer(number) => arguments.push(format!("--{name}={number}").into()),
            _ => return Err(fault(format!("{name} is neither a text, a number, nor true or false"))),
        }
    }
    arguments.extend_from_slice(tail);
    Ok(arguments)
}

/// The commands that take the setting of this name.
fn known(name: &str, command: &clap::Command) -> Vec<String> {
    let mut takers: Vec<_> = command.get_subcommands().flat_map(|inner| known(name, inner)).collect();
    if command.get_arguments().any(|argument| argument.get_long() == Some(name)) {
        takers.push(command.get_name().to_owned());
    }
    takers
}

/// A setting that must be there: `name` is the flag without its dashes.
pub fn required<'s>(name: &str, value: Option<&'s String>, right: &str) -> Result<&'s str, String> {
    match value {
        Some(value) if !value.trim().is_empty() => Ok(value.trim()),
        _ => Err(wrong(name, &format!("is missing: {right}"))),
    }
}

/// What is wrong with a setting: `name` is the flag without its dashes.
pub fn wrong(name: &str, why: &str) -> String {
    format!("--{name} (LINLI_{}) {why}", name.to_uppercase().replace('-', "_"))
}

/// A secret, given as it is or in a file.
pub fn secret(name: &str, value: Option<&String>, file: Option<&PathBuf>, right: &str) -> Result<String, String> {
    match (value, file) {
        (Some(_), Some(_)) => Err(wrong(name, &format!("is given twice: also as --{name}-file"))),
        (None, Some(file)) => {
            let text = std::fs::read_to_string(file).map_err(|e| wrong(&format!("{name}-file"), &e.to_string()))?;
            required(name, Some(&text), right).map(str::to_owned)
        }
        (value, None) => required(name, value, right).map(str::to_owned),
    }
}

/// Keys: base64 of 32 random bytes each, commas between.
pub fn keys(name: &str, value: Option<&String>, file: Option<&PathBuf>) -> Result<Vec<[u8; 32]>, String> {
    let right = "give 32 random bytes in base64, as `openssl rand -base64 32` makes them";
    let text = secret(name, value, file, right)?;
    text.split(',')
        .map(|key| {
            let bytes = STANDARD.decode(key.trim()).map_err(|_| wrong(name, &format!("is not base64: {right}")))?;
            let key: [u8; 32] = bytes
                .try_into()
                .map_err(|bytes: Vec<u8>| wrong(name, &format!("has {} bytes: {right}", bytes.len())))?;
            // Of 32 random bytes about 30 differ; a pattern, a word repeated or an example does not come near.
            let different = key.iter().collect::<std::collections::HashSet<_>>().len();
            if different < 20 { Err(wrong(name, &format!("is an example or a pattern: {right}"))) } else { Ok(key) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_long_and_random() {
        let given = |text: &str| keys("data-keys", Some(&text.to_owned()), None);
        let good = STANDARD.encode((0..32).map(|n| n * 7).collect::<Vec<u8>>());
        assert_eq!(given(&format!("{good}, {good}")).expect("two keys").len(), 2);
        for (text, why) in [
            ("", "missing"),
            ("short", "base64"),
            (&STANDARD.encode([1; 16])[..], "16 bytes"),
            (&STANDARD.encode([7; 32])[..], "example"),
            (&STANDARD.encode(b"change-me-change-me-change-me-32")[..], "example"),
        ] {
            let fault = given(text).expect_err(text);
            assert!(fault.contains(why) && fault.contains("LINLI_DATA_KEYS"), "{fault}");
        }
    }
}
