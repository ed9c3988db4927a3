//! What clients see of wishes.

use super::claim::Claim;
use super::timeline::WishStep;
use crate::graphql::answer::answer;
use crate::graphql::batch::load;
use crate::graphql::by_id::ById;
use crate::graphql::connection::long;
use crate::graphql::context;
use crate::graphql::scalars::{Date, DateTime};
use crate::listed;
use crate::media::loader::photos_of;
use crate::media::photo::Photo;
use crate::members::person::Person;
use crate::moderation::loader::removal_reason;
use crate::moderation::text::{TextCheck, TextState};
use crate::places::area::Area;
use async_graphql::{Context, Enum, ID, Object, Result};
use domain::Ports;
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{self, Id};
use domain::media::photo::ShownBy;
use domain::moderation::case::Target;
use domain::wishes::stage::Stage;
use domain::wishes::{timeline, wish};

/// What is wished for.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "wish::WishKind")]
pub enum WishKind {
    /// 物品: a thing, under a cost limit; never cash.
    Goods,
    /// 服务: a hand.
    Service,
    /// 陪伴: somebody's time.
    Company,
}

/// In which part of life.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "wish::WishCategory")]
pub enum WishCategory {
    /// 助老
    Elderly,
    /// 助学
    Children,
    /// 助残
    Disability,
    /// 家政维修
    Household,
    /// 医疗健康
    Health,
    /// 其他
    Other,
}

/// How urgent.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "wish::Urgency")]
pub enum Urgency {
    /// 一般
    Normal,
    /// 紧急
    Urgent,
}

/// Where a wish stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Stage")]
pub enum WishState {
    /// 待审核: seen by the author and by staff who administer the community.
    PendingReview,
    /// 待认领: on the feed; seen by the community.
    Open,
    /// 已认领: taken on by one helper; seen by the community.
    Claimed,
    /// 已完成: the helper says that it is done, and the author has not answered; seen by the community.
    Fulfilled,
    /// 已确认: the author says so, too; seen by the community.
    Confirmed,
    /// 未通过: seen by the author and by staff who administer the community.
    Rejected,
    /// 已撤回 by the author; seen by those who saw it before.
    Withdrawn,
}

/// A micro-wish (微心愿): a small need of a resident that one helper can fulfil.
pub struct Wish(pub wish::Wish);

listed!(Wish);

impl ById for Wish {
    type Kind = ids::WishKind;

    async fn by_id(ports: &Ports, by: &Viewer, id: Id<ids::WishKind>) -> Outcome<Option<Self>> {
        Ok(ports.store.wishes(by, &[id], ports.now()).await?.pop().map(Self))
    }
}

/// A micro-wish (微心愿): a small need of a resident that one helper can fulfil.
#[Object]
impl Wish {
    /// The id of this wish.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Where it stands.
    async fn state(&self) -> WishState {
        self.0.stage().into()
    }

    /// What is wished for.
    async fn kind(&self) -> WishKind {
        self.0.content.kind.into()
    }

    /// In which part of life.
    async fn category(&self) -> WishCategory {
        self.0.content.category.into()
    }

    /// How urgent.
    async fn urgency(&self) -> Urgency {
        self.0.content.urgency.into()
    }

    /// The wish in one line, up to 30 characters.
    async fn title(&self) -> &str {
        self.0.content.title.as_str()
    }

    /// The wish in full, up to 500 characters, with line breaks.
    #[graphql(complexity = "long(500)")]
    async fn text(&self) -> &str {
        self.0.content.text.as_str()
    }

    /// Whether it is shown to those who do not administer the community. While it is hidden, it is not on the feed and
    /// cannot be claimed, and only you and staff see it; if you had claimed it, it stays with you, without its words
    /// once they are removed.
    async fn text_state(&self) -> TextState {
        self.0.text_state.into()
    }

    /// Why staff removed what it says; null if they did not, and for everybody but the author and staff who administer
    /// the community.
    async fn removal_reason(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        answer(ctx, removal_reason(ctx, self.0.text_state, Target::Wish(self.0.id))).await
    }

    /// What the content check found about its title and text, for staff who administer the community to know what they
    /// approve; null for others.
    async fn text_check(&self, ctx: &Context<'_>) -> Result<Option<TextCheck>> {
        answer(ctx, async {
            let staff = context::viewer(ctx)?.administers(&self.0.community.path);
            Ok(staff.then(|| self.0.check.into()))
        })
        .await
    }

    /// Photos of the thing that it is about, in their order, 9 at most: those that you may see. One that is not shown yet, or was
    /// removed, is left out for others than its author and staff who administer the community.
    #[graphql(complexity = "9 * child_complexity + 1")]
    async fn photos(&self, ctx: &Context<'_>) -> Result<Vec<Photo>> {
        answer(ctx, async {
            let shows = self.0.shows_photos_to(context::viewer(ctx)?);
            photos_of(ctx, ShownBy::Wish(self.0.id), shows).await
        })
        .await
    }

    /// For goods: what they may cost, in fen (100 fen = 1 yuan). Null for all else.
    async fn cost_limit_fen(&self) -> Option<i64> {
        self.0.content.cost_limit.map(|fen| fen.0)
    }

    /// The last day on which it is of use, if there is one.
    async fn needed_by(&self) -> Option<Date> {
        self.0.content.needed_by.map(Date)
    }

    /// When it was posted.
    async fn posted_at(&self) -> DateTime {
        DateTime(self.0.posted)
    }

    /// When staff approved it; null before that, and if it was rejected or withdrawn.
    async fn opened_at(&self) -> Option<DateTime> {
        match self.0.state {
            wish::WishState::Open { since, .. } | wish::WishState::Taken { since, .. } => Some(DateTime(since)),
            _ => None,
        }
    }

    /// Why staff rejected it, in their words; null if they did not.
    async fn reject_reason(&self) -> Option<&str> {
        match &self.0.state {
            wish::WishState::Rejected { reason } => Some(reason),
            _ => None,
        }
    }

    /// The community that it belongs to.
    async fn community(&self) -> Area {
        Area(self.0.community.clone())
    }

    /// The author's grid when the wish was posted, if it was known.
    async fn grid(&self) -> Option<Area> {
        self.0.grid.clone().map(Area)
    }

    /// The member who wishes.
    async fn author(&self) -> Person {
        Person(self.0.author.clone())
    }

    /// The claim that holds, or that was fulfilled; null while nobody has taken it on.
    async fn claim(&self) -> Option<Claim> {
        match &self.0.state {
            wish::WishState::Taken { claim, .. } => Some(Claim(claim.clone())),
            _ => None,
        }
    }

    /// How often a claim was given back or lapsed.
    async fn release_count(&self) -> i32 {
        self.0.releases
    }

    /// Every step so far, in the order of time. Seen by all who see the wish.
    async fn timeline(&self, ctx: &Context<'_>) -> Result<Vec<WishStep>> {
        answer(ctx, async {
            let history = load(ctx, self.0.id).await?;
            let viewer = context::viewer(ctx)?;
            let steps = history.map(|history| timeline::timeline(&self.0, history, viewer)).unwrap_or_default();
            Ok(steps.into_iter().map(WishStep::from).collect())
        })
        .await
    }
}
