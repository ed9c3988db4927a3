//! What a store must guarantee of points.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};

use crate::access::{Scope, Viewer};
use crate::calendar::period::Period;
use crate::failure::Outcome;
use crate::ids::{AreaId, EntryId, GoodsId, MemberId, RedemptionId, RuleId, ShiftId};
use crate::members::member::Person;
use crate::page::{Page, PageRequest};
use crate::points::entry::{Account, Entry, NewEntry, Source};
use crate::points::goods::{Goods, Purse, Quantity};
use crate::points::redemption::{PickUpCode, Redemption};
use crate::points::rule::{Behaviour, Points, Rule};
use crate::points::sheet::{BalanceSheet, Discrepancy};

/// Inside a transaction.
#[async_trait]
pub trait PointsRepo {
    /// Adds a rule as the next version about its behaviour. *Refused* if somebody else did at the same time.
    async fn add_rule(&mut self, community: AreaId, rule: &Rule, by: MemberId, now: DateTime<Utc>) -> Outcome<()>;
    /// The version that counts at a time, if there is one.
    async fn rule_at(&mut self, community: AreaId, behaviour: &Behaviour, at: DateTime<Utc>) -> Outcome<Option<Rule>>;
    /// The member's account, made if need be; until the end of the transaction nobody else changes it. `None` if they
    /// have erased their account: an erased member earns no points.
    async fn hold_account(&mut self, community: AreaId, member: MemberId) -> Outcome<Option<Account>>;
    /// What the member earned by a behaviour since a time, less what was reversed.
    async fn earned_since(
        &mut self,
        community: AreaId,
        member: MemberId,
        behaviour: &Behaviour,
        since: DateTime<Utc>,
    ) -> Outcome<Points>;
    /// What the member was given for the time at a shift and was not taken back: of entries that were voided, what they
    /// had spent.
    async fn kept_of_shift(&mut self, member: MemberId, shift: ShiftId) -> Outcome<Points>;
    /// The entry by which a source earned points.
    async fn earned_by(&mut self, source: Source) -> Outcome<Option<NewEntry>>;
    /// Books an entry and moves the account, by one conditional statement that keeps both sides from going below zero.
    /// `false`, and nothing done, if there is too little, or the source has been booked with this movement before.
    async fn book(&mut self, entry: &NewEntry) -> Outcome<bool>;
    /// Books these entries, each of another member, all in one community; holds the accounts in the order of the members'
    /// ids. `false` if one of them cannot be booked.
    async fn book_all(&mut self, entries: &[&NewEntry]) -> Outcome<bool>;
}

/// A redemption that is to be made.
#[derive(Debug)]
pub struct NewRedemption {
    /// Its id.
    pub id: RedemptionId,
    /// Of what.
    pub goods: GoodsId,
    /// What a piece costs.
    pub price: Points,
    /// How many pieces.
    pub quantity: Quantity,
    /// How many pieces a person can redeem in all, if there is a limit.
    pub limit: Option<i32>,
    /// What the member shows at the counter.
    pub code: PickUpCode,
    /// The entry of the ledger that holds the points: whose, how many, and when.
    pub entry: NewEntry,
}

