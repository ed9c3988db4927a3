//! A case (待核内容): a text that staff have to look at, because its check held it or somebody reported it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::access::Viewer;
use crate::failure::{Failure, Outcome, Reason};
use crate::ids::{ActivityId, AreaId, CaseId, ClaimId, MemberId, PhotoId, ReportId, TeamId, WishId};
use crate::members::member::Person;
use crate::moderation::text_state::TextState;
use crate::moderation::verdict::TextCheck;
use crate::places::area::Area;

/// Which text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// Title and text of a wish.
    Wish(WishId),
    /// What a claimer says of their work.
    Fulfilment(ClaimId),
    /// Why a claimer gave a wish back.
    GiveBack(ClaimId),
    /// The name of a team.
    Team(TeamId),
    /// Title, text and place of an activity.
    Activity(ActivityId),
    /// Why an activity was called off.
    CallOff(ActivityId),
    /// A photo of a wish, a fulfilment or an activity.
    Photo(PhotoId),
}

/// What kind of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentKind {
    /// 微心愿
    Wish,
    /// 完成说明
    Fulfilment,
    /// 退回原因
    GiveBack,
    /// 服务队名称
    Team,
    /// 活动
    Activity,
    /// 活动取消原因
    CallOff,
    /// 照片
    Photo,
}

impl Target {
    /// Its kind.
    pub fn kind(self) -> ContentKind {
        match self {
            Self::Wish(_) => ContentKind::Wish,
            Self::Fulfilment(_) => ContentKind::Fulfilment,
            Self::GiveBack(_) => ContentKind::GiveBack,
            Self::Team(_) => ContentKind::Team,
            Self::Activity(_) => ContentKind::Activity,
            Self::CallOff(_) => ContentKind::CallOff,
            Self::Photo(_) => ContentKind::Photo,
        }
    }

    /// The text of this kind that belongs to the thing of this id.
    pub fn of(kind: ContentKind, id: Uuid) -> Self {
        match kind {
            ContentKind::Wish => Self::Wish(WishId::from_uuid(id)),
            ContentKind::Fulfilment => Self::Fulfilment(ClaimId::from_uuid(id)),
            ContentKind::GiveBack => Self::GiveBack(ClaimId::from_uuid(id)),
            ContentKind::Team => Self::Team(TeamId::from_uuid(id)),
            ContentKind::Activity => Self::Activity(ActivityId::from_uuid(id)),
            ContentKind::CallOff => Self::CallOff(ActivityId::from_uuid(id)),
            ContentKind::Photo => Self::Photo(PhotoId::from_uuid(id)),
        }
    }

    /// The id of the wish, claim, team, activity or photo.
    pub fn uuid(self) -> Uuid {
        match self {
            Self::Wish(id) => id.uuid(),
            Self::Fulfilment(id) | Self::GiveBack(id) => id.uuid(),
            Self::Team(id) => id.uuid(),
            Self::Activity(id) | Self::CallOff(id) => id.uuid(),
            Self::Photo(id) => id.uuid(),
        }
    }
}

/// A case that is to be opened.
#[derive(Debug)]
pub struct NewCase {
    /// Its id.
    pub id: CaseId,
    /// The community that decides.
    pub community: AreaId,
    /// Which text.
    pub target: Target,
    /// The author.
    pub author: MemberId,
    /// What its check found, if that is why it is held.
    pub check: Option<TextCheck>,
    /// When.
    pub at: DateTime<Utc>,
}

impl NewCase {
    /// The state of its text, if it was just written.
    pub fn text_state(&self) -> TextState {
        TextState::after(self.check)
    }
}

/// What staff decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It is shown, and no report hides it again.
    Keep,
    /// It is hidden for good.
    Remove,
}

impl Decision {
    /// The state of the text from then on.
    pub fn state(self) -> TextState {
        match self {
            Self::Keep => TextState::Kept,
            Self::Remove => TextState::Removed,
        }
    }
}

/// That staff decided.
#[derive(Debug, Clone)]
pub struct Decided {
    /// What.
    pub decision: Decision,
    /// Decided by.
    pub by: Person,
    /// When.
    pub at: DateTime<Utc>,
    /// What the author is told.
    pub reason: String,
}

/// What was written, as staff see it.
#[derive(Debug, Clone)]
pub struct Words {
    /// The title of the wish or activity, or the name of the team, that it belongs to or is.
    pub title: String,
    /// In full; a team has none.
    pub text: Option<String>,
    /// Where people meet, of an activity.
    pub place: Option<String>,
}

/// A case as staff see it.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// The community that decides.
    pub community: Area,
    /// Which text.
    pub target: Target,
    /// What it says.
    pub words: Words,
    /// The author.
    pub author: Person,
    /// Whether it is shown now.
    pub text_state: TextState,
    /// What its check found, if that is why it is held.
    pub check: Option<TextCheck>,
    /// Since when it waits.
    pub opened: DateTime<Utc>,
    /// How often it was reported.
    pub reports: i64,
    /// What staff decided, once they have.
    pub decided: Option<Decided>,
}

impl Case {
    /// Who may see it: staff who administer the community.
    pub fn seen_by(&self, viewer: &Viewer) -> bool {
        viewer.administers(&self.community.path)
    }

    /// Whether somebody who sees it learns who reported it: never the author, even one who is on the staff.
    pub fn shows_reports_to(&self, viewer: &Viewer) -> bool {
        self.author.id != viewer.member()
    }

    /// Decides a decision: once, by staff who did not write it themselves.
    pub fn must_be_decidable(&self, by: &Viewer) -> Outcome<()> {
        if !self.seen_by(by) {
            return Err(Failure::Forbidden);
        }
        if self.author.id == by.member() {
            return Err(Reason::OwnText.at("caseId").into());
        }
        match self.decided {
            None => Ok(()),
            Some(_) => Err(Reason::CaseAlreadyDecided.at("caseId").into()),
        }
    }
}

/// What is wrong with a text, in the eyes of a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// A report of a text by somebody. Seen by the reporter and by staff who administer the community; never by the author.
#[derive(Debug, Clone)]
pub struct Report {
    /// Its id.
    pub id: ReportId,
    /// The reporter.
    pub reporter: Person,
    /// What is wrong.
    pub reason: ReportReason,
    /// In the reporter's words.
    pub note: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}
