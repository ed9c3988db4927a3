//! What a store must guarantee of cases and reports. Whether a text is shown lies with the text, so that no list has to
//! look here.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::access::{Scope, Viewer};
use crate::failure::Outcome;
use crate::ids::{CaseId, MemberId, ReportId};
use crate::moderation::case::{Case, Decision, NewCase, Report, ReportReason, Target};
use crate::page::{Page, PageRequest};

/// A report that is to be made.
#[derive(Debug)]
pub struct NewReport<'r> {
    /// Its id.
    pub id: ReportId,
    /// Of which text.
    pub target: Target,
    /// The reporter.
    pub reporter: MemberId,
    /// What is wrong.
    pub reason: ReportReason,
    /// In the reporter's words.
    pub note: Option<&'r str>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Inside a transaction. Reports and decisions about a text take turns by the row of the text, which each changes
/// first.
#[async_trait]
pub trait ModerationRepo {
    /// Opens a case, unless one is open about the text.
    async fn open_case(&mut self, case: &NewCase) -> Outcome<()>;
    /// Hides a text that is shown and that staff have not looked at, as long as fewer than `most` reports of the
    /// reporter wait for staff; says whether the text can be reported at all. One conditional statement decides.
    async fn hide_reported(&mut self, target: Target, reporter: MemberId, most: i64) -> Outcome<bool>;
    /// Adds a report to the case that is open about the text; says whether the reporter had not reported it there.
    async fn add_report(&mut self, report: &NewReport<'_>) -> Outcome<bool>;
    /// Shows or removes a text.
    async fn decide_text(&mut self, target: Target, decision: Decision) -> Outcome<()>;
    /// Closes a case that is open; says whether it was. One conditional statement decides among several.
    async fn close_case(
        &mut self,
        case: CaseId,
        by: MemberId,
        decision: Decision,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Outcome<bool>;
}

/// Outside one.
#[async_trait]
pub trait ModerationReader: Send + Sync {
    /// The cases of these ids that the viewer may see ([`Case::seen_by`]), in no order.
    async fn cases(&self, viewer: &Viewer, ids: &[CaseId]) -> Outcome<Vec<Case>>;
    /// The cases of a community that wait for a decision, oldest first. For those who may decide.
    async fn moderation_queue(&self, scope: &Scope, page: &PageRequest<CaseId>) -> Outcome<Page<Case>>;
    /// The first `most` reports of each of these cases, the oldest first. For those who see the cases.
    async fn reports_of(&self, cases: &[CaseId], most: i64) -> Outcome<Vec<(CaseId, Report)>>;
    /// A report that the viewer made.
    async fn report(&self, me: &Viewer, id: ReportId) -> Outcome<Option<Report>>;
    /// Why staff removed these texts: of those that the viewer wrote, or administers the community of.
    async fn removals(&self, viewer: &Viewer, targets: &[Target]) -> Outcome<Vec<(Target, String)>>;
}
