//! A wish, and its legal changes of state.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use crate::access::Viewer;
use crate::failure::{Failure, Invalid, Outcome, Reason};
use crate::ids::{ClaimId, MemberId, UnitId, WishId};
use crate::members::member::Person;
use crate::moderation::text_state::{REMOVED, Sight, TextState};
use crate::moderation::verdict::TextCheck;
use crate::places::area::Area;
use crate::places::path::Path;
use crate::text::{Line, Paragraphs};

/// Money: hundredths of a yuan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fen(pub i64);

/// For how long a claim holds.
pub const CLAIM_HOLDS: Duration = Duration::days(7);
/// What goods may cost at most, in fen (300 yuan). Wishes are never for cash.
pub const GOODS_COST_AT_MOST: Fen = Fen(30_000);
/// A wish may be needed this many days ahead at most.
pub const NEEDED_WITHIN_DAYS: i64 = 366;

/// What is wished for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WishKind {
    /// 物品: a thing, under a cost limit; never cash.
    Goods,
    /// 服务: a hand.
    Service,
    /// 陪伴: somebody's time.
    Company,
}

/// In which part of life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// 一般
    Normal,
    /// 紧急
    Urgent,
}

/// What a resident writes.
#[derive(Debug, Clone)]
pub struct WishText {
    /// What is wished for.
    pub kind: WishKind,
    /// In which part of life.
    pub category: WishCategory,
    /// How urgent.
    pub urgency: Urgency,
    /// In one line.
    pub title: Line<30>,
    /// In full.
    pub text: Paragraphs<500>,
    /// For goods: what they may cost, in fen.
    pub cost_limit: Option<Fen>,
    /// The last day on which it is of use.
    pub needed_by: Option<NaiveDate>,
}

impl WishText {
    /// Checks what goes together: goods and only goods have a cost limit, and a day lies ahead.
    pub fn check(&self, today: NaiveDate) -> Outcome<()> {
        match (self.kind, self.cost_limit) {
            (WishKind::Goods, None) => {
                return Err(Invalid::new("costLimitFen", ("物品类心愿须填写金额上限", "is needed for goods")).into());
            }
            (WishKind::Goods, Some(fen)) if !(Fen(1)..=GOODS_COST_AT_MOST).contains(&fen) => {
                let most = GOODS_COST_AT_MOST.0;
                let zh = format!("须在1到{most}分之间");
                return Err(Invalid::new("costLimitFen", (zh, format!("must be from 1 to {most} fen"))).into());
            }
            (WishKind::Service | WishKind::Company, Some(_)) => {
                return Err(Invalid::new("costLimitFen", ("仅物品类心愿可填写金额", "is for goods only")).into());
            }
            _ => {}
        }
        if self.needed_by.is_some_and(|day| day < today || day > today + Duration::days(NEEDED_WITHIN_DAYS)) {
            let en = format!("must lie within {NEEDED_WITHIN_DAYS} days from today");
            return Err(Invalid::new("neededBy", (format!("须在今天起{NEEDED_WITHIN_DAYS}天以内"), en)).into());
        }
        Ok(())
    }
}

/// Where a wish stands, with what is known then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WishState {
    /// 待审核: seen by the author and staff only.
    PendingReview,
    /// 待认领: on the feed.
    Open {
        /// When staff approved it.
        since: DateTime<Utc>,
        /// The claim whose deadline passed, until somebody touches the wish and ends it.
        lapsed: Option<LapsedClaim>,
    },
    /// 已认领, and then 已完成 and 已确认: see [`ClaimState`].
    Taken {
        /// When staff approved it.
        since: DateTime<Utc>,
        /// By whom, and how far they came: held, fulfilled or confirmed.
        claim: Claim,
    },
    /// 未通过
    Rejected {
        /// What staff told the author.
        reason: String,
    },
    /// 已撤回 by the author, before anybody took it on.
    Withdrawn {
        /// When.
        at: DateTime<Utc>,
        /// When staff had approved it, if they had: the neighbours saw it then, and may see what became of it.
        opened: Option<DateTime<Utc>>,
    },
}

