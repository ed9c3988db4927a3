//! What a store must guarantee of the audit log.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};

use crate::audit::chain::{Hash, Link};
use crate::audit::entry::Entry;
use crate::audit::log::{Shown, Wanted};
use crate::failure::Outcome;
use crate::ids::AuditEntryId;
use crate::page::{Page, PageRequest};

/// An entry as it lies in the store.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The entry.
    pub entry: Entry,
    /// The keyed hash over its text that the store wrote with it.
    pub seal: Vec<u8>,
}

/// The log and its chain. What changes the database is written down by [`crate::store::Tx::commit`], in the same
/// transaction. The database itself forbids to change or delete an entry or a link.
#[async_trait]
pub trait AuditReader: Send + Sync {
    /// Adds an entry of its own, in one statement. *Unauthenticated* if the actor has erased their account.
    async fn write_down(&self, entry: &Entry) -> Outcome<()>;
    /// Entries of some areas, the latest first.
    async fn audit_log(&self, wanted: &Wanted, page: &PageRequest<AuditEntryId>) -> Outcome<Page<Shown>>;
    /// A keyed hash of a link of the chain. The key is not in the database.
    fn link_hash(&self, text: &[u8]) -> Hash;
    /// Whether the seal that lies with an entry is the one of its text.
    fn is_sealed(&self, kept: &Kept) -> bool;
    /// The last link, and when its entry was made.
    async fn last_link(&self) -> Outcome<Option<(Link, DateTime<Utc>)>>;
    /// Entries since then that no link holds, in the order of their ids, a number of them at most.
    async fn unchained(&self, since: DateTime<Utc>, most: u32) -> Outcome<Vec<Kept>>;
    /// Adds links; all, or none if another process was faster with one of these numbers or entries.
    async fn add_links(&self, links: &[Link]) -> Outcome<bool>;
    /// The links after this number, perhaps only those of a day, each with its entry if it is there; a number of them
    /// at most.
    async fn links(&self, after: i64, day: Option<NaiveDate>, most: u32) -> Outcome<Vec<(Link, Option<Kept>)>>;
    /// The link of this number.
    async fn link(&self, number: i64) -> Outcome<Option<Link>>;
    /// The first number of a day.
    async fn first_link_of(&self, day: NaiveDate) -> Outcome<Option<i64>>;
    /// All entries that no link holds, made between these times; a number of them at most.
    async fn left_out(&self, from: DateTime<Utc>, until: DateTime<Utc>, most: u32) -> Outcome<Vec<Kept>>;
}
