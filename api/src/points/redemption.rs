//! What clients see of redemptions.

use super::goods::Goods;
use crate::graphql::answer::answer;
use crate::graphql::batch::load;
use crate::graphql::by_id::ById;
use crate::graphql::context::viewer;
use crate::graphql::scalars::DateTime;
use crate::listed;
use crate::members::person::Person;
use crate::places::area::Area;
use async_graphql::{Context, Enum, ID, Object, Result};
use domain::Ports;
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{self, Id};
use domain::points::redemption::{self, RedemptionState as State};

/// Where a redemption stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum RedemptionState {
    /// 待领取: points and pieces are on hold.
    Held,
    /// 已领取
    HandedOut,
    /// 已取消: points and pieces went back.
    Cancelled,
}

/// Pieces of the same goods held for a member against one code, until they are handed out or cancelled together. Seen by
/// the member and by staff who administer the community.
pub struct Redemption(pub redemption::Redemption);

listed!(Redemption);

impl ById for Redemption {
    type Kind = ids::RedemptionKind;

    async fn by_id(ports: &Ports, by: &Viewer, id: Id<ids::RedemptionKind>) -> Outcome<Option<Self>> {
        Ok(ports.store.redemption(by, id).await?.map(Self))
    }
}

/// Pieces of the same goods held for a member against one code, until they are handed out or cancelled together. Seen by
/// the member and by staff who administer the community.
#[Object]
impl Redemption {
    /// The id of this redemption.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Where it stands.
    async fn state(&self) -> RedemptionState {
        match self.0.state {
            State::Held => RedemptionState::Held,
            State::HandedOut { .. } => RedemptionState::HandedOut,
            State::Cancelled { .. } => RedemptionState::Cancelled,
        }
    }

    /// Eight digits to show at the counter. Only the member sees them, and only while the goods are on hold; null
    /// otherwise.
    async fn code(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        answer(ctx, async {
            let mine = viewer(ctx)?.member() == self.0.member.id;
            Ok((mine && self.0.state == State::Held).then_some(self.0.code.0.as_str()))
        })
        .await
    }

    /// The member who redeemed.
    async fn member(&self) -> Person {
        Person(self.0.member.clone())
    }

    /// The name of the goods.
    async fn goods_name(&self) -> &str {
        &self.0.goods_name
    }

    /// The goods; null if you no longer see them.
    async fn goods(&self, ctx: &Context<'_>) -> Result<Option<Goods>> {
        answer(ctx, async { Ok(load(ctx, self.0.goods).await?.map(Goods)) }).await
    }

    /// Where and when to fetch it.
    async fn pick_up(&self) -> &str {
        &self.0.pick_up
    }

    /// How many pieces: 1 to 100.
    async fn quantity(&self) -> i32 {
        self.0.quantity.0
    }

    /// What the pieces cost together, in points.
    async fn points(&self) -> i64 {
        self.0.points.0
    }

    /// When it was redeemed.
    async fn redeemed_at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// When it was handed out or cancelled; null while it is on hold.
    async fn ended_at(&self) -> Option<DateTime> {
        match &self.0.state {
            State::Held => None,
            State::HandedOut { at, .. } | State::Cancelled { at, .. } => Some(DateTime(*at)),
        }
    }

    /// Who handed it out or cancelled it; null while it is on hold.
    async fn ended_by(&self) -> Option<Person> {
        match &self.0.state {
            State::Held => None,
            State::HandedOut { by, .. } | State::Cancelled { by, .. } => Some(Person(by.clone())),
        }
    }

    /// Why it was cancelled; null if it was not.
    async fn cancel_reason(&self) -> Option<&str> {
        match &self.0.state {
            State::Cancelled { reason, .. } => Some(reason),
            _ => None,
        }
    }

    /// In which community's bank.
    async fn community(&self) -> Area {
        Area(self.0.community.clone())
    }
}
