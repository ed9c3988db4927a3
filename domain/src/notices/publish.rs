//! Publishing a notice.

use chrono::{DateTime, Utc};

use crate::access::Viewer;
use crate::audit::act::Act;
use crate::failure::{Invalid, Outcome};
use crate::ids::AreaId;
use crate::members::member::Person;
use crate::notices::notice::{Notice, NoticeText, PUBLISHED_WITHIN};
use crate::notices::read::find;
use crate::once::{begin, once};
use crate::places;
use crate::places::area::AreaKind;
use crate::ports::Ports;
use crate::request::Request;

/// What is to be published.
#[derive(Debug)]
pub struct NewNotice {
    /// Where it hangs.
    pub area: AreaId,
    /// From when; at once, if not said.
    pub publish: Option<DateTime<Utc>>,
    /// What it says.
    pub content: NoticeText,
}

/// Publishes a notice, now or at a time, in an area that the viewer administers: a community, or one above, and then in
/// all below. Until that time, only those who administer the area see it.
pub async fn publish(ports: &Ports, by: &Viewer, new: NewNotice, request: &Request) -> Outcome<Notice> {
    let made = once(ports, request, async {
        let area = places::read::find(ports, "areaId", new.area).await?;
        by.must_administer(&area.path)?;
        if area.kind > AreaKind::Community {
            return Err(Invalid::new(
                "areaId",
                ("公示栏设在社区及以上", "has no board: boards hang in communities and above"),
            )
            .into());
        }
        let now = ports.now();
        if new.publish.is_some_and(|at| at < now || at > now + PUBLISHED_WITHIN) {
            return Err(Invalid::new("publishAt", ("须在今后一年内", "must lie within the next year")).into());
        }
        let published = new.publish.unwrap_or(now);
        let content = new.content.check(published, now)?;
        let me = ports.store.profile(by).await?;
        let notice = Notice {
            id: ports.id(now),
            area,
            content,
            author: Person { id: me.id, shown_name: me.real_name.map(|name| name.masked()).unwrap_or_default() },
            published,
            version: 1,
            edited: None,
            withdrawn: None,
            read: None,
        };
        let mut tx = begin(ports, request, notice.id).await?;
        tx.add_notice(&notice, now).await?;
        ports.commit(tx, by.did(Act::PublishNotice, notice.area.id, notice.id)).await?;
        Ok(notice.id)
    })
    .await?;
    find(ports, by, "requestId", made).await
}