/// A claim that is to be made.
#[derive(Debug)]
pub struct NewClaim {
    /// Its id.
    pub id: ClaimId,
    /// By whom.
    pub claimer: MemberId,
    /// On behalf of which unit, if not for the claimer alone.
    pub unit: Option<UnitId>,
    /// When.
    pub at: DateTime<Utc>,
    /// Until when it holds.
    pub due: DateTime<Utc>,
}

/// One taking-on of a wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its id.
    pub id: ClaimId,
    /// By whom.
    pub claimer: Person,
    /// On behalf of which unit, if not for themselves.
    pub unit: Option<UnitId>,
    /// Since when.
    pub at: DateTime<Utc>,
    /// Until when it holds.
    pub due: DateTime<Utc>,
    /// How far it came.
    pub state: ClaimState,
    /// Whether what was said with it is shown: of the work, or on giving it back. A claim has one of them at most.
    pub text_state: TextState,
}

impl Claim {
    /// The claim as it counts at a time: past its deadline it has lapsed, also before anybody wrote that down.
    pub fn as_of(mut self, now: DateTime<Utc>) -> Self {
        if self.state == ClaimState::Held && self.due <= now {
            self.state = ClaimState::Lapsed;
        }
        self
    }

    fn lapsed(&self) -> LapsedClaim {
        LapsedClaim { id: self.id, claimer: self.claimer.id }
    }

    /// The claim as somebody sees it who sees the wish: without what was said, if that is hidden from them.
    pub fn shown_to(mut self, viewer: &Viewer, community: &Path) -> Self {
        let own = self.claimer.id == viewer.member() || viewer.administers(community);
        if self.text_state.sight(own, false) != Sight::Whole {
            match &mut self.state {
                ClaimState::Fulfilled(done) | ClaimState::Confirmed(done, _) => done.text = None,
                ClaimState::GivenBack { reason, .. } => *reason = None,
                ClaimState::Held | ClaimState::Lapsed => {}
            }
        }
        self
    }

    /// Whether somebody who sees it as it is here ([`Claim::shown_to`]) sees the photos of the work, too: as long as they
    /// see what was said of it.
    pub fn shows_photos(&self) -> bool {
        match &self.state {
            ClaimState::Fulfilled(done) | ClaimState::Confirmed(done, _) => done.text.is_some(),
            ClaimState::Held | ClaimState::GivenBack { .. } | ClaimState::Lapsed => false,
        }
    }
}

/// A claim whose deadline passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LapsedClaim {
    /// Its id.
    pub id: ClaimId,
    /// Who had it.
    pub claimer: MemberId,
}

/// How far a claim came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimState {
    /// It holds until it is due.
    Held,
    /// The claimer says that it is done; the author has not answered.
    Fulfilled(Fulfilment),
    /// The author says so, too.
    Confirmed(Fulfilment, Confirmation),
    /// The claimer gave it back, or lost what entitled them to it ([`crate::members::loss`]).
    GivenBack {
        /// When.
        at: DateTime<Utc>,
        /// Why, in their words; `None` for those the words are hidden from.
        reason: Option<String>,
    },
    /// Its deadline passed.
    Lapsed,
}

/// What the claimer says of their work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fulfilment {
    /// When they said it.
    pub at: DateTime<Utc>,
    /// Their words; `None` for those the words are hidden from.
    pub text: Option<String>,
}

/// What the author says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confirmation {
    /// When.
    pub at: DateTime<Utc>,
    /// How well it was done.
    pub rating: Rating,
}

/// One to five stars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rating(i32);

impl Rating {
    /// Reads what was given in `field`.
    pub fn parse(field: &'static str, stars: i32) -> Outcome<Self> {
        if (1..=5).contains(&stars) {
            Ok(Self(stars))
        } else {
            Err(Invalid::new(field, ("须在1到5之间", "must be from 1 to 5")).into())
        }
    }

    /// The number of stars.
    pub fn stars(self) -> i32 {
        self.0
    }
}

