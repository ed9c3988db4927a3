//! Looking at cases and reports.

use crate::access::{Scope, Viewer};
use crate::failure::{Failure, Outcome};
use crate::ids::{CaseId, ReportId};
use crate::moderation::case::{Case, Report};
use crate::page::{Page, PageRequest};
use crate::ports::Ports;

/// What waits for a decision in a community. For those who may decide.
pub async fn queue(ports: &Ports, by: &Viewer, scope: &Scope, page: &PageRequest<CaseId>) -> Outcome<Page<Case>> {
    by.must_administer(scope.path())?;
    ports.store.moderation_queue(scope, page).await
}

pub(super) async fn find_case(ports: &Ports, by: &Viewer, id: CaseId) -> Outcome<Case> {
    ports.store.cases(by, &[id]).await?.pop().ok_or(Failure::NotFound("caseId"))
}

/// The viewer's own report.
pub(super) async fn find_report(ports: &Ports, by: &Viewer, id: ReportId) -> Outcome<Report> {
    ports.store.report(by, id).await?.ok_or(Failure::NotFound("requestId"))
}
