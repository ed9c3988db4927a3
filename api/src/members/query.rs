//! Queries about people.

use async_graphql::{Context, ID, Object, Result};

use super::person::Person;
use super::viewer::{Viewer, myself};
use crate::graphql::answer::answer;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::{ports, scope, viewer};
use crate::graphql::cursor::List;

/// Queries about people.
#[derive(Default)]
pub struct MemberQuery;

#[Object]
impl MemberQuery {
    /// Yourself: who you are, where you belong, what you may do. For everybody who is logged in.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Viewer> {
        answer(ctx, async { myself(ports(ctx), viewer(ctx)?.clone()).await }).await
    }

    /// The people who live in a community, oldest account first. For staff who administer the community.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn residents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which community; your home community by default.")] community_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Person>> {
        answer(ctx, async {
            let scope = scope(ctx, community_id.as_ref().map(|id| id.as_str())).await?;
            viewer(ctx)?.must_administer(scope.path())?;
            let list = List::new("residents", scope.community());
            let page = list.page(first, after, last, before)?;
            let page = ports(ctx).store.people_of(&scope, &page).await?;
            Ok(Connection::of(page, &list, |person| person.id, Person))
        })
        .await
    }
}
