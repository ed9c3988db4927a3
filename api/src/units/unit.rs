//! What clients see of employers.

use super::loader::RosterOf;
use crate::graphql::answer::answer;
use crate::graphql::batch::{load, load_page};
use crate::graphql::by_id::ById;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::viewer;
use crate::graphql::cursor::List;
use crate::listed;
use crate::members::person::Person;
use crate::places::area::Area;
use async_graphql::{Context, ID, Object, Result};
use domain::Ports;
use domain::access::Viewer;
use domain::failure::Failure;
use domain::failure::Outcome;
use domain::ids::{self, Id};
use domain::ids::{MemberId, UnitId};
use domain::units::unit;

/// An employer: a node of the unit tree. Everybody who is logged in may see it; only those who answer for it see its
/// roster.
pub struct Unit(pub unit::Unit);

listed!(Unit);

impl ById for Unit {
    type Kind = ids::UnitKind;

    async fn by_id(ports: &Ports, _by: &Viewer, id: Id<ids::UnitKind>) -> Outcome<Option<Self>> {
        Ok(ports.store.units(&[id]).await?.pop().map(Self))
    }
}

/// The unit of this id, loaded together with others of the same request.
pub async fn load_unit(ctx: &Context<'_>, id: UnitId) -> Result<Option<Unit>, Failure> {
    let found = load(ctx, id).await?;
    Ok(found.map(Unit))
}

/// An employer: a node of the unit tree. Everybody who is logged in may see it; only those who answer for it see its
/// roster.
#[Object]
impl Unit {
    /// The id of this unit.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Its name, such as 市供水公司.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The unit that it is a branch of; null for a root.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        answer(ctx, async {
            match self.0.path.steps().iter().rev().nth(1) {
                Some(parent) => load_unit(ctx, UnitId::from_uuid(*parent)).await,
                None => Ok(None),
            }
        })
        .await
    }

    /// The area whose staff administer it.
    async fn area(&self, ctx: &Context<'_>) -> Result<Option<Area>> {
        answer(ctx, async {
            let found = load(ctx, self.0.area).await?;
            Ok(found.map(Area))
        })
        .await
    }

    /// How many party members stand on its roster. For its liaisons and the staff who administer it; null and
    /// `FORBIDDEN` for others.
    async fn roster_size(&self, ctx: &Context<'_>) -> Result<Option<i64>> {
        answer(ctx, async {
            viewer(ctx)?.must_answer_for(&self.0)?;
            let found = load(ctx, RosterOf(self.0.id)).await?;
            Ok(Some(found.unwrap_or_default()))
        })
        .await
    }

    /// Those who say that they are party members of this unit and wait for a decision, in the order of their accounts.
    /// For its liaisons and the staff who administer it; null and `FORBIDDEN` for others.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn pending_party_members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<Person>>> {
        answer(ctx, async {
            let list = List::new("pendingPartyMembers", self.0.id);
            viewer(ctx)?.must_answer_for(&self.0)?;
            let page = list.page::<MemberId>(first, after, last, before)?;
            let page = load_page(ctx, self.0.id, &page).await?;
            Ok(Some(Connection::of(page, &list, |person| person.id, Person)))
        })
        .await
    }
}
