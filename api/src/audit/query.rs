//! Queries about the audit log.

use async_graphql::{Context, ID, Object, Result};
use domain::audit::read::log;
use domain::ids::{AreaId, MemberId};

use super::entry::AuditEntry;
use crate::graphql::answer::answer;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::{ports, viewer};
use crate::graphql::cursor::List;

/// Queries about the audit log.
#[derive(Default)]
pub struct AuditQuery;

#[Object]
impl AuditQuery {
    /// Who did what in an area and within it, the latest first. For its street and city administrators. What belongs to
    /// no area (of people without a community, of the program itself) is shown to administrators of a whole city.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    #[expect(clippy::too_many_arguments, reason = "the four of a Relay connection, and two")]
    async fn audit_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which area.")] area_id: ID,
        #[graphql(desc = "Only what this member did, or was refused.")] actor_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<AuditEntry>> {
        answer(ctx, async {
            let area = AreaId::parse("areaId", &area_id)?;
            let actor = actor_id.as_ref().map(|id| MemberId::parse("actorId", id)).transpose()?;
            let list = List::new("auditLog", (area, actor));
            let page = list.page(first, after, last, before)?;
            let page = log(ports(ctx), viewer(ctx)?, area, actor, &page).await?;
            Ok(Connection::of(page, &list, |shown| shown.entry.id, AuditEntry::from))
        })
        .await
    }
}
