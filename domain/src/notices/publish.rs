//! Publishing a notice.

use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::failure::{Invalid, Outcome};
use crate::ids::AreaId;
use crate::jobs::job::Work;
use crate::notices::PUBLISH;
use crate::notices::files::NoticeFiles;
use crate::notices::notice::{Notice, NoticeText, PUBLISHED_WITHIN};
use crate::notices::read::find;
use crate::notices::repo::NewNotice;
use crate::once::{begin, once};
use crate::places;
use crate::places::area::AreaKind;
use crate::ports::Ports;
use crate::request::Request;

/// Publishes a notice, now or at a time, in an area that the viewer administers: a community, or one above, and then in
/// all below. Until that time, only those who administer the area see it.
pub async fn publish(
    ports: &Ports,
    by: &Viewer,
    area: AreaId,
    publish: Option<DateTime<Utc>>,
    content: NoticeText,
    files: NoticeFiles<'_>,
    request: &Request,
) -> Outcome<Notice> {
    let made = once(ports, request, async {
        let area = places::read::find(ports, "areaId", area).await?;
        by.must_administer(&area.path)?;
        if area.kind > AreaKind::Community {
            return Err(Invalid::new(
                "areaId",
                ("公示栏设在社区及以上", "has no board: boards hang in communities and above"),
            )
            .into());
        }
        let now = ports.now();
        if publish.is_some_and(|at| at < now || at > now + PUBLISHED_WITHIN) {
            return Err(Invalid::new("publishAt", ("须在今后一年内", "must lie within the next year")).into());
        }
        let published = publish.unwrap_or(now);
        let content = content.check(published, now)?;
        let (id, author) = (ports.id(now), by.member());
        files.must_fit(id)?;
        let new = NewNotice { id, area: area.id, author, content, published, written: now };
        let mut tx = begin(ports, request, new.id).await?;
        tx.add_notice(&new).await?;
        tx.add_jobs(&[ports.job_at(Work::TellReaders { notice: id }, published)]).await?;
        files.attach(ports, &mut *tx, by, id, (area.id, &area.path)).await?;
        ports.commit(tx, by.did(PUBLISH, area.id, new.id)).await?;
        Ok(new.id)
    })
    .await?;
    find(ports, by, "requestId", made).await
}
