//! What clients see of wishes.

use async_graphql::{Enum, ID, Object, SimpleObject};
use domain::wishes::wish;

use crate::graphql::scalars::{Date, DateTime};
use crate::members::types::Person;
use crate::places::types::Area;

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
pub enum WishState {
    /// 待审核: seen by the author and by staff who administer the community.
    PendingReview,
    /// 待认领: on the feed; seen by the community.
    Open,
    /// 已认领: taken on by one helper; seen by the community.
    Claimed,
    /// 未通过: seen by the author and by staff who administer the community.
    Rejected,
}

/// One taking-on of a wish.
#[derive(SimpleObject)]
pub struct Claim {
    /// The id of this claim.
    id: ID,
    /// Who took it on.
    claimer: Person,
    /// Since when.
    claimed_at: DateTime,
    /// Until when the claim holds.
    due_at: DateTime,
}

/// A micro-wish (微心愿): a small need of a resident that one helper can fulfil.
pub struct Wish(pub wish::Wish);

/// A micro-wish (微心愿): a small need of a resident that one helper can fulfil.
#[Object]
impl Wish {
    /// The id of this wish.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Where it stands.
    async fn state(&self) -> WishState {
        match self.0.state {
            wish::WishState::PendingReview => WishState::PendingReview,
            wish::WishState::Open { .. } => WishState::Open,
            wish::WishState::Claimed { .. } => WishState::Claimed,
            wish::WishState::Rejected { .. } => WishState::Rejected,
        }
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
    async fn text(&self) -> &str {
        self.0.content.text.as_str()
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

    /// When staff approved it; null before that, and if they rejected it.
    async fn opened_at(&self) -> Option<DateTime> {
        match self.0.state {
            wish::WishState::Open { since } | wish::WishState::Claimed { since, .. } => Some(DateTime(since)),
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

    /// Who wishes.
    async fn author(&self) -> Person {
        Person(self.0.author.clone())
    }

    /// The claim that holds now, if there is one.
    async fn claim(&self) -> Option<Claim> {
        match &self.0.state {
            wish::WishState::Claimed { claim, .. } => Some(Claim {
                id: claim.id.to_string().into(),
                claimer: Person(claim.claimer.clone()),
                claimed_at: DateTime(claim.at),
                due_at: DateTime(claim.due),
            }),
            _ => None,
        }
    }
}
