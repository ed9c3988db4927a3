//! Pages of lists, in the form of the [Relay connection specification](https://relay.dev/graphql/connections.htm).

use async_graphql::{OutputType, SimpleObject};
use domain::page::{self, Page};

use super::cursor::{Key, List};
use crate::attendance::types::Hours;
use crate::audit::types::AuditEntry;
use crate::members::blocks::Block;
use crate::members::types::Person;
use crate::moderation::types::ContentCase;
use crate::notices::types::Notice;
use crate::party::record::{MemberRecord, RecordEntry};
use crate::party::types::{DutyCheckIn, DutyPoint, ReportIn};
use crate::places::types::Area;
use crate::points::goods::{Goods, Redemption};
use crate::points::types::PointEntry;
use crate::proposals::types::Proposal;
use crate::units::types::Unit;
use crate::volunteering::sign_up::SignUp;
use crate::volunteering::types::{Activity, Team};
use crate::wishes::types::{ClaimedWish, DataAccess, Wish};

/// How many items a page can have, for the sum of what a document can cost. What is out of bounds is refused later.
pub(crate) fn size(first: Option<i64>, last: Option<i64>) -> usize {
    let most = page::MOST.unsigned_abs() as usize;
    first.or(last).unwrap_or(page::USUAL).try_into().map_or(most, |size: usize| size.min(most))
}

/// What a text of at most so many characters counts for in an answer: a list of them, each under fifteen names, would be an
/// answer of a hundred megabytes.
pub(crate) const fn long(most: usize) -> usize {
    most / 250
}

/// Where a page lies in its list.
#[derive(SimpleObject)]
pub struct PageInfo {
    /// Whether there are items after this page.
    has_next_page: bool,
    /// Whether there are items before this page.
    has_previous_page: bool,
    /// The cursor of the first item, to go back from.
    start_cursor: Option<String>,
    /// The cursor of the last item, to go on from.
    end_cursor: Option<String>,
}

/// An item of a list and its place there.
#[derive(SimpleObject)]
#[graphql(
    concrete(name = "AreaEdge", params(Area)),
    concrete(name = "UnitEdge", params(Unit)),
    concrete(name = "PersonEdge", params(Person)),
    concrete(name = "BlockEdge", params(Block)),
    concrete(name = "WishEdge", params(Wish)),
    concrete(name = "ClaimedWishEdge", params(ClaimedWish)),
    concrete(name = "DataAccessEdge", params(DataAccess)),
    concrete(name = "PointEntryEdge", params(PointEntry)),
    concrete(name = "GoodsEdge", params(Goods)),
    concrete(name = "RedemptionEdge", params(Redemption)),
    concrete(name = "MemberRecordEdge", params(MemberRecord)),
    concrete(name = "RecordEntryEdge", params(RecordEntry)),
    concrete(name = "NoticeEdge", params(Notice)),
    concrete(name = "ReportInEdge", params(ReportIn)),
    concrete(name = "DutyPointEdge", params(DutyPoint)),
    concrete(name = "DutyCheckInEdge", params(DutyCheckIn)),
    concrete(name = "TeamEdge", params(Team)),
    concrete(name = "ActivityEdge", params(Activity)),
    concrete(name = "SignUpEdge", params(SignUp)),
    concrete(name = "HoursEdge", params(Hours)),
    concrete(name = "AuditEntryEdge", params(AuditEntry)),
    concrete(name = "ContentCaseEdge", params(ContentCase)),
    concrete(name = "ProposalEdge", params(Proposal))
)]
pub struct Edge<T: OutputType> {
    /// The item.
    node: T,
    /// Its place in this list with this filter, for `after` and `before`. Opaque.
    cursor: String,
}

/// A page of a list.
#[derive(SimpleObject)]
#[graphql(
    concrete(name = "AreaConnection", params(Area)),
    concrete(name = "UnitConnection", params(Unit)),
    concrete(name = "PersonConnection", params(Person)),
    concrete(name = "BlockConnection", params(Block)),
    concrete(name = "WishConnection", params(Wish)),
    concrete(name = "ClaimedWishConnection", params(ClaimedWish)),
    concrete(name = "DataAccessConnection", params(DataAccess)),
    concrete(name = "PointEntryConnection", params(PointEntry)),
    concrete(name = "GoodsConnection", params(Goods)),
    concrete(name = "RedemptionConnection", params(Redemption)),
    concrete(name = "MemberRecordConnection", params(MemberRecord)),
    concrete(name = "RecordEntryConnection", params(RecordEntry)),
    concrete(name = "NoticeConnection", params(Notice)),
    concrete(name = "ReportInConnection", params(ReportIn)),
    concrete(name = "DutyPointConnection", params(DutyPoint)),
    concrete(name = "DutyCheckInConnection", params(DutyCheckIn)),
    concrete(name = "TeamConnection", params(Team)),
    concrete(name = "ActivityConnection", params(Activity)),
    concrete(name = "SignUpConnection", params(SignUp)),
    concrete(name = "HoursConnection", params(Hours)),
    concrete(name = "AuditEntryConnection", params(AuditEntry)),
    concrete(name = "ContentCaseConnection", params(ContentCase)),
    concrete(name = "ProposalConnection", params(Proposal))
)]
pub struct Connection<T: OutputType>
where
    Edge<T>: OutputType,
{
    /// The items of this page, in the order of the list.
    edges: Vec<Edge<T>>,
    /// Where the page lies.
    page_info: PageInfo,
}

impl<T: OutputType> Connection<T>
where
    Edge<T>: OutputType,
{
    /// The page of a list; `key` gives the place of an item in it.
    pub fn of<M, K: Key>(page: Page<M>, list: &List, key: impl Fn(&M) -> K, show: impl Fn(M) -> T) -> Self {
        let edges: Vec<_> =
            page.items.into_iter().map(|item| Edge { cursor: list.cursor(&key(&item)), node: show(item) }).collect();
        let page_info = PageInfo {
            has_next_page: page.has_next,
            has_previous_page: page.has_previous,
            start_cursor: edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: edges.last().map(|edge| edge.cursor.clone()),
        };
        Self { edges, page_info }
    }
}
