//! Queries about what waits for a second person.

use async_graphql::{Context, Object, Result};
use domain::proposals::read;

use super::proposal::Proposal;
use crate::graphql::answer::answer;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::{ports, viewer};
use crate::graphql::cursor::List;

/// Queries about what waits for a second person.
#[derive(Default)]
pub struct ProposalQuery;

#[Object]
impl ProposalQuery {
    /// What waits for a second person, oldest first: what you may decide, and what you proposed yourself. For staff.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn proposals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Proposal>> {
        answer(ctx, async {
            let by = viewer(ctx)?;
            let list = List::new("proposals", by.member());
            let page = list.page(first, after, last, before)?;
            let page = read::queue(ports(ctx), by, &page).await?;
            Ok(Connection::of(page, &list, |proposal| proposal.id, Proposal))
        })
        .await
    }
}
