//! A copy of all that is kept about a member: by the Personal Information Protection Law of China, article 45.

use chrono::{DateTime, NaiveDate, Utc};

/// A value in a record.
#[derive(Clone, PartialEq, Eq)]
pub enum Datum {
    /// There is none.
    Nothing,
    /// A text, a word or an id.
    Text(String),
    /// A number, with its unit in the name of the field.
    Number(i64),
    /// Yes or no.
    Yes(bool),
    /// A moment.
    At(DateTime<Utc>),
    /// A day where the communities are (UTC+8).
    On(NaiveDate),
}

impl std::fmt::Debug for Datum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // It may be a name.
        f.write_str("Datum(…)")
    }
}

/// Its fields, each with its name, in their order.
pub type Record = Vec<(&'static str, Datum)>;

/// Records of one kind, oldest first.
#[derive(Debug)]
pub struct Section {
    /// What they are.
    pub name: &'static str,
    /// All of them.
    pub records: Vec<Record>,
}
