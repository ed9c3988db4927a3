//! Statements that read a page, in either direction.

use chrono::{DateTime, Utc};
use domain::page::PageRequest;

/// Later than all that is ever stored, and early enough for both databases: 2100.
pub(super) const FOREVER: DateTime<Utc> = DateTime::from_timestamp(4_102_444_800, 0).expect("a time");

/// A statement that reads a page of a list, for both directions, made once of one text: the text is the key of the
/// prepared statement. Kept in a `LazyLock`.
pub(super) struct Paged([String; 2]);

impl Paged {
    /// Of a text that walks the list forwards: `{asc}`, `{after}` and `{until}` for a list whose keys grow, `{desc}` and
    /// `{before}` for one whose latest comes first. Backwards, each is its opposite.
    pub(super) fn of(text: &str) -> Self {
        let turned = |marks: [&str; 5]| {
            let found = ["{after}", "{before}", "{until}", "{asc}", "{desc}"];
            found.iter().zip(marks).fold(text.to_owned(), |text, (mark, word)| text.replace(mark, word))
        };
        Self([turned([">", "<", "<=", "ASC", "DESC"]), turned(["<", ">", ">=", "DESC", "ASC"])])
    }

    /// The text for this page.
    pub(super) fn for_page<K>(&self, page: &PageRequest<K>) -> &str {
        &self.0[usize::from(page.backwards)]
    }
}
