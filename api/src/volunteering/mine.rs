//! Where a member serves. A part of `viewer`.

use crate::graphql::answer::answer;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::ports;
use crate::graphql::cursor::List;
use crate::volunteering::sign_up::SignUp;
use crate::volunteering::team::Team;
use async_graphql::{Context, Object, Result};
use domain::access;

/// Where a member serves.
pub struct MyVolunteering<'v>(pub &'v access::Viewer);

/// Where a member serves.
#[Object]
impl MyVolunteering<'_> {
    /// The teams that you are in, the oldest first.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn teams(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Team>> {
        answer(ctx, async {
            let list = List::new("viewer.teams", self.0.member());
            let page = list.page(first, after, last, before)?;
            let page = ports(ctx).store.teams_with(self.0, &page).await?;
            Ok(Connection::of(page, &list, |team| team.id, Team))
        })
        .await
    }

    /// Your sign-ups by the start of the shift: those that hold and those whose activity was called off, for shifts
    /// that are not over.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn sign_ups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Also those for shifts that are over, and those that you gave back.", default)]
        include_past: bool,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<SignUp>> {
        answer(ctx, async {
            let list = List::new("viewer.signUps", (self.0.member(), include_past));
            let page = list.page(first, after, last, before)?;
            let page = ports(ctx).store.sign_ups_by(self.0, include_past, ports(ctx).now(), &page).await?;
            Ok(Connection::of(page, &list, |sign_up| sign_up.start_key(), SignUp))
        })
        .await
    }
}
