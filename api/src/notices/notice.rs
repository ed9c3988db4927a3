//! What clients see of notices.

use super::loader::{ReadersOf, VersionsOf};
use crate::graphql::answer::answer;
use crate::graphql::batch::load;
use crate::graphql::by_id::ById;
use crate::graphql::connection::long;
use crate::graphql::context::{ports, viewer};
use crate::graphql::scalars::DateTime;
use crate::listed;
use crate::media::attachment::Attachment;
use crate::media::loader::{AttachmentsOf, photos_of};
use crate::media::photo::Photo;
use crate::members::person::Person;
use crate::places::area::Area;
use async_graphql::{Context, Enum, ID, Object, Result};
use domain::Ports;
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{self, Id};
use domain::media::photo::ShownBy;
use domain::notices::notice;
use domain::standing;

/// What a notice is about.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "notice::NoticeCategory")]
pub enum NoticeCategory {
    /// 党务公开
    PartyAffairs,
    /// 居务公开
    ResidentAffairs,
    /// 财务公开
    FinanceAffairs,
    /// 通知
    General,
}

/// Where a notice stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "notice::NoticeState")]
pub enum NoticeState {
    /// 待发布: it is still to be published; seen by staff who administer the area.
    Upcoming,
    /// 公示中: it hangs.
    Hanging,
    /// 已到期: it hangs no longer; seen by staff who administer the area.
    Ended,
    /// 已撤回: before or while it hung.
    Withdrawn,
}

/// Whom a notice addresses. A person can be several of these.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "standing::Audience")]
pub enum Audience {
    /// 居民: everybody who lives in the area.
    Residents,
    /// 志愿者
    Volunteers,
    /// 在职党员, confirmed.
    PartyMembers,
    /// 社区工作者 of the area or of one above it.
    Staff,
}

/// What a notice said, from one edit to the next.
pub struct NoticeVersion(notice::NoticeVersion);

/// What a notice said, from one edit to the next.
#[Object]
impl NoticeVersion {
    /// Which version: 1 as first written, one more with each edit.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The notice in one line, up to 60 characters.
    async fn title(&self) -> &str {
        self.0.title.as_str()
    }

    /// The notice in full, up to 5,000 characters, with line breaks. Plain text. Null if the notice was withdrawn,
    /// except for staff who administer the area.
    #[graphql(complexity = "long(5000)")]
    async fn text(&self) -> Option<&str> {
        self.0.text.as_ref().map(|text| text.as_str())
    }

    /// Who wrote it.
    async fn author(&self) -> Person {
        Person(self.0.author.clone())
    }

    /// When it was written.
    async fn written_at(&self) -> DateTime {
        DateTime(self.0.written)
    }
}

/// A notice. Seen by those whom it addresses within its area, from its publication until it expires, and by staff who
/// administer the area.
pub struct Notice(pub notice::Notice);

listed!(Notice);

impl ById for Notice {
    type Kind = ids::NoticeKind;

    async fn by_id(ports: &Ports, by: &Viewer, id: Id<ids::NoticeKind>) -> Outcome<Option<Self>> {
        Ok(ports.store.notices(by, &[id], ports.now()).await?.pop().map(Self))
    }
}

/// A notice. Seen by those whom it addresses within its area, from its publication until it expires, and by staff who
/// administer the area.
#[Object]
impl Notice {
    /// The id of this notice.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Where it hangs: it reaches all communities within this area.
    async fn area(&self) -> Area {
        Area(self.0.area.clone())
    }

    /// What it is about.
    async fn category(&self) -> NoticeCategory {
        self.0.content.category.into()
    }

    /// The notice in one line, up to 60 characters.
    async fn title(&self) -> &str {
        self.0.content.title.as_str()
    }

    /// The notice in full, up to 5,000 characters, with line breaks. Plain text. Null once it was withdrawn, except for
    /// staff who administer the area.
    #[graphql(complexity = "long(5000)")]
    async fn text(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        answer(ctx, async { Ok(self.0.text_for(viewer(ctx)?).map(|text| text.as_str())) }).await
    }

