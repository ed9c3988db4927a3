//! What the program writes about itself while it runs.

use std::io::IsTerminal;

use tracing_subscriber::filter::{EnvFilter, filter_fn};
use tracing_subscriber::prelude::*;

use crate::traces;

/// What is worth telling: migrations and the database tell too much of what is as it should be.
const LOG: &str = "info,sea_orm_migration=warn,sqlx=warn";

/// The crates whose log never holds secrets or personal data, at any level: ours.
const OURS: [&str; 4] = ["linli", "api", "domain", "infra"];

/// Whether something may be logged, whatever the filter says. Below `info`, libraries print what passes through them:
/// headers, addresses with codes in them, the values of statements.
fn harmless(log: &tracing::Metadata<'_>) -> bool {
    let origin = log.target().split("::").next().unwrap_or_default();
    *log.level() <= tracing::Level::INFO || OURS.contains(&origin)
}

/// Writes the log to standard error: for people at a terminal, as JSON lines otherwise. And sends traces, if they are
/// wanted.
pub fn begin(filter: Option<&str>) -> Result<(), String> {
    let filter = EnvFilter::try_new(filter.unwrap_or(LOG)).unwrap_or_else(|_| "info".into());
    let log = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let log = if std::io::stderr().is_terminal() { log.compact().boxed() } else { log.json().boxed() };
    // Filters of the whole registry, not of the one layer (`with_filter`): sqlx asks whether its log of statements is
    // enabled and then sends nothing, and after such a no a filter of a layer drops the next event of the thread,
    // whatever that is: mostly the line that tells of the statement's fault.
    tracing_subscriber::registry().with(filter).with(filter_fn(harmless)).with(log).with(traces::layer()?).init();
    Ok(())
}
