//! What clients see of places.

use crate::graphql::answer::answer;
use crate::graphql::batch::{load, load_page};
use crate::graphql::by_id::ById;
use crate::graphql::connection::{Connection, size};
use crate::graphql::cursor::List;
use crate::listed;
use async_graphql::{Context, Enum, ID, Object, Result};
use domain::Ports;
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{self, Id};
use domain::places::area;

/// The kinds of place, from the widest to the narrowest.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "area::AreaKind")]
pub enum AreaKind {
    /// 市
    City,
    /// 区
    District,
    /// 街道
    Street,
    /// 社区: the tenant; nearly every record belongs to one.
    Community,
    /// 网格
    Grid,
    /// 楼栋
    Building,
}

/// A place: a node of the tree from the city down to the building. Everybody who is logged in may see it.
pub struct Area(pub area::Area);

listed!(Area);

impl ById for Area {
    type Kind = ids::AreaKind;

    async fn by_id(ports: &Ports, _by: &Viewer, id: Id<ids::AreaKind>) -> Outcome<Option<Self>> {
        Ok(ports.store.areas(&[id]).await?.pop().map(Self))
    }
}

/// A place: a node of the tree from the city down to the building. Everybody who is logged in may see it.
#[Object]
impl Area {
    /// The id of this area.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What it is.
    async fn kind(&self) -> AreaKind {
        self.0.kind.into()
    }

    /// Its name, such as 桂花社区.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The area that it lies in; null for a root.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Area>> {
        answer(ctx, async {
            let Some(parent) = self.0.parent() else { return Ok(None) };
            let found = load(ctx, parent).await?;
            Ok(found.map(Area))
        })
        .await
    }

    /// The areas right within it, oldest first.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn children(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Area>> {
        answer(ctx, async {
            let list = List::new("areas", Some(self.0.id));
            let page = list.page(first, after, last, before)?;
            let page = load_page(ctx, self.0.id, &page).await?;
            Ok(Connection::of(page, &list, |area| area.id, Area))
        })
        .await
    }
}
