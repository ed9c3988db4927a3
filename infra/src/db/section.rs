//! What stands in an export of all that is kept about a member.

use domain::ids::{Id, Kind};
use uuid::Uuid;

/// Where a section of the export comes from.
pub(super) struct Source {
    pub(super) name: &'static str,
    /// `$1` is the member. Texts of others that staff removed are not in it: `{removed}` stands for what is said instead.
    pub(super) sql: &'static str,
    pub(super) columns: &'static [(&'static str, Shown)],
}

/// What a column holds, and how it is shown.
pub(super) enum Shown {
    Text,
    Number,
    Yes,
    At,
    On,
    /// An id, in its outer form.
    Id(fn(Uuid) -> String),
    /// A sealed value, and the column that it was sealed for.
    Sealed(&'static str),
}

pub(super) const fn id<K: Kind>() -> Shown {
    Shown::Id(|uuid| Id::<K>::from_uuid(uuid).to_string())
}
