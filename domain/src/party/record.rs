//! What a unit's party members did in a period, for those who answer for the unit. Every figure opens to its entries.
//!
//! It is no ranking: members come in the order of their accounts. What a wish says stays in its community; the unit
//! learns that it was confirmed, and when.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::members::member::Person;

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
