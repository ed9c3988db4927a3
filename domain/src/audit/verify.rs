//! Checking the audit log against its chain.

use std::fmt;

use chrono::{DateTime, Duration, NaiveDate, Utc};

use crate::audit::chain::{Head, Link};
use crate::audit::extend::hash;
use crate::calendar::begin_of;
use crate::failure::Outcome;
use crate::ids::AuditEntryId;
use crate::store::Store;

/// How long an entry may wait for its link: the service makes links every minute.
pub const WAITS_AT_MOST: Duration = Duration::minutes(10);
/// How many links are read at once.
const BATCH: u32 = 1000;
/// How many entries without a link are listed.
const LISTED: u32 = 1000;

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Links are gone: the chain goes on with this number, and should with an earlier one.
    LinksMissing(i64),
    /// A link's hash is not that of what comes before it and of its entry: one of them was put there, moved or changed.
    LinkBroken(i64),
    /// A link belongs to an earlier day than the one before it.
    DayBroken(i64),
    /// The entry of a link is gone.
    EntryMissing(i64, AuditEntryId),
    /// An entry is not what the program wrote: it was changed, or the program did not write it.
    EntryChanged(AuditEntryId),
    /// An entry has waited too long for its link: the service does not make any, or the link was taken away.
    EntryNotLinked(AuditEntryId, DateTime<Utc>),
    /// The chain does not hold the head that was kept: it was truncated before it, or rewritten.
    HeadLost(Head),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LinksMissing(number) => write!(f, "links are missing before number {number}"),
            Self::LinkBroken(number) => write!(f, "link {number} does not fit what comes before it, or its entry"),
            Self::DayBroken(number) => write!(f, "link {number} belongs to an earlier day than the one before it"),
            Self::EntryMissing(number, entry) => write!(f, "the entry {entry} of link {number} is missing"),
            Self::EntryChanged(entry) => write!(f, "the entry {entry} is not as the program wrote it"),
            Self::EntryNotLinked(entry, at) => write!(f, "the entry {entry} of {at} has no link"),
            Self::HeadLost(head) => write!(f, "the chain does not hold the head {head}"),
        }
    }
}

/// What was found.
#[derive(Debug)]
pub struct Findings {
    /// What does not fit, in the order of the chain.
    pub faults: Vec<Fault>,
    /// How many links were looked at.
    pub links: u64,
    /// The last of them.
    pub head: Option<Head>,
}

/// Checks the log, or a day of it, against the chain; and the chain against a head that was kept elsewhere.
///
/// What cannot be detected: that the newest entries were removed together with their links, unless a head is given that
/// is newer than the cut; and that somebody who has the lookup key rewrote the whole chain, unless a head is given.
pub async fn verify(
    store: &dyn Store,
    day: Option<NaiveDate>,
    kept: Option<Head>,
    now: DateTime<Utc>,
) -> Outcome<Findings> {
    let mut found = Findings { faults: Vec::new(), links: 0, head: None };
    let mut before = match day {
        None => None,
        Some(day) => match store.first_link_of(day).await? {
            Some(number) if number > 1 => store.link(number - 1).await?,
            _ => None,
        },
    };
    // A day alone cannot tell whether the one before it is whole.
    let mut expected = before.as_ref().map(|link| link.number + 1).or(day.is_none().then_some(1));
    let mut after = before.as_ref().map_or(0, |link| link.number);
    loop {
        let links = store.links(after, day, BATCH).await?;
        for (link, entry) in &links {
            if expected.is_some_and(|number| number != link.number) {
                found.faults.push(Fault::LinksMissing(link.number));
            }
            if before.as_ref().is_some_and(|before| before.day > link.day) {
                found.faults.push(Fault::DayBroken(link.number));
            }
            match entry {
                None => found.faults.push(Fault::EntryMissing(link.number, link.entry)),
                Some(entry) if !store.is_sealed(entry) => found.faults.push(Fault::EntryChanged(link.entry)),
                Some(entry) if hash(store, before.as_ref(), link.number, link.day, entry) != link.hash => {
                    found.faults.push(Fault::LinkBroken(link.number));
                }
                Some(_) => {}
            }
            // What follows is checked against what is there, so that one break is one finding.
            expected = Some(link.number + 1);
            before = Some(link.clone());
            found.links += 1;
        }
        let Some((last, _)) = links.last() else { break };
        after = last.number;
    }
    found.head = before.as_ref().map(Head::from);
    not_linked(store, day, now, &mut found).await?;
    if let Some(kept) = kept
        && store.link(kept.number).await?.as_ref().map(|link: &Link| Head::from(link)) != Some(kept)
    {
        found.faults.push(Fault::HeadLost(kept));
    }
    Ok(found)
}

/// Entries that no link holds: those that the program did not write, and those that have waited too long.
async fn not_linked(
    store: &dyn Store,
    day: Option<NaiveDate>,
    now: DateTime<Utc>,
    found: &mut Findings,
) -> Outcome<()> {
    let (from, until) = match day {
        // As far as both databases can compare.
        None => (DateTime::UNIX_EPOCH, begin_of(NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default())),
        Some(day) => (begin_of(day), begin_of(day.succ_opt().unwrap_or(day))),
    };
    let late = now - WAITS_AT_MOST;
    for kept in store.left_out(from, until, LISTED).await? {
        if !store.is_sealed(&kept) {
            found.faults.push(Fault::EntryChanged(kept.entry.id));
        } else if kept.entry.at < late {
            found.faults.push(Fault::EntryNotLinked(kept.entry.id, kept.entry.at));
        }
    }
    Ok(())
}
