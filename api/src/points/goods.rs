//! What clients see of goods.

use super::loader::RedeemedOf;
use super::sheet::Stock;
use crate::graphql::answer::answer;
use crate::graphql::batch::load;
use crate::graphql::by_id::ById;
use crate::graphql::connection::long;
use crate::listed;
use crate::media::loader::photos_of;
use crate::media::photo::Photo;
use crate::places::area::Area;
use async_graphql::{Context, ID, Object, Result};
use domain::Ports;
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{self, Id};
use domain::media::photo::ShownBy;
use domain::points::goods;

/// Goods that points are redeemed for. Seen by the people of the community and staff.
pub struct Goods(pub goods::Goods);

listed!(Goods);

impl ById for Goods {
    type Kind = ids::GoodsKind;

    async fn by_id(ports: &Ports, by: &Viewer, id: Id<ids::GoodsKind>) -> Outcome<Option<Self>> {
        Ok(ports.store.goods(by, &[id]).await?.pop().map(Self))
    }
}

/// Goods that points are redeemed for. Seen by the people of the community and staff.
#[Object]
impl Goods {
    /// The id of these goods.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Their name, such as 大米5公斤: up to 40 characters.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// More about them, up to 500 characters; null if nothing was said.
    #[graphql(complexity = "long(500)")]
    async fn text(&self) -> Option<&str> {
        self.0.text.as_ref().map(|text| text.as_str())
    }

    /// Photos of them, in their order, 3 at most: those that you may see.
    #[graphql(complexity = "3 * child_complexity + 1")]
    async fn photos(&self, ctx: &Context<'_>) -> Result<Vec<Photo>> {
        answer(ctx, photos_of(ctx, ShownBy::Goods(self.0.id), true)).await
    }

    /// What one piece costs, in points.
    async fn price_points(&self) -> i64 {
        self.0.price.0
    }

    /// How many pieces a person can redeem in all; null if there is no limit.
    async fn limit_per_person(&self) -> Option<i32> {
        self.0.limit
    }

    /// How many pieces you redeemed and did not give back: those that count against `limitPerPerson`.
    async fn redeemed_by_me(&self, ctx: &Context<'_>) -> Result<i64> {
        answer(ctx, async { Ok(load(ctx, RedeemedOf(self.0.id)).await?.unwrap_or(0)) }).await
    }

    /// Where and when to fetch them, up to 100 characters.
    async fn pick_up(&self) -> &str {
        self.0.pick_up.as_str()
    }

    /// Whether they can be redeemed at present, if a piece is on the shelf.
    async fn offered(&self) -> bool {
        self.0.offered
    }

    /// The pieces.
    async fn stock(&self) -> Stock {
        self.0.stock.into()
    }

    /// The community that they belong to.
    async fn community(&self) -> Area {
        Area(self.0.community.clone())
    }
}
