//! Any object by its id.

use async_graphql::{Context, ID, Interface, Object, Result};
use domain::failure::{Failure, Invalid};
use domain::ids::{
    ActivityId, AreaId, CaseId, DutyCheckInId, DutyPointId, GoodsId, HoursId, MemberId, NoticeId, ProposalId,
    RedemptionId, ReportInId, ShiftId, SignUpId, TeamId, UnitId, WishId,
};

use super::context::{ports, viewer};
use super::failure::answer;
use crate::attendance::types::Hours;
use crate::members::types::Person;
use crate::moderation::types::ContentCase;
use crate::notices::types::Notice;
use crate::party::types::{DutyCheckIn, DutyPoint, ReportIn};
use crate::places::types::Area;
use crate::points::goods::{Goods, Redemption};
use crate::proposals::types::Proposal;
use crate::units::types::Unit;
use crate::volunteering::sign_up::{Shift, SignUp};
use crate::volunteering::types::{Activity, Team};
use crate::wishes::types::Wish;

/// An object with an id. Ids are opaque, never reused, and sort by the time they were made.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The id of this object."))]
pub enum Node {
    /// A place.
    Area(Area),
    /// An employer.
    Unit(Unit),
    /// A member as others see him.
    Person(Person),
    /// A micro-wish.
    Wish(Wish),
    /// Goods that points are redeemed for.
    Goods(Goods),
    /// A redemption.
    Redemption(Redemption),
    /// A notice.
    Notice(Notice),
    /// A party member's report-in.
    ReportIn(ReportIn),
    /// A duty point.
    DutyPoint(DutyPoint),
    /// A check-in at a duty point.
    DutyCheckIn(DutyCheckIn),
    /// A team of volunteers.
    Team(Team),
    /// A volunteer activity.
    Activity(Activity),
    /// A shift of an activity.
    Shift(Shift),
    /// A sign-up for a shift.
    SignUp(SignUp),
    /// An entry of granted time.
    Hours(Hours),
    /// A text that staff have to look at.
    ContentCase(ContentCase),
    /// An act of staff that waits for a second person.
    Proposal(Proposal),
}

/// Queries about any object.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The object of this id, or null if there is none that you may see.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "The id of any object.")] id: ID) -> Result<Option<Node>> {
        answer(ctx, async {
            let by = viewer(ctx)?;
            let store = &ports(ctx).store;
            Ok(match id.split_once('_').map(|(kind, _)| kind) {
                Some("area") => store.areas(&[AreaId::parse("id", &id)?]).await?.pop().map(|x| Node::Area(Area(x))),
                Some("unit") => store.units(&[UnitId::parse("id", &id)?]).await?.pop().map(|x| Node::Unit(Unit(x))),
                Some("member") => {
                    store.people(by, &[MemberId::parse("id", &id)?]).await?.pop().map(|x| Node::Person(Person(x)))
                }
                Some("wish") => store
                    .wishes(by, &[WishId::parse("id", &id)?], ports(ctx).now())
                    .await?
                    .pop()
                    .map(|x| Node::Wish(Wish(x))),
                Some("goods") => {
                    store.goods(by, &[GoodsId::parse("id", &id)?]).await?.pop().map(|x| Node::Goods(Goods(x)))
                }
                Some("redemption") => {
                    let found = store.redemption(by, RedemptionId::parse("id", &id)?).await?;
                    found.map(|x| Node::Redemption(Redemption(x)))
                }
                Some("notice") => {
                    let ids = [NoticeId::parse("id", &id)?];
                    store.notices(by, &ids, ports(ctx).now()).await?.pop().map(|x| Node::Notice(Notice(x)))
                }
                Some("reportin") => {
                    let ids = [ReportInId::parse("id", &id)?];
                    store.report_ins(by, &ids).await?.pop().map(|x| Node::ReportIn(ReportIn(x)))
                }
                Some("dutypoint") => {
                    let ids = [DutyPointId::parse("id", &id)?];
                    store.duty_points(by, &ids).await?.pop().map(|x| Node::DutyPoint(DutyPoint(x)))
                }
                Some("dutycheckin") => {
                    let ids = [DutyCheckInId::parse("id", &id)?];
                    store.duty_check_ins(by, &ids).await?.pop().map(|x| Node::DutyCheckIn(DutyCheckIn(x)))
                }
                Some("team") => store.teams(by, &[TeamId::parse("id", &id)?]).await?.pop().map(|x| Node::Team(Team(x))),
                Some("activity") => {
                    let ids = [ActivityId::parse("id", &id)?];
                    store.activities(by, &ids).await?.pop().map(|x| Node::Activity(Activity(x)))
                }
                Some("shift") => {
                    store.shifts(by, &[ShiftId::parse("id", &id)?]).await?.pop().map(|x| Node::Shift(Shift(x)))
                }
                Some("signup") => {
                    store.sign_ups(by, &[SignUpId::parse("id", &id)?]).await?.pop().map(|x| Node::SignUp(SignUp(x)))
                }
                Some("hours") => {
                    store.hours(by, &[HoursId::parse("id", &id)?]).await?.pop().map(|x| Node::Hours(Hours(x)))
                }
                Some("case") => store
                    .cases(by, &[CaseId::parse("id", &id)?])
                    .await?
                    .pop()
                    .map(|x| Node::ContentCase(ContentCase(x))),
                Some("proposal") => {
                    let ids = [ProposalId::parse("id", &id)?];
                    store.proposals(by, &ids).await?.pop().map(|x| Node::Proposal(Proposal(x)))
                }
                _ => return Err(Failure::from(Invalid::new("id", Invalid::NOT_AN_ID))),
            })
        })
        .await
    }
}
