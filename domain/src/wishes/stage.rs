//! Where a wish stands, in one word.

use crate::language::Lang;
use crate::wishes::wish::{ClaimState, Wish, WishState};

/// Where a wish stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// 待审核
    PendingReview,
    /// 待认领
    Open,
    /// 已认领
    Claimed,
    /// 已完成: the helper says so.
    Fulfilled,
    /// 已确认: the author says so, too.
    Confirmed,
    /// 未通过
    Rejected,
    /// 已撤回
    Withdrawn,
}

impl Stage {
    /// All of them, in the order in which a wish goes through them.
    pub const ALL: [Self; 7] = [
        Self::PendingReview,
        Self::Open,
        Self::Claimed,
        Self::Fulfilled,
        Self::Confirmed,
        Self::Rejected,
        Self::Withdrawn,
    ];

    /// The word that people read.
    pub fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::PendingReview => lang.of("待审核", "waiting for review"),
            Self::Open => lang.of("待认领", "open"),
            Self::Claimed => lang.of("已认领", "claimed"),
            Self::Fulfilled => lang.of("已完成", "fulfilled"),
            Self::Confirmed => lang.of("已确认", "confirmed"),
            Self::Rejected => lang.of("未通过", "rejected"),
            Self::Withdrawn => lang.of("已撤回", "withdrawn"),
        }
    }
}

impl Wish {
    /// Where it stands.
    pub fn stage(&self) -> Stage {
        match &self.state {
            WishState::PendingReview => Stage::PendingReview,
            WishState::Open { .. } => Stage::Open,
            WishState::Taken { claim, .. } => match claim.state {
                ClaimState::Fulfilled(_) => Stage::Fulfilled,
                ClaimState::Confirmed(..) => Stage::Confirmed,
                ClaimState::Held | ClaimState::GivenBack { .. } | ClaimState::Lapsed => Stage::Claimed,
            },
            WishState::Rejected { .. } => Stage::Rejected,
            WishState::Withdrawn { .. } => Stage::Withdrawn,
        }
    }
}
