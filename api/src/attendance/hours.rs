//! What clients see of granted time.

use super::star::StarRule;
use crate::graphql::answer::answer;
use crate::graphql::by_id::ById;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::{ports, viewer};
use crate::graphql::cursor::List;
use crate::graphql::scalars::{Date, DateTime};
use crate::listed;
use crate::members::person::Person;
use crate::places::area::Area;
use crate::volunteering::shift::{Shift, load_shift};
use async_graphql::{Context, Enum, ID, Object, Result};
use domain::Ports;
use domain::access::Viewer;
use domain::attendance::hours::{self, How};
use domain::attendance::read;
use domain::failure::Outcome;
use domain::ids::{self, HoursId, Id};

/// How granted time was proven.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "How")]
pub enum HoursHow {
    /// 签到码: by the code on the organiser's screen at check-out.
    Code,
    /// 点名: by the roll-call at check-out.
    RollCall,
    /// 更正: re-entered by staff to replace a voided entry.
    ReEntered,
}

/// An entry of granted time (服务时长). It is never changed: a wrong one is voided and entered again. Seen by the
/// member, and by staff who administer the community that it was served in or the member's own.
pub struct Hours(pub hours::Hours);

listed!(Hours);

impl ById for Hours {
    type Kind = ids::HoursKind;

    async fn by_id(ports: &Ports, by: &Viewer, id: Id<ids::HoursKind>) -> Outcome<Option<Self>> {
        Ok(ports.store.hours(by, &[id]).await?.pop().map(Self))
    }
}

/// An entry of granted time (服务时长). It is never changed: a wrong one is voided and entered again. Seen by the
/// member, and by staff who administer the community that it was served in or the member's own.
#[Object]
impl Hours {
    /// The id of this entry.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// How many minutes, 1 to 480.
    async fn minutes(&self) -> i32 {
        self.0.minutes
    }

    /// The day on which the shift started (UTC+8).
    async fn day(&self) -> Date {
        Date(self.0.day)
    }

    /// The member it was granted to.
    async fn member(&self) -> Person {
        Person(self.0.member.clone())
    }

    /// The community that it was served in.
    async fn community(&self) -> Area {
        Area(self.0.community.clone())
    }

    /// The title of the activity that it was served at.
    async fn activity_title(&self) -> &str {
        &self.0.title
    }

    /// The shift that it was served at; null if you may not see that.
    async fn shift(&self, ctx: &Context<'_>) -> Result<Option<Shift>> {
        answer(ctx, load_shift(ctx, self.0.shift)).await
    }

    /// When it was granted.
    async fn granted_at(&self) -> DateTime {
        DateTime(self.0.granted)
    }

    /// How it was proven.
    async fn how(&self) -> HoursHow {
        self.0.how.into()
    }

    /// Who vouches for it: the organiser whose code it was, who called the roll, or who entered it again.
    async fn confirmer(&self) -> Person {
        Person(self.0.confirmer.clone())
    }

    /// The id of the voided entry that it replaces; null if it replaces none.
    async fn replaces_id(&self) -> Option<ID> {
        self.0.replaces.map(|id| id.to_string().into())
    }

    /// Why it was entered again; null if it was not.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Since when it no longer counts; null while it does.
    async fn voided_at(&self) -> Option<DateTime> {
        self.0.voided.as_ref().map(|voided| DateTime(voided.at))
    }

    /// Who voided it; null while it counts.
    async fn voided_by(&self) -> Option<Person> {
        self.0.voided.as_ref().map(|voided| Person(voided.by.clone()))
    }

    /// Why it was voided; null while it counts.
    async fn void_reason(&self) -> Option<&str> {
        self.0.voided.as_ref().map(|voided| voided.reason.as_str())
    }
}

/// The total time granted to a member. Seen by the member and by staff who administer their community.
pub struct HoursAccount(pub hours::Account);

/// The total time granted to a member. Seen by the member and by staff who administer their community.
#[Object]
impl HoursAccount {
    /// All minutes that count. Voided ones do not.
    async fn total_minutes(&self) -> i64 {
        self.0.total
    }

    /// The minutes that count towards the star, within the window of the rule.
    async fn star_minutes(&self) -> i64 {
        self.0.counted
    }

    /// The star, 0 to 5.
    async fn star(&self) -> i32 {
        self.0.rule.star(self.0.counted)
    }

    /// The rule of stars: that of the nearest area upwards from the home community.
    async fn star_rule(&self) -> StarRule {
        self.0.rule.clone().into()
    }

    /// The entries, the latest first; voided ones, too.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    async fn entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Hours>> {
        answer(ctx, async {
            let list = List::new("hours.entries", self.0.member);
            let page = list.page::<HoursId>(first, after, last, before)?;
            let page = read::entries(ports(ctx), viewer(ctx)?, &self.0, &page).await?;
            Ok(Connection::of(page, &list, |hours| hours.id, Hours))
        })
        .await
    }
}
