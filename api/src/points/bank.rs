//! A community's bank, and what the viewer has there.

use async_graphql::{Context, Object, Result};
use domain::access::{self, Scope};
use domain::ids::AreaId;
use domain::points::entry::Account;
use domain::points::read;

use super::entry::PointEntry;
use super::goods::Goods;
use super::redemption::Redemption;
use super::rule::PointRule;
use super::sheet::BalanceSheet;
use crate::graphql::answer::answer;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::ports;
use crate::graphql::cursor::List;

/// A community's moral bank (道德银行). Seen by the people of the community and staff.
pub struct MoralBank(pub Scope);

/// A community's moral bank (道德银行). Seen by the people of the community and staff.
#[Object]
impl MoralBank {
    /// The public balance sheet.
    async fn balance_sheet(&self, ctx: &Context<'_>) -> Result<BalanceSheet> {
        answer(ctx, async { read::balance_sheet(ports(ctx), &self.0).await.map(BalanceSheet::from) }).await
    }

    /// What earns how many points: the version of each rule that counts now, and those that will.
    async fn rules(&self, ctx: &Context<'_>) -> Result<Vec<PointRule>> {
        answer(ctx, async {
            let rules = ports(ctx).store.rules(&self.0, ports(ctx).now()).await?;
            Ok(rules.into_iter().map(PointRule::from).collect())
        })
        .await
    }

    /// Earlier versions of the rules, which count no longer, the latest first.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn past_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<PointRule>> {
        answer(ctx, async {
            let list = List::new("moralBank.pastRules", self.0.community());
            let page = list.page(first, after, last, before)?;
            let page = ports(ctx).store.past_rules(&self.0, ports(ctx).now(), &page).await?;
            Ok(Connection::of(page, &list, |rule| rule.id, PointRule::from))
        })
        .await
    }

    /// The goods, in the order in which they were first offered.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn goods(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Also those that are not offered at present.")] include_not_offered: bool,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Goods>> {
        answer(ctx, async {
            let list = List::new("moralBank.goods", (self.0.community(), include_not_offered));
            let page = list.page(first, after, last, before)?;
            let page = ports(ctx).store.goods_of(&self.0, include_not_offered, &page).await?;
            Ok(Connection::of(page, &list, |goods| goods.id, Goods))
        })
        .await
    }
}

/// What you have in a community's bank. Nobody else sees this.
pub struct BankAccount {
    /// Whose.
    pub viewer: access::Viewer,
    /// In which community's bank.
    pub community: AreaId,
    /// How much.
    pub account: Account,
}

/// What you have in a community's bank. Nobody else sees this.
#[Object]
impl BankAccount {
    /// What you can spend, in points.
    async fn balance(&self) -> i64 {
        self.account.balance.0
    }

    /// What is on hold for goods that wait for you, in points.
    async fn on_hold(&self) -> i64 {
        self.account.held.0
    }

    /// Your passbook, the latest entry first.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<PointEntry>> {
        answer(ctx, async {
            let list = List::new("bankAccount.entries", (self.viewer.member(), self.community));
            let page = list.page(first, after, last, before)?;
            let page = ports(ctx).store.entries(&self.viewer, self.community, &page).await?;
            Ok(Connection::of(page, &list, |entry| entry.number, PointEntry::from))
        })
        .await
    }

    /// What you redeemed in any bank, the latest first.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn redemptions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Redemption>> {
        answer(ctx, async {
            let list = List::new("bankAccount.redemptions", self.viewer.member());
            let page = list.page(first, after, last, before)?;
            let page = ports(ctx).store.redemptions_by(&self.viewer, &page).await?;
            Ok(Connection::of(page, &list, |redemption| redemption.id, Redemption))
        })
        .await
    }
}
