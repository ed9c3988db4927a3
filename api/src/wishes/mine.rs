//! What a member wished for and claimed. A part of `viewer`.

use crate::graphql::answer::answer;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::ports;
use crate::graphql::cursor::List;
use crate::listed;
use crate::wishes::claim::Claim;
use crate::wishes::contact::DataAccess;
use crate::wishes::wish::Wish;
use async_graphql::{Context, Object, Result, SimpleObject};
use domain::access;
use domain::ids::{ClaimId, WishId};
use domain::wishes::read;

/// What a member wished for and claimed.
pub struct MyWishes<'v>(pub &'v access::Viewer);

/// What a member wished for and claimed.
#[Object]
impl MyWishes<'_> {
    /// The wishes that you posted, the latest first.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn wishes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Wish>> {
        answer(ctx, async {
            let list = List::new("viewer.wishes", self.0.member());
            let page = list.page::<WishId>(first, after, last, before)?;
            let page = ports(ctx).store.wishes_by(self.0, &page, ports(ctx).now()).await?;
            Ok(Connection::of(page, &list, |wish| wish.id, Wish))
        })
        .await
    }

    /// What you claimed, the latest first.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn claims(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<ClaimedWish>> {
        answer(ctx, async {
            let list = List::new("viewer.claims", self.0.member());
            let page = list.page::<ClaimId>(first, after, last, before)?;
            let page = read::my_claims(ports(ctx), self.0, &page).await?;
            let show = |(claim, wish): (_, Option<_>)| ClaimedWish { claim: Claim(claim), wish: wish.map(Wish) };
            Ok(Connection::of(page, &list, |(claim, _)| claim.id, show))
        })
        .await
    }

    /// To whom your name and mobile number were shown, the latest first.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn data_access_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<DataAccess>> {
        answer(ctx, async {
            let list = List::new("viewer.dataAccessLog", self.0.member());
            let page = list.page(first, after, last, before)?;
            let page = read::my_reveals(ports(ctx), self.0, &page).await?;
            Ok(Connection::of(page, &list, |reveal| reveal.id, DataAccess::from))
        })
        .await
    }
}

/// What you claimed.
#[derive(SimpleObject)]
pub struct ClaimedWish {
    /// Your claim, as far as it came.
    pub claim: Claim,
    /// The wish as it stands now: somebody else may have claimed it since. Null if you no longer see it, because you
    /// moved and no longer hold it.
    pub wish: Option<Wish>,
}

listed!(ClaimedWish);
