//! Reading the audit log.

use crate::access::Viewer;
use crate::audit::log::{Shown, Wanted};
use crate::failure::Outcome;
use crate::ids::{AreaId, AuditEntryId, MemberId};
use crate::page::{Page, PageRequest};
use crate::places::read::find;
use crate::ports::Ports;

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
