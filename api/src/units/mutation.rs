//! Changing the unit tree and its rosters.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::ids::{AreaId, UnitId};
use domain::text::{Line, Phone, RealName};
use domain::units::create::{self, NewUnit};
use domain::units::roster;

use super::unit::Unit;
use crate::graphql::answer::settle;
use crate::graphql::context::{once, ports, viewer};
use crate::graphql::scalars::Uuid;
use crate::result;

/// A unit to be added.
#[derive(InputObject)]
pub struct CreateUnitInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The unit that it is a branch of, if it is one; you must answer for that unit.
    parent_id: Option<ID>,
    /// The area whose staff administer it; you must be one of them.
    area_id: ID,
    /// Its name: 1 to 60 characters, unlike that of its siblings.
    name: String,
}

result! {
    /// The unit after the change, or why not.
    UnitResult(Unit)
}

/// A person to be added to a unit's roster of party members in office.
#[derive(InputObject)]
pub struct AddToRosterInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The unit; you must answer for it.
    unit_id: ID,
    /// The name as on the identity card. Encrypted at rest.
    real_name: String,
    /// The mobile number, 11 digits. Encrypted at rest.
    phone: String,
}

/// Mutations of employers.
#[derive(Default)]
pub struct UnitMutation;

#[Object]
impl UnitMutation {
    /// Adds an employer to an area that you administer. For community staff and above.
    async fn create_unit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit.")] input: CreateUnitInput,
    ) -> Result<UnitResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let new = NewUnit {
                parent: input.parent_id.as_ref().map(|id| UnitId::parse("parentId", id)).transpose()?,
                area: AreaId::parse("areaId", &input.area_id)?,
                name: Line::parse("name", &input.name)?,
            };
            create::create_unit(ports(ctx), by, new, &request).await.map(Unit)
        })
        .await
    }

    /// Adds a person to the roster of a unit that you answer for. A member who names this unit, with the same name and
    /// phone number, is then confirmed as a party member at once; so is a member who waits for an answer, unless it is
    /// you. For whole rosters, `POST /units/{unitId}/roster` takes a spreadsheet.
    async fn add_to_roster(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] input: AddToRosterInput,
    ) -> Result<UnitResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let unit = UnitId::parse("unitId", &input.unit_id)?;
            let name = RealName::parse("realName", &input.real_name)?;
            let phone = Phone::parse("phone", &input.phone)?;
            roster::add_to_roster(ports(ctx), by, unit, name, phone, &request).await.map(Unit)
        })
        .await
    }
}
