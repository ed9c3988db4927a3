//! What clients see of cases and reports.

use super::loader::REPORTS_SHOWN;
use super::text::TextCheck;
use super::text::TextState;
use crate::graphql::answer::answer;
use crate::graphql::batch::load;
use crate::graphql::by_id::ById;
use crate::graphql::connection::long;
use crate::graphql::context::viewer;
use crate::graphql::scalars::DateTime;
use crate::listed;
use crate::media::photo::Photo;
use crate::members::person::Person;
use crate::places::area::Area;
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use domain::Ports;
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{self, Id};
use domain::ids::{ActivityId, ClaimId, PhotoId, TeamId, WishId};
use domain::moderation::case;

/// What kind of text.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "case::ContentKind")]
pub enum ContentKind {
    /// 微心愿: title and text of a wish.
    Wish,
    /// 完成说明: what a claimer says of their work.
    Fulfilment,
    /// 退回原因: why a claimer gave a wish back.
    GiveBack,
    /// 服务队名称: the name of a team.
    Team,
    /// 活动: title, text and place of an activity.
    Activity,
    /// 活动取消原因: why an activity was called off.
    CallOff,
    /// 照片: a photo of a wish, of what a claimer says of their work, or of an activity.
    Photo,
}

/// What is wrong with a text, in the eyes of a reader.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "case::ReportReason")]
pub enum ReportReason {
    /// 虚假信息
    False,
    /// 侮辱谩骂
    Insulting,
    /// 低俗色情
    Indecent,
    /// 广告诈骗
    Advertising,
    /// 泄露隐私
    Privacy,
    /// 其他
    Other,
}

/// What staff decide about a text.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "case::Decision")]
pub enum ContentDecision {
    /// 保留: it is shown, and no later report hides it again.
    Keep,
    /// 移除: it is hidden for good.
    Remove,
}

/// A report of a text. Seen by the person who made it and by staff who administer the community; never by the author.
#[derive(SimpleObject)]
pub struct ContentReport {
    /// The id of this report.
    id: ID,
    /// Who reported it.
    reporter: Person,
    /// What is wrong with it.
    reason: ReportReason,
    /// In the reporter's words; null if they said no more.
    note: Option<String>,
    /// When.
    reported_at: DateTime,
}

impl From<case::Report> for ContentReport {
    fn from(report: case::Report) -> Self {
        Self {
            id: report.id.to_string().into(),
            reporter: Person(report.reporter),
            reason: report.reason.into(),
            note: report.note,
            reported_at: DateTime(report.at),
        }
    }
}

/// A text that staff have to look at, because the content check held it or somebody reported it. Seen by staff who
/// administer the community.
pub struct ContentCase(pub case::Case);

listed!(ContentCase);

impl ById for ContentCase {
    type Kind = ids::CaseKind;

    async fn by_id(ports: &Ports, by: &Viewer, id: Id<ids::CaseKind>) -> Outcome<Option<Self>> {
        Ok(ports.store.cases(by, &[id]).await?.pop().map(Self))
    }
}

/// A text that staff have to look at, because the content check held it or somebody reported it. Seen by staff who
/// administer the community.
#[Object]
impl ContentCase {
    /// The id of this case.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What kind of text.
    async fn kind(&self) -> ContentKind {
        self.0.target.kind().into()
    }

    /// The id of the wish, claim, team or activity that it belongs to, or of the photo.
    async fn target_id(&self) -> ID {
        let (kind, id) = (self.0.target.kind(), self.0.target.uuid());
        let text = match kind {
            case::ContentKind::Wish => WishId::from_uuid(id).to_string(),
            case::ContentKind::Fulfilment | case::ContentKind::GiveBack => ClaimId::from_uuid(id).to_string(),
            case::ContentKind::Team => TeamId::from_uuid(id).to_string(),
            case::ContentKind::Activity | case::ContentKind::CallOff => ActivityId::from_uuid(id).to_string(),
            case::ContentKind::Photo => PhotoId::from_uuid(id).to_string(),
        };
        text.into()
    }

    /// The title of the wish or activity, or the name of the team, that the text or photo is or belongs to. Empty once a
    /// photo is no more.
    async fn title(&self) -> &str {
        &self.0.words.title
    }

    /// The text in full; null for a team, which has a name only, and for a photo.
    #[graphql(complexity = "long(2000)")]
    async fn text(&self) -> Option<&str> {
        self.0.words.text.as_deref()
    }

    /// The photo, if it is one that is still there; null for a text.
    async fn photo(&self, ctx: &Context<'_>) -> Result<Option<Photo>> {
        answer(ctx, async {
            match self.0.target {
                case::Target::Photo(id) => load(ctx, id).await,
                _ => Ok(None),
            }
        })
        .await
        .map(|found| found.map(Photo))
    }

    /// Where people meet, of an activity; null for all else.
    async fn place(&self) -> Option<&str> {
        self.0.words.place.as_deref()
    }

    /// Who wrote it.
    async fn author(&self) -> Person {
        Person(self.0.author.clone())
    }

    /// The community that decides.
    async fn community(&self) -> Area {
        Area(self.0.community.clone())
    }

    /// Whether the text is shown to others now. One that was kept before is shown while later reports wait.
    async fn text_state(&self) -> TextState {
        self.0.text_state.into()
    }

    /// What the content check found, if that is why the text is held; null if it was shown until somebody reported it.
    async fn text_check(&self) -> Option<TextCheck> {
        self.0.check.map(TextCheck::from)
    }

    /// Since when it waits.
    async fn opened_at(&self) -> DateTime {
        DateTime(self.0.opened)
    }

    /// How often it was reported.
    async fn report_count(&self) -> i64 {
        self.0.reports
    }

    /// The first 20 reports, the oldest first; none for the author of the text.
    #[graphql(complexity = "REPORTS_SHOWN * child_complexity + 1")]
    async fn reports(&self, ctx: &Context<'_>) -> Result<Vec<ContentReport>> {
        answer(ctx, async {
            if !self.0.shows_reports_to(viewer(ctx)?) {
                return Ok(Vec::new());
            }
            let found = load(ctx, self.0.id).await?;
            Ok(found.unwrap_or_default().into_iter().map(ContentReport::from).collect())
        })
        .await
    }

    /// What staff decided; null while it waits.
    async fn decision(&self) -> Option<ContentDecision> {
        self.0.decided.as_ref().map(|decided| decided.decision.into())
    }

    /// Who decided; null while it waits.
    async fn decided_by(&self) -> Option<Person> {
        self.0.decided.as_ref().map(|decided| Person(decided.by.clone()))
    }

    /// When; null while it waits.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided.as_ref().map(|decided| DateTime(decided.at))
    }

    /// Why, in the words of the person who decided; null while it waits.
    async fn reason(&self) -> Option<&str> {
        self.0.decided.as_ref().map(|decided| decided.reason.as_str())
    }
}
