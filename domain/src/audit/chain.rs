//! The chain over the audit log: every entry has one link, whose hash covers the link before it. So nothing can be
//! changed, taken out or put in between without the key.
//!
//! Links are made after the entries are committed, because links made with them would let the whole city take turns.

use chrono::{DateTime, Duration, NaiveDate};

use crate::audit::repo::Kept;
use crate::failure::Outcome;
use crate::ids::AuditEntryId;
use crate::ports::{Ports, day_of};
use crate::store::Store;

/// SHA-256 with a key.
pub type Hash = [u8; 32];

/// How many links are made at once.
const BATCH: u32 = 500;
/// An entry is committed within this time after it was made: no request lives nearly as long, and clocks differ less.
const LATE: Duration = Duration::hours(1);

/// A link of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its number: 1, 2, 3 … without a gap, through all days. One number more decides which of several processes made
    /// the next link; numbers that begin anew each day could not where two of them stand on either side of midnight.
    pub number: i64,
    /// The day that it belongs to, where the communities are: that of its entry, or a later one that had begun already.
    pub day: NaiveDate,
    /// The entry.
    pub entry: AuditEntryId,
    /// Over the hash of the link before, also across days, and all that the entry holds.
    pub hash: Hash,
}

/// The hash of a link.
pub(super) fn hash(store: &dyn Store, before: Option<&Link>, number: i64, day: NaiveDate, kept: &Kept) -> Hash {
    let before = before.map(|link| link.hash).unwrap_or_default();
    let text = [&before[..], format!("{number} {day} {}", kept.entry.text()).as_bytes()].concat();
    store.link_hash(&text)
}

/// Links the committed entries that have no link yet. Of several processes that do so at once, one is first, and the
/// others leave it to him. Says how many it linked, and the head of the chain after that.
pub async fn extend(ports: &Ports) -> Outcome<(usize, Option<Link>)> {
    let mut linked = 0;
    loop {
        let last = ports.store.last_link().await?;
        let since = last.as_ref().map_or(DateTime::UNIX_EPOCH, |(_, at)| ports.now().min(*at) - LATE);
        let found = ports.store.unchained(since, BATCH).await?;
        let links = continue_from(ports, last.as_ref().map(|(link, _)| link), &found);
        let Some(head) = links.last() else { return Ok((linked, last.map(|(link, _)| link))) };
        if !ports.store.add_links(&links).await? {
            return Ok((linked, None));
        }
        linked += links.len();
        if links.len() < BATCH as usize {
            return Ok((linked, Some(head.clone())));
        }
    }
}

fn continue_from(ports: &Ports, last: Option<&Link>, found: &[Kept]) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::with_capacity(found.len());
    for kept in found {
        let before = links.last().or(last);
        let number = before.map_or(1, |link| link.number + 1);
        let day = day_of(kept.entry.at);
        let day = before.map_or(day, |link| link.day.max(day));
        let hash = hash(&*ports.store, before, number, day, kept);
        links.push(Link { number, day, entry: kept.entry.id, hash });
    }
    links
}

/// The head of a chain, to be kept elsewhere: whoever has it sees later whether the chain was cut or written anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The number of the link.
    pub number: i64,
    /// Its hash.
    pub hash: Hash,
}

impl From<&Link> for Head {
    fn from(link: &Link) -> Self {
        Self { number: link.number, hash: link.hash }
    }
}

impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:", self.number)?;
        self.hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::str::FromStr for Head {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fault = "is not a head: a number, a colon and 64 hexadecimal digits";
        let (number, hex) = text.trim().split_once(':').ok_or(fault)?;
        let mut hash = Hash::default();
        if hex.len() != 2 * hash.len() || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(fault);
        }
        for (place, byte) in hash.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hex[2 * place..2 * place + 2], 16).map_err(|_| fault)?;
        }
        Ok(Self { number: number.parse().map_err(|_| fault)?, hash })
    }
}
