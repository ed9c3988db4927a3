//! Pages of a list: a window over a total order, by key and never by offset.

use crate::failure::{Failure, Invalid};

/// The most items on a page.
pub const MOST: i64 = 100;
/// How many items a page has when nobody says.
pub const USUAL: i64 = 20;

/// Which part of a list is wanted. `K` is the key of its order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PageRequest<K> {
    /// How many items, 1 to 100.
    pub size: u64,
    /// The key next to the wanted items: before them, or after them when going backwards.
    pub from: Option<K>,
    /// Whether the page ends before `from`, instead of beginning after it.
    pub backwards: bool,
}

impl<K> PageRequest<K> {
    /// Reads the four arguments of a Relay connection; `read` decodes a cursor.
    pub fn parse(
        first: Option<i64>,
        after: Option<String>,
        last: Option<i64>,
        before: Option<String>,
        read: impl Fn(&'static str, &str) -> Result<K, Failure>,
    ) -> Result<Self, Failure> {
        let backwards = last.is_some() || (before.is_some() && first.is_none());
        if backwards && (first.is_some() || after.is_some()) {
            return Err(Invalid::new(
                if first.is_some() { "first" } else { "after" },
                ("不能与last/before同时使用", "does not go together with last and before"),
            )
            .into());
        }
        if !backwards && before.is_some() {
            return Err(Invalid::new("before", ("不能与first同时使用", "does not go together with first")).into());
        }
        let (field, size) = if backwards { ("last", last) } else { ("first", first) };
        let size = sized(field, size.unwrap_or(USUAL))?;
        let from =
            if backwards { before.map(|text| read("before", &text)) } else { after.map(|text| read("after", &text)) };
        Ok(Self { size, from: from.transpose()?, backwards })
    }

    /// The first page, of this size.
    pub fn first(size: i64) -> Result<Self, Failure> {
        Ok(Self { size: sized("first", size)?, from: None, backwards: false })
    }
}

fn sized(field: &'static str, size: i64) -> Result<u64, Failure> {
    if (1..=MOST).contains(&size) {
        return Ok(size.unsigned_abs());
    }
    Err(Invalid::new(field, (format!("须在1到{MOST}之间"), format!("must be from 1 to {MOST}"))).into())
}

/// A part of a list, in the list's order.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Whether there are items before these.
    pub has_previous: bool,
    /// Whether there are items after these.
    pub has_next: bool,
}

impl<T> Page<T> {
    /// Makes a page of what a store found: in the direction of reading, with one item more than wanted if there are
    /// more.
    pub fn of<K>(mut found: Vec<T>, request: &PageRequest<K>) -> Self {
        let size = usize::try_from(request.size).unwrap_or(usize::MAX);
        let more = found.len() > size;
        found.truncate(size);
        if request.backwards {
            found.reverse();
        }
        let came_from = request.from.is_some();
        let (has_previous, has_next) = if request.backwards { (more, came_from) } else { (came_from, more) };
        Self { items: found, has_previous, has_next }
    }
}
