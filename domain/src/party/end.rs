//! Ending a report-in.

use crate::access::Viewer;
use crate::failure::{Outcome, Reason};
use crate::ids::ReportInId;
use crate::inbox::news::News;
use crate::moderation::check::check;
use crate::moderation::verdict::Scene;
use crate::once::{begin, once};
use crate::party::END_REPORT_IN;
use crate::party::read::find_report_in;
use crate::party::report_in::ReportIn;
use crate::ports::Ports;
use crate::request::Request;
use crate::text::Line;

/// Ends an active report-in: the member their own, or those who administer the community. The member may also withdraw
/// one that still waits; staff refuse such a one instead.
pub async fn end(
    ports: &Ports,
    by: &Viewer,
    report_in: ReportInId,
    reason: &Line<200>,
    request: &Request,
) -> Outcome<ReportIn> {
    let made = once(ports, request, async {
        // Anyone who sees it may end it: see `ReportIn::seen_by`.
        let report_in = find_report_in(ports, by, "reportInId", report_in).await?;
        let own = report_in.member.id == by.member();
        if own {
            // Nobody but staff reads it, so it waits for nobody.
            check(ports, by, Scene::Comment, &[("reason", reason.as_str())]).await?;
        }
        let mut tx = begin(ports, request, report_in.id).await?;
        if !tx.end_report_in(report_in.id, by.member(), reason.as_str(), own, ports.now()).await? {
            return Err(Reason::ReportInNotLive.at("reportInId").into());
        }
        if !own {
            tx.tell(&[ports.told(report_in.member.id, News::ReportInEnded).about(report_in.id)]).await?;
        }
        ports.commit(tx, by.did(END_REPORT_IN, report_in.community.id, report_in.id)).await?;
        Ok(report_in.id)
    })
    .await?;
    find_report_in(ports, by, "requestId", made).await
}
