//! Cursors: the key of an item, bound to the list that it came from.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use domain::failure::{Failure, Invalid, Outcome};
use domain::ids::Id;
use domain::page::PageRequest;
use ring::digest;
use uuid::Uuid;

const TAG: usize = 6;

/// A list: its name, its owner, and its filter. A cursor of one list is invalid in another.
pub struct List([u8; TAG]);

/// What orders a list.
pub trait Key: Sized {
    /// Its bytes.
    fn write(&self) -> Vec<u8>;
    /// Reads them back.
    fn read(bytes: &[u8]) -> Option<Self>;
}

impl List {
    /// The list of this name with these bounds: node, filter, whatever its content depends on.
    pub fn new(name: &str, bounds: impl std::fmt::Debug) -> Self {
        let hash = digest::digest(&digest::SHA256, format!("{name}\0{bounds:?}").as_bytes());
        let mut tag = [0; TAG];
        tag.copy_from_slice(&hash.as_ref()[..TAG]);
        Self(tag)
    }

    /// The cursor of the item with this key.
    pub fn cursor(&self, key: &impl Key) -> String {
        URL_SAFE_NO_PAD.encode([self.0.as_slice(), &key.write()].concat())
    }

    /// Which page is wanted.
    pub fn page<K: Key>(
        &self,
        first: Option<i64>,
        after: Option<String>,
        last: Option<i64>,
        before: Option<String>,
    ) -> Outcome<PageRequest<K>> {
        PageRequest::parse(first, after, last, before, |field, text| self.read(field, text))
    }

    fn read<K: Key>(&self, field: &'static str, text: &str) -> Outcome<K> {
        let bytes = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
        let key = bytes.strip_prefix(&self.0).and_then(K::read);
        key.ok_or_else(|| Failure::from(Invalid::new(field, ("不是此列表的游标", "is not a cursor of this list"))))
    }
}

impl<T> Key for Id<T> {
    fn write(&self) -> Vec<u8> {
        self.uuid().as_bytes().to_vec()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        Uuid::from_slice(bytes).ok().map(Self::from_uuid)
    }
}

impl Key for Uuid {
    fn write(&self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        Self::from_slice(bytes).ok()
    }
}

impl Key for i64 {
    fn write(&self) -> Vec<u8> {
        self.to_be_bytes().to_vec()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::from_be_bytes)
    }
}

impl<T> Key for (DateTime<Utc>, Id<T>) {
    fn write(&self) -> Vec<u8> {
        [&time(self.0)[..], &self.1.write()].concat()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (at, id) = bytes.split_at_checked(8)?;
        Some((time_of(at)?, Key::read(id)?))
    }
}

/// A time in a key.
pub fn time(moment: DateTime<Utc>) -> [u8; 8] {
    moment.timestamp_micros().to_be_bytes()
}

/// The time in a key.
pub fn time_of(bytes: &[u8]) -> Option<DateTime<Utc>> {
    let micros = i64::from_be_bytes(bytes.try_into().ok()?);
    // A moment that no database can hold was not in a cursor of ours.
    (0..4_102_444_800_000_000).contains(&micros).then(|| DateTime::from_timestamp_micros(micros)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::WishId;
    use domain::notices::repo::BoardKey;
    use domain::wishes::repo::FeedKey;

    #[test]
    fn a_cursor_reads_back_in_its_own_list_only() {
        let key = FeedKey {
            distance: 1,
            since: DateTime::from_timestamp_micros(1_800_000_000_123_456).expect("a time"),
            id: WishId::from_uuid(Uuid::from_u128(42)),
        };
        let list = List::new("wishes", ("here", 1));
        let text = list.cursor(&key);
        assert_eq!(list.read::<FeedKey>("after", &text).ok(), Some(key));
        assert!(List::new("wishes", ("there", 1)).read::<FeedKey>("after", &text).is_err());
        assert!(list.read::<BoardKey>("after", &text).is_err());
        for wrong in ["", "x", "!!!!", &text[1..], &format!("{text}AA")] {
            assert!(list.read::<FeedKey>("after", wrong).is_err(), "{wrong:?}");
        }
    }
}
