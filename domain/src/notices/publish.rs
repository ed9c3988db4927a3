//! Publishing a notice.

use chrono::{DateTime, Duration, Utc};

use crate::access::{Audience, EVERYBODY, Viewer};
use crate::failure::{Failure, Invalid, Outcome};
use crate::ids::{AreaId, NoticeId};
use crate::members::member::Person;
use crate::notices::notice::{Notice, NoticeCategory};
use crate::once::{Request, begin, once};
use crate::places;
use crate::places::area::AreaKind;
use crate::ports::Ports;
use crate::text::{Line, Paragraphs};

/// A notice with an end hangs no longer: ten years.
const HANGS_AT_MOST: Duration = Duration::days(3653);

/// What is to be published.
#[derive(Debug)]
pub struct NewNotice {
    /// Where it hangs.
    pub area: AreaId,
    /// What it is about.
    pub category: NoticeCategory,
    /// In one line.
    pub title: Line<60>,
    /// In full.
    pub text: Paragraphs<5000>,
    /// Whom it addresses.
    pub audience: Vec<Audience>,
    /// Whether it stays on top.
    pub pinned: bool,
    /// Until when it hangs.
    pub expires: Option<DateTime<Utc>>,
}

/// Publishes a notice, now, in an area that the viewer administers: a community, or one above, and then in all below.
pub async fn publish(ports: &Ports, by: &Viewer, new: NewNotice, request: &Request) -> Outcome<Notice> {
    let made = once(ports, request, async {
        let area = places::create::find(ports, "areaId", new.area).await?;
        by.must_administer(&area.path)?;
        if area.kind > AreaKind::Community {
            return Err(Invalid::new(
                "areaId",
                ("公示栏设在社区及以上", "has no board: boards hang in communities and above"),
            )
            .into());
        }
        let now = ports.now();
        if new.audience.is_empty() {
            return Err(Invalid::new("audience", ("至少选择一类对象", "must name at least one audience")).into());
        }
        if new.expires.is_some_and(|end| end <= now || end > now + HANGS_AT_MOST) {
            return Err(Invalid::new("expiresAt", ("须在今后十年内", "must lie within the next ten years")).into());
        }
        let me = ports.store.profile(by).await?;
        let notice = Notice {
            id: ports.id(now),
            area,
            category: new.category,
            title: new.title,
            text: new.text,
            audience: EVERYBODY.into_iter().filter(|audience| new.audience.contains(audience)).collect(),
            pinned: new.pinned,
            author: Person { id: me.id, shown_name: me.real_name.map(|name| name.masked()).unwrap_or_default() },
            published: now,
            expires: new.expires,
        };
        let mut tx = begin(ports, request, notice.id).await?;
        tx.add_notice(&notice).await?;
        tx.commit().await?;
        Ok(notice.id)
    })
    .await?;
    find(ports, by, "requestId", made).await
}

/// The notice that `field` names, if the viewer may see it.
pub async fn find(ports: &Ports, by: &Viewer, field: &'static str, id: NoticeId) -> Outcome<Notice> {
    ports.store.notices(by, &[id], ports.now()).await?.pop().ok_or(Failure::NotFound(field))
}
