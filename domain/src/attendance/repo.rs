//! What a store must guarantee of attendance and granted time.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};

use crate::access::{Scope, Viewer};
use crate::attendance::hours::{Hours, NewHours};
use crate::attendance::star::{StarRule, StarWindow};
use crate::calendar::period::Period;
use crate::failure::Outcome;
use crate::ids::{AreaId, HoursId, MemberId, ShiftId, SignUpId};
use crate::page::{Page, PageRequest};
use crate::places::path::Path;

/// The person who called the roll; nobody, if it was the code.
pub type Witness = Option<MemberId>;

/// Inside a transaction.
#[async_trait]
pub trait AttendanceRepo {
    /// Checks in the holder of this seat; says whether they still had it, and were not checked in. One conditional
    /// statement decides between this and a cancelling.
    async fn check_in(&mut self, seat: SignUpId, witness: Witness, at: DateTime<Utc>) -> Outcome<bool>;
    /// Checks a member out who was checked in and not yet out, and says when the shift was called off, if it was;
    /// `None` if they were not. One conditional statement.
    async fn check_out(
        &mut self,
        shift: ShiftId,
        member: MemberId,
        witness: Witness,
        at: DateTime<Utc>,
    ) -> Outcome<Option<Option<DateTime<Utc>>>>;
    /// The minutes of a day that count for a member. They must be held
    /// ([`crate::members::repo::MemberRepo::hold_member`]).
    async fn minutes_on(&mut self, member: MemberId, day: NaiveDate) -> Outcome<i32>;
    /// Adds an entry; says whether there was none that counts for this member and shift, nor one that replaces the
    /// same.
    async fn add_hours(&mut self, new: &NewHours) -> Outcome<bool>;
    /// Voids an entry; says whether it still counted. One conditional statement.
    async fn void_hours(&mut self, hours: HoursId, by: MemberId, reason: &str, now: DateTime<Utc>) -> Outcome<bool>;
    /// Sets the rule of stars of an area, in the place of an earlier one.
    async fn set_star_rule(
        &mut self,
        area: AreaId,
        hours: [i32; 5],
        window: StarWindow,
        by: MemberId,
        now: DateTime<Utc>,
    ) -> Outcome<()>;
}

/// Outside one.
#[async_trait]
pub trait AttendanceReader: Send + Sync {
    /// The entries of these ids that the viewer may see ([`Hours::seen_by`]), in no order.
    async fn hours(&self, viewer: &Viewer, ids: &[HoursId]) -> Outcome<Vec<Hours>>;
    /// The entries of a member that the viewer may see, the latest first.
    async fn hours_of(&self, viewer: &Viewer, member: MemberId, page: &PageRequest<HoursId>) -> Outcome<Page<Hours>>;
    /// The entries of a community for shifts on these days, voided ones too, by day. For those who administer it.
    async fn hours_in(
        &self,
        scope: &Scope,
        period: Period,
        page: &PageRequest<(NaiveDate, HoursId)>,
    ) -> Outcome<Page<Hours>>;
    /// The minutes that count for a member: of their life, and since a day. For the member, and for staff who
    /// administer their community.
    async fn minutes_of(&self, viewer: &Viewer, member: MemberId, since: NaiveDate) -> Outcome<(i64, i64)>;
    /// The rule of stars that the nearest area upwards from a place has set.
    async fn star_rule(&self, viewer: &Viewer, place: &Path) -> Outcome<Option<StarRule>>;
}
