//! Looking at notices.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::access::{Scope, Viewer};
use crate::failure::{Failure, Outcome};
use crate::ids::{MemberId, NoticeId};
use crate::notices::notice::{Notice, NoticeState};
use crate::page::{Page, PageRequest};
use crate::places::area::Area;
use crate::ports::Ports;

/// The notice that `field` names, if the viewer may see it.
pub async fn find(ports: &Ports, by: &Viewer, field: &'static str, id: NoticeId) -> Outcome<Notice> {
    ports.store.notices(by, &[id], ports.now()).await?.pop().ok_or(Failure::NotFound(field))
}

/// What was written for an area itself, the latest first. For those who administer it.
pub async fn of_area(
    ports: &Ports,
    by: &Viewer,
    area: &Area,
    state: Option<NoticeState>,
    page: &PageRequest<(DateTime<Utc>, NoticeId)>,
) -> Outcome<Page<Notice>> {
    by.must_administer(&area.path)?;
    ports.store.notices_of(area.id, by.member(), state, ports.now(), page).await
}

/// The top of a board as a screen shows it to many: as to somebody who has read nothing.
pub async fn on_screen(ports: &Ports, scope: &Scope, first: i64) -> Outcome<Vec<Notice>> {
    let nobody = MemberId::from_uuid(Uuid::nil());
    let page = ports.store.board(scope, nobody, None, ports.now(), &PageRequest::first(first)?).await?;
    Ok(page.items.into_iter().map(|(_, notice)| notice).collect())
}
