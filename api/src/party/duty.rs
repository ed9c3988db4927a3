//! What clients see of duty.

use crate::attendance::code::CheckInCode;
use crate::graphql::answer::answer;
use crate::graphql::batch::load_page;
use crate::graphql::by_id::ById;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::{ports, viewer};
use crate::graphql::cursor::List;
use crate::graphql::scalars::DateTime;
use crate::listed;
use crate::members::person::Person;
use crate::places::area::Area;
use async_graphql::{Context, ID, Object, Result};
use domain::Ports;
use domain::access::Viewer;
use domain::failure::Outcome;
use domain::ids::{self, DutyCheckInId, Id};
use domain::party::duty_point;

/// A duty point (值守点): a place where party members keep duty. Seen by the people of its community, by staff of the
/// areas above it, and by those whose report-in is active there.
pub struct DutyPoint(pub duty_point::DutyPoint);

listed!(DutyPoint);

impl ById for DutyPoint {
    type Kind = ids::DutyPointKind;

    async fn by_id(ports: &Ports, by: &Viewer, id: Id<ids::DutyPointKind>) -> Outcome<Option<Self>> {
        Ok(ports.store.duty_points(by, &[id]).await?.pop().map(Self))
    }
}

/// A duty point (值守点): a place where party members keep duty. Seen by the people of its community, by staff of the
/// areas above it, and by those whose report-in is active there.
#[Object]
impl DutyPoint {
    /// The id of this duty point.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The community that it belongs to.
    async fn community(&self) -> Area {
        Area(self.0.community.clone())
    }

    /// Its name, such as 东门岗; up to 30 characters.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// Where to find it, up to 60 characters.
    async fn place(&self) -> &str {
        self.0.place.as_str()
    }

    /// Since when it is there.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created)
    }

    /// When it was closed; null while it is open.
    async fn closed_at(&self) -> Option<DateTime> {
        self.0.closed.map(DateTime)
    }

    /// The check-in code to show there now; null once it is closed. For staff who administer the community; null and
    /// `FORBIDDEN` for others.
    async fn check_in_code(&self, ctx: &Context<'_>) -> Result<Option<CheckInCode>> {
        answer(ctx, async {
            let code = self.0.code(viewer(ctx)?, ports(ctx).now())?;
            Ok(code.map(|code| CheckInCode::of(self.0.id, code)))
        })
        .await
    }

    /// Who kept duty there, the latest first. For staff who administer the community; null and `FORBIDDEN` for others.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn check_ins(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<DutyCheckIn>>> {
        answer(ctx, async {
            let list = List::new("dutyPoint.checkIns", self.0.id);
            self.0.must_show_who_came(viewer(ctx)?)?;
            let page = list.page::<DutyCheckInId>(first, after, last, before)?;
            let page = load_page(ctx, self.0.id, &page).await?;
            Ok(Some(Connection::of(page, &list, |check_in| check_in.id, DutyCheckIn)))
        })
        .await
    }
}

/// Proof of having been at a duty point, once per point and clock hour. No punch clock: nobody counts the days between.
/// Seen by the member and by staff who administer the community.
pub struct DutyCheckIn(pub duty_point::DutyCheckIn);

listed!(DutyCheckIn);

impl ById for DutyCheckIn {
    type Kind = ids::DutyCheckInKind;

    async fn by_id(ports: &Ports, by: &Viewer, id: Id<ids::DutyCheckInKind>) -> Outcome<Option<Self>> {
        Ok(ports.store.duty_check_ins(by, &[id]).await?.pop().map(Self))
    }
}

/// Proof of having been at a duty point, once per point and clock hour. No punch clock: nobody counts the days between.
/// Seen by the member and by staff who administer the community.
#[Object]
impl DutyCheckIn {
    /// The id of this check-in.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Who was there.
    async fn member(&self) -> Person {
        Person(self.0.member.clone())
    }

    /// Where.
    async fn duty_point(&self) -> DutyPoint {
        DutyPoint(self.0.point.clone())
    }

    /// When.
    async fn checked_in_at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}
