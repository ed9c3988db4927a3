//! Changing the place tree.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::ids::AreaId;
use domain::places::create::{self, NewArea};
use domain::text::Line;

use super::area::{Area, AreaKind};
use crate::graphql::answer::settle;
use crate::graphql::context::{once, ports, viewer};
use crate::graphql::scalars::Uuid;
use crate::result;

/// An area to be added.
#[derive(InputObject)]
pub struct CreateAreaInput {
    /// Idempotency key, made before sending: the same key with the same input has one effect and one answer.
    request_id: Uuid,
    /// The area that it lies in; you must administer it.
    parent_id: ID,
    /// What it is. Grids lie in communities, buildings in grids.
    kind: AreaKind,
    /// Its name: 1 to 40 characters, unlike that of its siblings.
    name: String,
}

result! {
    /// The area after the change, or why not.
    AreaResult(Area)
}

/// Mutations of places.
#[derive(Default)]
pub struct PlaceMutation;

#[Object]
impl PlaceMutation {
    /// Adds an area below one that you administer. For community staff and above.
    async fn create_area(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The area.")] input: CreateAreaInput,
    ) -> Result<AreaResult> {
        settle(ctx, async {
            let by = viewer(ctx)?;
            let request = once(ctx, by, input.request_id, &input)?;
            let new = NewArea {
                parent: AreaId::parse("parentId", &input.parent_id)?,
                kind: input.kind.into(),
                name: Line::parse("name", &input.name)?,
            };
            create::create_area(ports(ctx), by, new, &request).await.map(Area)
        })
        .await
    }
}
