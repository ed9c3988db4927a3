//! What clients see of wishes.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use domain::moderation::case::Target;
use domain::wishes::{contact, timeline, wish};

use crate::graphql::batch::load;
use crate::graphql::connection::long;
use crate::graphql::context;
use crate::graphql::failure::answer;
use crate::graphql::node::ById;
use crate::graphql::scalars::{Date, DateTime};
use crate::listed;
use crate::members::types::Person;
use crate::moderation::loader::removal_reason;
use crate::moderation::types::{TextCheck, TextState};
use crate::places::types::Area;
use crate::units::types::{Unit, load_unit};
use domain::Ports;
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{self, Id};

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
    /// 已完成: the helper says that it is done, and the author has not answered; seen by the community.
    Fulfilled,
    /// 已确认: the author says so, too; seen by the community.
    Confirmed,
    /// 未通过: seen by the author and by staff who administer the community.
    Rejected,
    /// 已撤回 by the author; seen by those who saw it before.
    Withdrawn,
}

/// How far a claim came.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum ClaimState {
    /// It holds until it is due.
    Held,
    /// The claimer says that it is done.
    Fulfilled,
    /// The author says so, too.
    Confirmed,
    /// The claimer gave it back.
    GivenBack,
    /// Its deadline passed.
    Lapsed,
}

/// One taking-on of a wish. Seen by all who see the wish.
pub struct Claim(pub wish::Claim);

/// One taking-on of a wish. Seen by all who see the wish.
#[Object]
impl Claim {
    /// The id of this claim.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// How far it came.
    async fn state(&self) -> ClaimState {
        match self.0.state {
            wish::ClaimState::Held => ClaimState::Held,
            wish::ClaimState::Fulfilled(_) => ClaimState::Fulfilled,
            wish::ClaimState::Confirmed(..) => ClaimState::Confirmed,
            wish::ClaimState::GivenBack { .. } => ClaimState::GivenBack,
            wish::ClaimState::Lapsed => ClaimState::Lapsed,
        }
    }

    /// Who took it on.
    async fn claimer(&self) -> Person {
        Person(self.0.claimer.clone())
    }

    /// On behalf of which unit; null if for himself.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        answer(ctx, async {
            match self.0.unit {
                Some(unit) => load_unit(ctx, unit).await,
                None => Ok(None),
            }
        })
        .await
    }

    /// Since when.
    async fn claimed_at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// Until when the claim holds if it is not fulfilled: then the wish is open again.
    async fn due_at(&self) -> DateTime {
        DateTime(self.0.due)
    }

    /// When the claimer reported it as fulfilled; null until then.
    async fn fulfilled_at(&self) -> Option<DateTime> {
        self.done().map(|done| DateTime(done.at))
    }

    /// What the claimer says of his work; null until then, and for whom it is hidden from.
    async fn fulfilment(&self) -> Option<&str> {
        self.done().and_then(|done| done.text.as_deref())
    }

    /// When the author confirmed it; null until then.
    async fn confirmed_at(&self) -> Option<DateTime> {
        self.praise().map(|praise| DateTime(praise.at))
    }

    /// The author's rating, 1 to 5; null until then.
    async fn rating(&self) -> Option<i32> {
        self.praise().map(|praise| praise.rating.stars())
    }

    /// Why the claimer gave it back, in his words; null if he did not, and for whom it is hidden from.
    async fn give_back_reason(&self) -> Option<&str> {
        match &self.0.state {
            wish::ClaimState::GivenBack { reason, .. } => reason.as_deref(),
            _ => None,
        }
    }

    /// Whether what the claimer said of his work, or on giving it back, is shown.
    async fn text_state(&self) -> TextState {
        self.0.text_state.into()
    }

    /// Why staff removed what he said; null if they did not, and for others than him and staff who administer the
    /// community.
    async fn removal_reason(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        answer(ctx, async {
            let target = match self.0.state {
                wish::ClaimState::GivenBack { .. } => Target::GiveBack(self.0.id),
                _ => Target::Fulfilment(self.0.id),
            };
            removal_reason(ctx, self.0.text_state, target).await
        })
        .await
    }
}

impl Claim {
    fn done(&self) -> Option<&wish::Fulfilment> {
        match &self.0.state {
            wish::ClaimState::Fulfilled(done) | wish::ClaimState::Confirmed(done, _) => Some(done),
            _ => None,
        }
    }

    fn praise(&self) -> Option<&wish::Confirmation> {
        match &self.0.state {
            wish::ClaimState::Confirmed(_, praise) => Some(praise),
            _ => None,
        }
    }
}

/// What you claimed.
#[derive(SimpleObject)]
pub struct ClaimedWish {
    /// Your claim, as far as it came.
    pub claim: Claim,
    /// The wish as it stands now: somebody else may have claimed it since. Null if you see it no more, because you moved
    /// and hold it no longer.
    pub wish: Option<Wish>,
}

listed!(ClaimedWish);