/// A wish as people see it: one row of a page, joined with all that a card shows.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Its id.
    pub id: WishId,
    /// The community that it belongs to.
    pub community: Area,
    /// The author's grid, when the wish was posted.
    pub grid: Option<Area>,
    /// The author.
    pub author: Person,
    /// What was written.
    pub content: WishText,
    /// What the platform found of it.
    pub check: TextCheck,
    /// Whether it is shown. Hidden it is not on the feed, and nobody claims it.
    pub text_state: TextState,
    /// When it was posted.
    pub posted: DateTime<Utc>,
    /// Where it stands.
    pub state: WishState,
    /// How often a claim was given back or lapsed.
    pub releases: i32,
}

impl Wish {
    /// The wish as it counts at a time: a claim whose deadline passed has been given back, also before anybody wrote
    /// that down.
    pub fn as_of(mut self, now: DateTime<Utc>) -> Self {
        if let WishState::Taken { since, claim } = self.state {
            let claim = claim.as_of(now);
            self.state = match claim.state {
                ClaimState::Lapsed => WishState::Open { since, lapsed: Some(claim.lapsed()) },
                _ => WishState::Taken { since, claim },
            };
            self.releases += i32::from(matches!(self.state, WishState::Open { .. }));
        }
        self
    }

    /// The claim whose deadline passed, if nobody has written that down yet.
    pub fn lapsed(&self) -> Option<LapsedClaim> {
        match self.state {
            WishState::Open { lapsed, .. } => lapsed,
            _ => None,
        }
    }

    /// The wish as somebody sees it, if they do: the author, the claimer, and administrators always; neighbours once it
    /// was approved, and as long as its words are not hidden. A claim stays with its claimer when they are; of what
    /// staff removed the claimer no longer sees the words.
    pub fn shown_to(mut self, viewer: &Viewer) -> Option<Self> {
        let me = viewer.member();
        let own = self.author.id == me || viewer.administers(&self.community.path);
        let (opened, holds) = match &self.state {
            WishState::PendingReview | WishState::Rejected { .. } | WishState::Withdrawn { opened: None, .. } => {
                (false, false)
            }
            WishState::Open { .. } | WishState::Withdrawn { .. } => (true, false),
            WishState::Taken { claim, .. } => (true, claim.claimer.id == me),
        };
        if !(own || holds || (opened && viewer.sees(&self.community.path))) {
            return None;
        }
        match self.text_state.sight(own, holds) {
            Sight::Nothing => return None,
            Sight::WithoutWords => {
                self.content.title = Line::stored(REMOVED.into());
                self.content.text = Paragraphs::stored(REMOVED.into());
            }
            Sight::Whole => {}
        }
        if let WishState::Taken { since, claim } = self.state {
            self.state = WishState::Taken { since, claim: claim.shown_to(viewer, &self.community.path) };
        }
        Some(self)
    }

    /// Whether somebody who sees it sees its photos, too: as long as they see its words.
    pub fn shows_photos_to(&self, viewer: &Viewer) -> bool {
        let own = self.author.id == viewer.member() || viewer.administers(&self.community.path);
        own || self.text_state != TextState::Removed
    }

    /// Decides a claim: by a helper of this community, of somebody else's open wish; for themselves, or on behalf of
    /// the unit whose party member they are.
    pub fn claim(&self, by: &Viewer, for_unit: bool, id: ClaimId, now: DateTime<Utc>) -> Outcome<NewClaim> {
        by.must_be_helper()?;
        if by.home()?.community != self.community.id {
            return Err(Failure::Forbidden);
        }
        if self.author.id == by.member() {
            return Err(Reason::OwnWish.at("wishId").into());
        }
        match &self.state {
            WishState::Open { .. } if self.text_state.hidden() => return Err(Reason::WishNotOpen.at("wishId").into()),
            WishState::Open { .. } => {}
            WishState::Taken { .. } => return Err(Reason::WishAlreadyClaimed.at("wishId").into()),
            WishState::PendingReview | WishState::Rejected { .. } | WishState::Withdrawn { .. } => {
                return Err(Reason::WishNotOpen.at("wishId").into());
            }
        }
        let unit = match (for_unit, by.standing.party_unit) {
            (true, None) => return Err(Reason::NotAPartyMember.at("forMyUnit").into()),
            (true, unit) => unit,
            (false, _) => None,
        };
        Ok(NewClaim { id, claimer: by.member(), unit, at: now, due: now + CLAIM_HOLDS })
    }

