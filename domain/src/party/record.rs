//! What a unit's party members did in a period, for those who answer for the unit. Every figure opens to its entries.
//!
//! It is no ranking: members come in the order of their accounts. What a wish says stays in its community; the unit
//! learns that it was confirmed, and when.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use uuid::Uuid;

use crate::calendar::begin_of;
use crate::failure::{Invalid, Outcome};
use crate::members::member::Person;

/// How long a period can be, in days.
const PERIOD_AT_MOST: i64 = 366;

/// Some days, where the communities are (UTC+8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Period {
    /// Reads the two days.
    pub fn parse(from: NaiveDate, to: NaiveDate) -> Outcome<Self> {
        if to < from || to - from >= Duration::days(PERIOD_AT_MOST) {
            let en = format!("must not lie before from, nor more than {PERIOD_AT_MOST} days make a period");
            return Err(Invalid::new("to", (format!("须不早于开始日期，且不超过{PERIOD_AT_MOST}天"), en)).into());
        }
        Ok(Self { from, to })
    }

    /// The moment at which it begins.
    pub fn begins(&self) -> DateTime<Utc> {
        begin_of(self.from)
    }

    /// The moment at which it is over.
    pub fn ends(&self) -> DateTime<Utc> {
        begin_of(self.to + Duration::days(1))
    }
}

/// What there are figures of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordKind {
    /// 报到: report-ins that were active in the period.
    ReportIn,
    /// 签到: check-ins at duty points.
    CheckIn,
    /// 服务时长: granted time that counts.
    Hours,
    /// 微心愿: wishes that the member fulfilled and their authors confirmed.
    Wish,
}

/// The figures of one member.
#[derive(Debug, Clone)]
pub struct MemberRecord {
    /// Whose.
    pub person: Person,
    /// How many report-ins were active.
    pub report_ins: i64,
    /// How many check-ins at duty points.
    pub check_ins: i64,
    /// How many minutes were granted.
    pub minutes: i64,
    /// How many wishes were confirmed.
    pub wishes: i64,
}

/// One entry behind a figure.
#[derive(Debug, Clone)]
pub struct RecordEntry {
    /// The id of the report-in, check-in, hours or claim.
    pub id: Uuid,
    /// When it began, or was done.
    pub at: DateTime<Utc>,
    /// In which community: its name.
    pub community: String,
    /// The duty point or the activity; nothing for the others.
    pub title: Option<String>,
    /// For granted time.
    pub minutes: Option<i64>,
}