/// What happened at a step of a wish.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum WishStepKind {
    /// The author posted it.
    Posted,
    /// Staff approved it.
    Approved,
    /// Staff rejected it; `text` is the reason.
    Rejected,
    /// A helper claimed it.
    Claimed,
    /// The claimer gave it back; `text` is the reason.
    GivenBack,
    /// The claim's deadline passed. Nobody did this: there is no actor.
    Lapsed,
    /// The claimer reported it as fulfilled; `text` is what he said.
    Fulfilled,
    /// The author confirmed that; `rating` is what he gave.
    Confirmed,
    /// The author withdrew it.
    Withdrawn,
}

/// A step of a wish: what happened, when, and who did it.
#[derive(SimpleObject)]
pub struct WishStep {
    /// What happened.
    kind: WishStepKind,
    /// When.
    at: DateTime,
    /// Who did it; null where nobody did.
    actor: Option<Person>,
    /// The reason or report that was given, if one was; null for whom it is hidden from.
    text: Option<String>,
    /// The rating that was given, 1 to 5, if one was.
    rating: Option<i32>,
    /// By or about which claim: to report `text` by. Null for steps without one.
    claim_id: Option<ID>,
}

impl From<timeline::Step> for WishStep {
    fn from(step: timeline::Step) -> Self {
        use timeline::Happened;
        let (kind, text, rating) = match step.happened {
            Happened::Posted => (WishStepKind::Posted, None, None),
            Happened::Approved => (WishStepKind::Approved, None, None),
            Happened::Rejected(reason) => (WishStepKind::Rejected, Some(reason), None),
            Happened::Claimed => (WishStepKind::Claimed, None, None),
            Happened::GivenBack(reason) => (WishStepKind::GivenBack, reason, None),
            Happened::Lapsed => (WishStepKind::Lapsed, None, None),
            Happened::Fulfilled(text) => (WishStepKind::Fulfilled, text, None),
            Happened::Confirmed(rating) => (WishStepKind::Confirmed, None, Some(rating.stars())),
            Happened::Withdrawn => (WishStepKind::Withdrawn, None, None),
        };
        let claim_id = step.claim.map(|claim| claim.to_string().into());
        Self { kind, at: DateTime(step.at), actor: step.actor.map(Person), text, rating, claim_id }
    }
}

/// How to reach the author of a wish. Only for the one who holds the claim; each showing is written down.
#[derive(SimpleObject)]
pub struct Contact {
    /// The author's name in full; null if none was given.
    real_name: Option<String>,
    /// The author's mobile number; null if none was given.
    phone: Option<String>,
}

impl From<contact::Contact> for Contact {
    fn from(contact: contact::Contact) -> Self {
        Self {
            real_name: contact.real_name.map(|name| name.in_full().to_owned()),
            phone: contact.phone.map(|phone| phone.in_full().to_owned()),
        }
    }
}

/// One showing of your personal data to somebody else.
#[derive(SimpleObject)]
pub struct DataAccess {
    /// The id of this showing.
    id: ID,
    /// To whom your name and mobile number were shown.
    shown_to: Person,
    /// On account of which of your wishes: its title.
    wish_title: String,
    /// When.
    at: DateTime,
}

listed!(DataAccess);

impl From<contact::ContactReveal> for DataAccess {
    fn from(reveal: contact::ContactReveal) -> Self {
        Self {
            id: reveal.id.to_string().into(),
            shown_to: Person(reveal.to),
            wish_title: reveal.wish_title,
            at: DateTime(reveal.at),
        }
    }
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
        match &self.0.state {
            wish::WishState::PendingReview => WishState::PendingReview,
            wish::WishState::Open { .. } => WishState::Open,
            wish::WishState::Taken { claim, .. } => match claim.state {
                wish::ClaimState::Fulfilled(_) => WishState::Fulfilled,
                wish::ClaimState::Confirmed(..) => WishState::Confirmed,
                _ => WishState::Claimed,
            },
            wish::WishState::Rejected { .. } => WishState::Rejected,
            wish::WishState::Withdrawn { .. } => WishState::Withdrawn,
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
    #[graphql(complexity = "long(500)")]
    async fn text(&self) -> &str {
        self.0.content.text.as_str()
    }

    /// Whether it is shown to those who do not administer the community. Hidden it is not on the feed and cannot be
    /// claimed, and only you and staff see it; if you had claimed it, it stays with you, without its words once they are
    /// removed.
    async fn text_state(&self) -> TextState {
        self.0.text_state.into()
    }

    /// Why staff removed what it says; null if they did not, and for others than the author and staff who administer the
    /// community.
    async fn removal_reason(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        answer(ctx, removal_reason(ctx, self.0.text_state, Target::Wish(self.0.id))).await
    }

    /// What the content check found of its title and text, for staff who administer the community to know what they
    /// approve; null for others.
    async fn text_check(&self, ctx: &Context<'_>) -> Result<Option<TextCheck>> {
        answer(ctx, async {
            let staff = context::viewer(ctx)?.administers(&self.0.community.path);
            Ok(staff.then(|| self.0.check.into()))
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

    /// Who wishes.
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
