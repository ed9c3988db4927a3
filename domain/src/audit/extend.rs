//! Linking what was written down.

use chrono::{DateTime, Duration, NaiveDate};

use crate::audit::chain::{Hash, Link};
use crate::audit::repo::Kept;
use crate::calendar::day_of;
use crate::failure::Outcome;
use crate::ports::Ports;
use crate::store::Store;

/// How many links are made at once.
const BATCH: u32 = 500;

/// An entry is committed within this time after it was made: no request lives nearly as long, and clocks differ less.
const LATE: Duration = Duration::hours(1);

/// The hash of a link.
pub(super) fn hash(store: &dyn Store, before: Option<&Link>, number: i64, day: NaiveDate, kept: &Kept) -> Hash {
    let before = before.map(|link| link.hash).unwrap_or_default();
    let text = [&before[..], format!("{number} {day} {}", kept.entry.text()).as_bytes()].concat();
    store.link_hash(&text)
}

/// Links the committed entries that have no link yet. Of several processes that do so at once, one is first, and the
/// others leave it to that one. Says how many it linked, and the head of the chain after that.
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
