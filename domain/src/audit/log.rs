//! Reading the audit log.

use crate::audit::entry::Entry;
use crate::ids::MemberId;
use crate::members::member::Person;
use crate::places::area::Area;
use crate::places::path::Path;

/// An entry, with what its ids stand for.
#[derive(Debug)]
pub struct Shown {
    /// The entry.
    pub entry: Entry,
    /// Who acted.
    pub actor: Option<Person>,
    /// Where: the area of the entry, or else where the actor lives now.
    pub area: Option<Area>,
    /// Whether it is as the program wrote it.
    pub sealed: bool,
}

/// Which entries are wanted.
#[derive(Debug)]
pub struct Wanted {
    /// Those of this area and all within.
    pub within: Path,
    /// And those of no area at all: of people who have not joined a community, and of the program itself.
    pub nowhere: bool,
    /// Only of this actor.
    pub actor: Option<MemberId>,
}
