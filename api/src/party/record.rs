//! What a unit's party members did in a period.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use domain::calendar::period::Period;
use domain::ids::{ClaimId, DutyCheckInId, HoursId, MemberId, ReportInId, UnitId};
use domain::party::read;
use domain::party::record;

use crate::graphql::answer::answer;
use crate::graphql::connection::{Connection, size};
use crate::graphql::context::{ports, viewer};
use crate::graphql::cursor::List;
use crate::graphql::scalars::{Date, DateTime};
use crate::listed;
use crate::members::person::Person;

/// What is counted.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "record::RecordKind")]
pub enum RecordKind {
    /// 报到: report-ins that were active in the period.
    ReportIn,
    /// 签到: check-ins at duty points.
    CheckIn,
    /// 服务时长: granted time that counts, by the day of the shift.
    Hours,
    /// 微心愿: wishes that the member fulfilled and their authors confirmed.
    Wish,
}

/// What a party member did in a period. Each figure opens to its entries: `unitMemberEntries`.
#[derive(SimpleObject)]
pub struct MemberRecord {
    /// The party member.
    person: Person,
    /// How many report-ins were active.
    report_ins: i64,
    /// How many check-ins at duty points.
    check_ins: i64,
    /// How many minutes were granted.
    minutes: i64,
    /// How many wishes were confirmed.
    wishes: i64,
}

listed!(MemberRecord);

impl From<record::MemberRecord> for MemberRecord {
    fn from(record: record::MemberRecord) -> Self {
        let record::MemberRecord { person, report_ins, check_ins, minutes, wishes } = record;
        Self { person: Person(person), report_ins, check_ins, minutes, wishes }
    }
}

/// One entry behind a figure. What a wish says stays in its community.
#[derive(SimpleObject)]
pub struct RecordEntry {
    /// The id of the report-in, check-in, hours or claim.
    id: ID,
    /// When the report-in was accepted, the member checked in, the shift began, or the wish was confirmed.
    at: DateTime,
    /// In which community: its name.
    community_name: String,
    /// The name of the duty point, or the title of the activity; null for the others.
    title: Option<String>,
    /// For granted time: how many minutes; null for the others.
    minutes: Option<i64>,
}

listed!(RecordEntry);

/// Queries about what party members did.
#[derive(Default)]
pub struct RecordQuery;

#[Object]
impl RecordQuery {
    /// What the confirmed party members of a unit did in a period, in the order of their accounts: no ranking. For the
    /// unit's liaisons and the staff who administer it.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    #[expect(clippy::too_many_arguments, reason = "the four of a Relay connection, and three")]
    async fn unit_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which unit.")] unit_id: ID,
        #[graphql(desc = "The first day (UTC+8).")] from: Date,
        #[graphql(desc = "The last day (UTC+8): at most 366 days make a period.")] to: Date,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<MemberRecord>> {
        answer(ctx, async {
            let by = viewer(ctx)?;
            let (unit, period) = (UnitId::parse("unitId", &unit_id)?, Period::parse(from.0, to.0)?);
            let list = List::new("unitRecord", (unit, period));
            let page = list.page(first, after, last, before)?;
            let page = read::unit_record(ports(ctx), by, unit, period, &page).await?;
            Ok(Connection::of(page, &list, |record| record.person.id, MemberRecord::from))
        })
        .await
    }

    /// The entries behind one figure of a unit's party member, the latest first. For the unit's liaisons and the staff
    /// who administer it.
    #[graphql(complexity = "size(first, last) * child_complexity + 1")]
    #[expect(clippy::too_many_arguments, reason = "the four of a Relay connection, and five")]
    async fn unit_member_entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which unit.")] unit_id: ID,
        #[graphql(desc = "Of which of its party members.")] member_id: ID,
        #[graphql(desc = "Behind which figure.")] kind: RecordKind,
        #[graphql(desc = "The first day (UTC+8).")] from: Date,
        #[graphql(desc = "The last day (UTC+8): at most 366 days make a period.")] to: Date,
        #[graphql(desc = "How many, 1 to 100; 20 by default.")] first: Option<i64>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<RecordEntry>> {
        answer(ctx, async {
            let by = viewer(ctx)?;
            let (unit, member) = (UnitId::parse("unitId", &unit_id)?, MemberId::parse("memberId", &member_id)?);
            let period = Period::parse(from.0, to.0)?;
            let list = List::new("unitMemberEntries", (unit, member, kind, period));
            let page = list.page(first, after, last, before)?;
            let page = read::record_entries(ports(ctx), by, unit, member, kind.into(), period, &page).await?;
            let show = |entry: record::RecordEntry| RecordEntry {
                id: match kind {
                    RecordKind::ReportIn => ReportInId::from_uuid(entry.id).to_string(),
                    RecordKind::CheckIn => DutyCheckInId::from_uuid(entry.id).to_string(),
                    RecordKind::Hours => HoursId::from_uuid(entry.id).to_string(),
                    RecordKind::Wish => ClaimId::from_uuid(entry.id).to_string(),
                }
                .into(),
                at: DateTime(entry.at),
                community_name: entry.community,
                title: entry.title,
                minutes: entry.minutes,
            };
            Ok(Connection::of(page, &list, |entry| entry.id, show))
        })
        .await
    }
}