    /// Its photos, in their order, 9 at most. Empty once it was withdrawn, except for staff who
    /// administer the area.
    #[graphql(complexity = "9 * child_complexity + 1")]
    async fn photos(&self, ctx: &Context<'_>) -> Result<Vec<Photo>> {
        answer(ctx, async {
            let shows = self.0.text_for(viewer(ctx)?).is_some();
            photos_of(ctx, ShownBy::Notice(self.0.id), shows).await
        })
        .await
    }

    /// Its attachments, in their order, 9 at most. Empty once it was withdrawn, except for staff who administer the area.
    #[graphql(complexity = "9 * child_complexity + 1")]
    async fn attachments(&self, ctx: &Context<'_>) -> Result<Vec<Attachment>> {
        answer(ctx, async {
            if self.0.text_for(viewer(ctx)?).is_none() {
                return Ok(Vec::new());
            }
            let found = load(ctx, AttachmentsOf(self.0.id)).await?;
            Ok(found.unwrap_or_default().into_iter().map(Attachment).collect())
        })
        .await
    }

    /// Where it stands.
    async fn state(&self, ctx: &Context<'_>) -> NoticeState {
        self.0.state(ports(ctx).now()).into()
    }

    /// Whom it addresses.
    async fn audience(&self) -> Vec<Audience> {
        self.0.content.audience.iter().map(|audience| (*audience).into()).collect()
    }

    /// Whether it stays on top of the board: above everything else that is unread, or that is read.
    async fn pinned(&self) -> bool {
        self.0.content.pinned
    }

    /// Who published it.
    async fn author(&self) -> Person {
        Person(self.0.author.clone())
    }

    /// Since when it hangs; in the future if it is still to be published.
    async fn published_at(&self) -> DateTime {
        DateTime(self.0.published)
    }

    /// Until when it hangs; null if for good.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.content.expires.map(DateTime)
    }

    /// Which version this is: 1 as first written, one more with each edit. `editNotice` asks for it.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When it was last edited; null if never. Compare it with `readAt` to tell that it changed since you read it.
    async fn edited_at(&self) -> Option<DateTime> {
        self.0.edited.map(DateTime)
    }

    /// This version and those before it, the latest first, 50 at most. For all who see the notice, those versions that
    /// hung and addressed them; for staff who administer the area, all.
    #[graphql(complexity = "50 * child_complexity + 1")]
    async fn versions(&self, ctx: &Context<'_>) -> Result<Vec<NoticeVersion>> {
        answer(ctx, async {
            let found = load(ctx, VersionsOf(self.0.id)).await?;
            Ok(found.unwrap_or_default().into_iter().map(NoticeVersion).collect())
        })
        .await
    }

    /// When it was withdrawn; null if it was not. A withdrawn notice stays on the board until it expires, with its
    /// title and the reason.
    async fn withdrawn_at(&self) -> Option<DateTime> {
        self.0.withdrawn.as_ref().map(|withdrawal| DateTime(withdrawal.at))
    }

    /// Why it was withdrawn, in the words of staff; null if it was not.
    async fn withdraw_reason(&self) -> Option<&str> {
        self.0.withdrawn.as_ref().map(|withdrawal| withdrawal.reason.as_str())
    }

    /// Whether you marked it as read.
    async fn read_by_me(&self) -> bool {
        self.0.read.is_some()
    }

    /// When you first marked it as read; null if you did not.
    async fn read_at(&self) -> Option<DateTime> {
        self.0.read.map(DateTime)
    }

    /// How many members marked it as read. For staff who administer the area; null for others, also for staff of a
    /// community to whose board it came from an area above.
    async fn read_count(&self, ctx: &Context<'_>) -> Result<Option<i64>> {
        answer(ctx, async {
            if !self.0.shows_readers(viewer(ctx)?) {
                return Ok(None);
            }
            let found = load(ctx, ReadersOf(self.0.id)).await?;
            Ok(Some(found.unwrap_or_default()))
        })
        .await
    }
}