/// Inside a transaction.
#[async_trait]
pub trait GoodsRepo {
    /// Adds goods.
    async fn add_goods(&mut self, goods: &Goods, by: MemberId, now: DateTime<Utc>) -> Outcome<()>;
    /// Adds pieces to the shelf.
    async fn restock_goods(&mut self, goods: GoodsId, pieces: i64) -> Outcome<()>;
    /// Offers goods, or no longer.
    async fn offer_goods(&mut self, goods: GoodsId, offered: bool) -> Outcome<()>;
    /// Moves pieces from the shelf to the hold, if there are so many, at this price; says whether. One conditional
    /// statement decides among all who try, and a CHECK under it holds that no stock is below zero.
    async fn hold_goods(&mut self, goods: GoodsId, price: Points, pieces: i64) -> Outcome<bool>;
    /// Moves pieces from the hold to what is handed out, or back to the shelf.
    async fn release_goods(&mut self, goods: GoodsId, quantity: Quantity, handed_out: bool) -> Outcome<()>;
    /// Adds these redemptions of the same goods, each of another member whose account is held. `false` if the others of
    /// one of the members leave no room under the limit, or a code is in use.
    async fn add_redemptions(&mut self, new: &[NewRedemption]) -> Outcome<bool>;
    /// Ends a redemption that is on hold; says whether it still was. One conditional statement.
    async fn end_redemption(
        &mut self,
        redemption: RedemptionId,
        handed_out: bool,
        by: MemberId,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Outcome<bool>;
}

/// Outside one.
#[async_trait]
pub trait PointsReader: Send + Sync {
    /// A rule, for the person who has just made it.
    async fn rule(&self, rule: RuleId) -> Outcome<Option<Rule>>;
    /// The rules of a community: the latest version about each behaviour, and those that have not begun.
    async fn rules(&self, scope: &Scope, now: DateTime<Utc>) -> Outcome<Vec<Rule>>;
    /// The versions that counted and count no longer, the latest first.
    async fn past_rules(&self, scope: &Scope, now: DateTime<Utc>, page: &PageRequest<RuleId>) -> Outcome<Page<Rule>>;
    /// What the viewer has in a community's bank; nothing at first.
    async fn account(&self, me: &Viewer, community: AreaId) -> Outcome<Account>;
    /// The viewer's entries in a community's bank by their number, the latest first.
    async fn entries(&self, me: &Viewer, community: AreaId, page: &PageRequest<i64>) -> Outcome<Page<Entry>>;
    /// The entries of a community's bank that were booked on these days, each with whose it is, the earliest first. For
    /// those who administer it.
    async fn entries_in(
        &self,
        scope: &Scope,
        period: Period,
        page: &PageRequest<(DateTime<Utc>, EntryId)>,
    ) -> Outcome<Page<(Person, Entry)>>;
    /// An entry, for the person who has just booked it.
    async fn entry(&self, entry: EntryId) -> Outcome<Option<Entry>>;
    /// The balance sheet of a community's bank: one statement, so that all figures are of one moment.
    async fn balance_sheet(&self, scope: &Scope) -> Outcome<BalanceSheet>;
    /// Every discrepancy in all books.
    async fn discrepancies(&self) -> Outcome<Vec<Discrepancy>>;
}

/// Outside one.
#[async_trait]
pub trait GoodsReader: Send + Sync {
    /// The goods of these ids that the viewer may see (people of the community, and staff), in no order.
    async fn goods(&self, viewer: &Viewer, ids: &[GoodsId]) -> Outcome<Vec<Goods>>;
    /// Goods for each of these viewers who sees them, and what they have for them.
    async fn goods_for(&self, viewers: &[&Viewer], goods: GoodsId) -> Outcome<Vec<Option<(Goods, Purse)>>>;
    /// How many pieces of each of these goods the viewer redeemed and did not give back; those of which there are none are
    /// left out.
    async fn redeemed_by(&self, me: &Viewer, goods: &[GoodsId]) -> Outcome<Vec<(GoodsId, i64)>>;
    /// The goods of a community, oldest first; `all` also those that are no longer offered.
    async fn goods_of(&self, scope: &Scope, all: bool, page: &PageRequest<GoodsId>) -> Outcome<Page<Goods>>;
    /// A redemption, if the viewer may see it: the member, and staff who administer the community.
    async fn redemption(&self, viewer: &Viewer, redemption: RedemptionId) -> Outcome<Option<Redemption>>;
    /// The redemption of each, if they may see it ([`GoodsReader::redemption`]).
    async fn redemptions_of(&self, each: &[(&Viewer, RedemptionId)]) -> Outcome<Vec<Option<Redemption>>>;
    /// What is on hold under a code. For those who administer the community.
    async fn redemption_by_code(&self, scope: &Scope, code: &PickUpCode) -> Outcome<Option<Redemption>>;
    /// What is on hold in a community, oldest first. For those who administer it.
    async fn redemptions_waiting(&self, scope: &Scope, page: &PageRequest<RedemptionId>) -> Outcome<Page<Redemption>>;
    /// What was handed out in a community on a day, the earliest first. For those who administer it.
    async fn handed_out_on(
        &self,
        scope: &Scope,
        day: NaiveDate,
        page: &PageRequest<(DateTime<Utc>, RedemptionId)>,
    ) -> Outcome<Page<Redemption>>;
    /// What the viewer redeemed, the latest first.
    async fn redemptions_by(&self, me: &Viewer, page: &PageRequest<RedemptionId>) -> Outcome<Page<Redemption>>;
}
