//! Reading the audit log.

use crate::access::Viewer;
use crate::audit::entry::Entry;
use crate::failure::Outcome;
use crate::ids::{AreaId, AuditEntryId, MemberId};
use crate::members::member::Person;
use crate::page::{Page, PageRequest};
use crate::places::area::Area;
use crate::places::create::find;
use crate::ports::Ports;
use crate::standing::Path;

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

/// What happened in an area and within, the latest first. For its street or city administrators: community staff do not
/// read the log that watches over them. What belongs to no area is shown to those of a whole city.
pub async fn log(
    ports: &Ports,
    by: &Viewer,
    area: AreaId,
    actor: Option<MemberId>,
    page: &PageRequest<AuditEntryId>,
) -> Outcome<Page<Shown>> {
    let area = find(ports, "areaId", area).await?;
    by.must_oversee(&area.path)?;
    let nowhere = area.parent().is_none();
    ports.store.audit_log(&Wanted { within: area.path, nowhere, actor }, page).await
}