    /// The claim that the viewer holds: to give back, to fulfil, to be shown the author's contact for.
    pub fn must_be_held_by(&self, by: &Viewer) -> Outcome<&Claim> {
        match &self.state {
            WishState::Taken { claim, .. } if claim.claimer.id == by.member() => match claim.state {
                ClaimState::Held => Ok(claim),
                _ => Err(Reason::WishAlreadyFulfilled.at("wishId").into()),
            },
            _ => Err(Reason::ClaimNotHeld.at("wishId").into()),
        }
    }

    /// The claim whose fulfilment the author is to confirm.
    pub fn must_be_confirmable(&self, by: &Viewer) -> Outcome<&Claim> {
        if self.author.id != by.member() {
            return Err(Failure::Forbidden);
        }
        match &self.state {
            WishState::Taken { claim, .. } => match claim.state {
                ClaimState::Fulfilled(_) => Ok(claim),
                ClaimState::Confirmed(..) => Err(Reason::WishAlreadyConfirmed.at("wishId").into()),
                _ => Err(Reason::WishNotFulfilled.at("wishId").into()),
            },
            _ => Err(Reason::WishNotFulfilled.at("wishId").into()),
        }
    }

    /// Decides a withdrawal: by the author, as long as nobody has taken the wish on.
    pub fn must_be_withdrawable(&self, by: &Viewer) -> Outcome<()> {
        if self.author.id != by.member() {
            return Err(Failure::Forbidden);
        }
        match &self.state {
            WishState::PendingReview | WishState::Open { .. } => Ok(()),
            WishState::Taken { .. } => Err(Reason::WishAlreadyClaimed.at("wishId").into()),
            WishState::Rejected { .. } | WishState::Withdrawn { .. } => Err(Reason::WishNotOpen.at("wishId").into()),
        }
    }

    /// Decides a review: by staff who administer the community, of a wish that waits for it; never of their own.
    pub fn must_be_reviewable(&self, by: &Viewer) -> Outcome<()> {
        by.must_administer(&self.community.path)?;
        if self.author.id == by.member() {
            return Err(Reason::OwnText.at("wishId").into());
        }
        match self.state {
            WishState::PendingReview => Ok(()),
            _ => Err(Reason::WishAlreadyReviewed.at("wishId").into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Line, Paragraphs};

    fn text(kind: WishKind, cost_limit: Option<i64>, needed_by: Option<NaiveDate>) -> WishText {
        WishText {
            kind,
            category: WishCategory::Elderly,
            urgency: Urgency::Normal,
            title: Line::parse("title", "换灯泡").expect("a title"),
            text: Paragraphs::parse("text", "客厅的灯坏了").expect("a text"),
            cost_limit: cost_limit.map(Fen),
            needed_by,
        }
    }

    #[test]
    fn goods_and_only_goods_have_a_cost_limit() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        for (kind, cost, fits) in [
            (WishKind::Goods, Some(1), true),
            (WishKind::Goods, Some(30_000), true),
            (WishKind::Goods, Some(30_001), false),
            (WishKind::Goods, Some(0), false),
            (WishKind::Goods, None, false),
            (WishKind::Service, None, true),
            (WishKind::Company, Some(1), false),
        ] {
            assert_eq!(text(kind, cost, None).check(today).is_ok(), fits, "{kind:?} {cost:?}");
        }
    }

    #[test]
    fn a_day_lies_ahead() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        for (days, fits) in [(-1, false), (0, true), (366, true), (367, false)] {
            let day = today + Duration::days(days);
            assert_eq!(text(WishKind::Service, None, Some(day)).check(today).is_ok(), fits, "{day}");
        }
    }
}
